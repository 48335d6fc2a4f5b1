"""Synthetic regencies and countries for benchmarks and tests. No real place is described."""

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.stationing.problem import (
    Budget,
    ClassRule,
    Problem,
    Stations,
    Weights,
)

DOCTRINE = (
    ClassRule("very vulnerable", 2, 1, 1, 4.0),
    ClassRule("vulnerable", 2, 1, 2, 2.0),
    ClassRule("less vulnerable", 2, 3, 12, 1.0),
)
WEIGHTS = Weights(walking_minutes_per_km=13.0, load=0.5)
SHARE_VERY, SHARE_VULNERABLE = 60 / 4046, 400 / 4046


def synthetic_problem(stations: int, seed: int, villages: int | None = None) -> Problem:
    """A problem with the proportions of a regency of 4,046 stations in 248 villages.

    Villages differ in size (gamma distributed), stations gather in hamlets within about 2 km.
    The budget is set to 0 teams; see `with_budget`.
    """
    rng = np.random.default_rng(seed)
    count = villages or max(1, round(stations * 248 / 4046))
    size = rng.multinomial(stations - count, rng.dirichlet(np.full(count, 4.0))) + 1
    village = np.repeat(np.arange(count), size)
    lat, lon = hamlet_positions(rng, village, count)
    class_of = np.full(stations, 2)
    shuffled = rng.permutation(stations)
    very = round(stations * SHARE_VERY)
    class_of[shuffled[:very]] = 0
    class_of[shuffled[very : very + round(stations * SHARE_VULNERABLE)]] = 1
    return Problem(
        Stations(
            code=tuple(f"S{i:06d}" for i in range(stations)),
            district=tuple(f"D{v // 8:05d}" for v in village),
            village=tuple(f"V{v:06d}" for v in village),
            lat=lat, lon=lon, class_of=class_of.astype(np.int64),
        ),
        DOCTRINE, WEIGHTS, Budget("teams", 0),
    )  # fmt: skip


def hamlet_positions(
    rng: np.random.Generator, village: NDArray[np.int64], count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Latitude and longitude of stations scattered round three hamlets per village."""
    side = int(np.ceil(np.sqrt(count)))
    centre_lat = -8.4 + 0.04 * (np.arange(count) // side)
    centre_lon = 113.3 + 0.04 * (np.arange(count) % side)
    hamlets = rng.normal(0.0, 0.009, size=(count, 3, 2))
    pick = rng.integers(0, 3, size=len(village))
    spread = rng.normal(0.0, 0.004, size=(len(village), 2))
    offset = hamlets[village, pick] + spread
    lat = np.clip(centre_lat[village] + offset[:, 0], -11, 6)
    return lat, centre_lon[village] + offset[:, 1]
