"""Circles around places: who is nearest to whom, and where a growing circle may stop."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_KM = 6371.0088
SAME = 1e-9  # distances this close (relative) are one: rounding must not split a circle

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Circles(NamedTuple):
    """Growing circles around every place; row = centre, column = rank from near to far.

    `order` (P, L) holds places, -1 beyond the row's last; `stop` (P, L) is True where a circle may
    end: places at one distance enter together. `radius` (P, L): distance from the centre, in km
    for positions on the globe, else in the unit of the coordinates.
    """

    order: NDArray[np.int32]
    stop: NDArray[np.bool_]
    radius: Floats


def on_globe(lat: Floats, lon: Floats) -> Floats:
    """Positions in degrees as points (P, 3) on a sphere, in km from its centre."""
    phi, lam = np.radians(lat), np.radians(lon)
    across = np.cos(phi)
    points = np.c_[across * np.cos(lam), across * np.sin(lam), np.sin(phi)]
    return np.asarray(EARTH_RADIUS_KM * points)


def grow_circles(points: Floats, weight: Floats, most: float) -> Circles:
    """Circles around every point (P, dimensions) that hold at most `most` of `weight` (P,).

    There is no limit on the number of neighbours. On the globe the straight line through the Earth
    stands for the arc: both order places alike; radii are given as arcs (three coordinates).
    """
    rows = [grow_one(points, weight, most, centre) for centre in range(len(points))]
    longest = max(len(order) for order, _, _ in rows)
    order = np.full((len(points), longest), -1, dtype=np.int32)
    stop = np.zeros((len(points), longest), dtype=np.bool_)
    radius = np.zeros((len(points), longest))
    for centre, (places, ends, far) in enumerate(rows):
        order[centre, : len(places)] = places
        stop[centre, : len(places)] = ends
        radius[centre, : len(places)] = far
    return Circles(order, stop, arcs(radius) if points.shape[1] == 3 else radius)


def grow_one(
    points: Floats, weight: Floats, most: float, centre: int
) -> tuple[Ints, NDArray[np.bool_], Floats]:
    """Places of one centre by distance, where circles may end, and the distances."""
    far = np.sqrt(((points - points[centre]) ** 2).sum(axis=1))
    far[centre] = 0.0
    order = np.argsort(far, kind="stable")
    far = far[order]
    scale = max(1.0, float(np.abs(points).max()))
    ends = np.r_[np.diff(far) > SAME * np.maximum(far[1:], 1e-3 * scale), True]
    held = np.cumsum(weight[order])
    fitting = np.flatnonzero(ends & (held <= most * (1 + 1e-12)))
    last = int(fitting[-1]) + 1 if len(fitting) else 0
    return order[:last], ends[:last], far[:last]


def arcs(chord: Floats) -> Floats:
    """Lengths along the surface for straight lines through the Earth."""
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, chord / 2 / EARTH_RADIUS_KM)))
