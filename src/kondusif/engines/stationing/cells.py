"""Stations packed by cell: a cell is one class within one village, and nothing crosses it.

Ragged arrays lie end to end with offsets, so that a country fits in memory and a compiled kernel
can walk through any set of cells.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.stationing.distances import walking_costs
from kondusif.engines.stationing.problem import LARGEST_CELL, Problem, ProblemError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Cells(NamedTuple):
    """All cells. Offsets have one entry more than there are cells.

    `member[start[c]:start[c+1]]` are the stations of c; `cost[square[c]:square[c+1]]` is its n x n
    matrix of weighted walking minutes (row: station, column: base); slots `slot[c] + k - fewest[c]`
    hold what is known about k teams; `plans[sheet[c]:sheet[c+1]]` holds a base per slot and station.
    """

    member: Ints
    start: Ints
    square: Ints
    cost: Floats
    smallest: Ints
    largest: Ints
    fewest: Ints
    most: Ints
    slot: Ints
    sheet: Ints
    best: Floats
    plans: NDArray[np.int32]
    price: Ints
    rule: Ints
    load: float


def pack(problem: Problem) -> Cells:
    """Groups the stations by (district, village, class). Needs every cell to fit its pattern."""
    member, start, rule = group(problem)
    sizes = np.diff(start)
    if sizes.max() > LARGEST_CELL:
        raise ProblemError(f"A village has more than {LARGEST_CELL} stations of one class.")
    smallest, largest = team_sizes(problem, sizes, rule)
    price = np.array([problem.budget.price_of_team(r) for r in problem.rules], dtype=np.int64)
    square = offsets(sizes * sizes)
    cost = np.empty(int(square[-1]))
    factor = np.array([r.risk_weight for r in problem.rules])[rule]
    factor = factor * problem.weights.walking_minutes_per_km
    walking_costs(problem.stations.lat, problem.stations.lon, member, start, square, factor, cost)
    fewest, most = -(-sizes // largest), sizes // smallest
    return assemble(member, start, square, cost, smallest, largest, fewest, most, price[rule], rule,
                    problem.weights.load)  # fmt: skip


def pack_matrix(cost: Floats, teams: int, smallest: int, largest: int, load: float = 0.0) -> Cells:
    """One cell from a given matrix (row: station, column: base) with a given number of teams."""
    n = len(cost)
    one = np.ones(1, dtype=np.int64)
    ends = np.array([0, n], dtype=np.int64)
    if not -(-n // largest) <= teams <= n // smallest:
        raise ProblemError(f"{teams} teams of {smallest} to {largest} cannot share {n} stations.")
    return assemble(np.arange(n), ends, ends * n, np.ascontiguousarray(cost, dtype=float).ravel(),
                    one * smallest, one * largest, one * teams, one * teams, one, one * 0, load)  # fmt: skip


def assemble(
    member: Ints, start: Ints, square: Ints, cost: Floats, smallest: Ints, largest: Ints,
    fewest: Ints, most: Ints, price: Ints, rule: Ints, load: float,
) -> Cells:  # fmt: skip
    """Adds empty curves to the packed cells."""
    sizes = np.diff(start)
    if np.any(fewest > most):
        raise ProblemError("A village has stations that no team size of its class can share.")
    slot = offsets(most - fewest + 1)
    sheet = offsets((most - fewest + 1) * sizes)
    best = np.full(int(slot[-1]), np.inf)
    plans = np.full(int(sheet[-1]), -1, dtype=np.int32)
    return Cells(member, start, square, cost, smallest, largest, fewest, most, slot, sheet, best,
                 plans, price, rule, float(load))  # fmt: skip


def group(problem: Problem) -> tuple[Ints, Ints, Ints]:
    """Stations sorted by cell, where each cell starts, and the class of each cell."""
    stations = problem.stations
    places: dict[tuple[str, str], int] = {}
    keys = zip(stations.district, stations.village, strict=True)
    place = np.fromiter((places.setdefault(key, len(places)) for key in keys), np.int64)
    cell = place * len(problem.rules) + stations.class_of
    member = np.argsort(cell, kind="stable")
    ordered = cell[member]
    first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    start = np.r_[first, len(cell)].astype(np.int64)
    return member, start, stations.class_of[member[first]]


def team_sizes(problem: Problem, sizes: Ints, rule: Ints) -> tuple[Ints, Ints]:
    """Smallest and largest team of every cell (`ClassRule.bounds` for arrays)."""
    low = np.array([r.stations_min for r in problem.rules])[rule]
    high = np.array([r.stations_max for r in problem.rules])[rule]
    smallest = np.minimum(low, sizes)
    return smallest, np.maximum(smallest, np.minimum(high, sizes))


def offsets(counts: Ints) -> Ints:
    ends: Ints = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return ends
