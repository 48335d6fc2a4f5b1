"""Where stations stand and who reports from them: the zones that the live detector watches."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from kondusif.engines.scan.cases import ScanError
from kondusif.engines.scan.circles import on_globe

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Ranks = NDArray[np.int32]
NEIGHBOURS = 100


@dataclass(frozen=True, eq=False)
class Layout:
    """Stations with their zones. Zone (c, k) is station c with its k nearest, c among them.

    `village` (N,) and `team` (N,) count from 0; `near` (N, K) holds stations by distance from the
    row's own (equal distances by number). `within` tells for each station which rows hold it:
    `within_centre[within[i]:within[i+1]]` are the centres, `within_rank` the columns.
    """

    points: Floats
    village: Ints
    team: Ints
    near: Ranks
    within: Ints = field(repr=False)
    within_centre: Ranks = field(repr=False)
    within_rank: Ranks = field(repr=False)

    @classmethod
    def build(
        cls, lat: Floats, lon: Floats, village: Ints, team: Ints, neighbours: int = NEIGHBOURS
    ) -> "Layout":
        """From positions in degrees; every array has one entry per station."""
        if not len(lat) == len(lon) == len(village) == len(team) or not len(lat):
            raise ScanError("Every station needs a position, a village and a team.")
        if not (np.all(np.abs(lat) <= 90) and np.all(np.abs(lon) <= 180)):
            raise ScanError("A station lies outside latitude -90..90 or longitude -180..180.")
        if min(village.min(), team.min()) < 0 or not 1 <= neighbours <= 1000:
            raise ScanError("Villages and teams count from 0; zones hold 1 to 1000 stations.")
        points = on_globe(lat, lon)
        near = nearest(points, min(neighbours, len(lat)))
        return cls(points, village.astype(np.int64), team.astype(np.int64), near, *reverse(near))

    @property
    def stations(self) -> int:
        return len(self.village)

    @property
    def villages(self) -> int:
        return int(self.village.max()) + 1

    @property
    def teams(self) -> int:
        return int(self.team.max()) + 1

    def zone(self, centre: int, size: int) -> tuple[int, ...]:
        """The stations of a zone, from the centre outwards."""
        return tuple(int(station) for station in self.near[centre, :size])


def nearest(points: Floats, count: int) -> Ranks:
    """(N, count) nearest points of each point, itself first, then by distance and number."""
    more = min(len(points), count + 8)  # so that ties at the rim are rarely cut by the tree's whim
    far, order = cKDTree(points).query(points, k=more)
    order = np.reshape(order, (len(points), -1))
    far = np.reshape(far, order.shape)
    far = np.where(order == np.arange(len(points))[:, None], -1.0, np.round(far, 9))
    turn = np.lexsort((order, far), axis=1)
    return np.take_along_axis(order, turn, axis=1)[:, :count].astype(np.int32)


def reverse(near: Ranks) -> tuple[Ints, Ranks, Ranks]:
    """Which rows hold each station, and in which column."""
    flat = near.ravel()
    turn = np.argsort(flat, kind="stable")
    starts = np.searchsorted(flat[turn], np.arange(len(near) + 1))
    centre, rank = np.divmod(turn, near.shape[1])
    return starts.astype(np.int64), centre.astype(np.int32), rank.astype(np.int32)
