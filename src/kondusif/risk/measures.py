"""What the lists themselves tell: distance to the nearest station, stations on one site, voters against the maximum.

A station whose position is only estimated (it stands at its village's centroid) has no distance and shares no site by
position: the measure is None, and the criterion stays unknown.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

EARTH_KM = 6371.0088
SAME_SITE_KM = 0.03  # two yards of one school; positions in lists are read off phones

Measures = dict[str, float | None]


class StationInput(NamedTuple):
    """One station as the list has it. `lat`, `lon` in degrees; `estimated`: the position is the village's centroid."""

    code: str
    village: str
    voters: int
    lat: float
    lon: float
    estimated: bool
    location: str
    special: str
    remote: bool


class SiteInput(NamedTuple):
    """Another vulnerable point. `stations`: how many stations lie in its area."""

    code: str
    area: str
    kind: str
    stations: int


def measure_stations(stations: Sequence[StationInput], voters_limit: int) -> list[Measures]:
    """One dict for each station, in order: remote (0/1), voters_share, nearest_km, same_site (stations there)."""
    placed = [i for i, station in enumerate(stations) if not station.estimated]
    nearest, together = _neighbours([(stations[i].lat, stations[i].lon) for i in placed])
    distance = dict(zip(placed, nearest, strict=True))
    close = dict(zip(placed, together, strict=True))
    named = Counter(_site_name(station) for station in stations if station.location.strip())
    return [
        {
            "remote": float(station.remote),
            "voters_share": round(station.voters / voters_limit, 4),
            "nearest_km": distance.get(i),
            "same_site": _same_site(close.get(i), named[_site_name(station)]),
        }
        for i, station in enumerate(stations)
    ]


def _site_name(station: StationInput) -> tuple[str, str]:
    return station.village, " ".join(station.location.lower().split())


def _same_site(by_position: int | None, by_name: int) -> float | None:
    if by_position is None and not by_name:
        return None
    return float(max(by_position or 0, by_name))


def _neighbours(degrees: Sequence[tuple[float, float]]) -> tuple[list[float | None], list[int]]:
    """Per point the kilometres to the nearest other point (None when alone), and how many points share its site."""
    if len(degrees) < 2:
        return [None] * len(degrees), [1] * len(degrees)
    points = _on_sphere(np.radians(np.asarray(degrees, dtype=float)))
    tree = cKDTree(points)
    chords = np.asarray(tree.query(points, k=2)[0])[:, 1]
    distances = 2 * EARTH_KM * np.arcsin(np.minimum(chords / 2, 1))
    together = tree.query_ball_point(points, SAME_SITE_KM / EARTH_KM, return_length=True)
    return [round(float(d), 3) for d in distances], np.asarray(together).astype(int).tolist()


def _on_sphere(radians: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    lat, lon = radians[:, 0], radians[:, 1]
    return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))


def measure_site(site: SiteInput) -> Measures:
    """recapitulation and ballots_stored (0/1) by kind, stations_served by the list."""
    return {
        "recapitulation": float(site.kind in ("kpu", "ppk")),
        "ballots_stored": float(site.kind in ("kpu", "ppk", "pps", "warehouse")),
        "stations_served": float(site.stations),
    }
