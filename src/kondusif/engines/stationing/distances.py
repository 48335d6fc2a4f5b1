"""Great-circle distances within each cell, in weighted walking minutes."""

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.stationing.jit import kernel
from kondusif.engines.stationing.problem import EARTH_RADIUS_KM

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@kernel
def haversine_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Distance in km of two places given in radians (haversine, Earth as a sphere)."""
    half = (
        np.sin((lat2 - lat1) / 2) ** 2
        + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    )
    return float(2 * EARTH_RADIUS_KM * np.arcsin(min(1.0, np.sqrt(half))))


@kernel
def walking_costs(
    lat: Floats, lon: Floats, member: Ints, start: Ints, square: Ints, factor: Floats, out: Floats
) -> None:
    """Fills `out` with one symmetric n x n matrix per cell; lat, lon in degrees."""
    for c in range(len(start) - 1):
        n = start[c + 1] - start[c]
        for i in range(n):
            a = member[start[c] + i]
            out[square[c] + i * n + i] = 0.0
            for j in range(i):
                b = member[start[c] + j]
                km = haversine_km(
                    np.radians(lat[a]), np.radians(lon[a]), np.radians(lat[b]), np.radians(lon[b])
                )
                out[square[c] + i * n + j] = factor[c] * km
                out[square[c] + j * n + i] = factor[c] * km
