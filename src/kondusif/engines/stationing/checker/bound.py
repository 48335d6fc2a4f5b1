"""The bound of one cell from the prices of its stations, in plain numpy.

For any prices u every plan of the cell costs at least
`sum u + min_k (sum of the k cheapest teams)`, where a team based at m may take any stations, each at
its walking cost less its price, and pays its load and the toll.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Cell:
    """What the bound needs to know: walking minutes (station x base), sizes, toll per team."""

    walk: Floats
    load: float
    smallest: int
    largest: int
    toll: float

    @property
    def team_counts(self) -> range:
        n = len(self.walk)
        return range(-(-n // self.largest), n // self.smallest + 1)


def team_values(cell: Cell, duals: Floats) -> Floats:
    """Least reduced cost of a team based at each station, trying every size."""
    n = len(cell.walk)
    reduced = cell.walk - duals[:, None]
    own = reduced.diagonal().copy()
    np.fill_diagonal(reduced, np.inf)
    reduced.sort(axis=0)
    totals = np.vstack([np.zeros(n), np.cumsum(reduced[: n - 1], axis=0)])
    sizes = np.arange(1, n + 1)
    totals += (cell.load * sizes * (sizes - 1) / 2)[:, None]
    best: Floats = totals[cell.smallest - 1 : cell.largest].min(axis=0)
    return own + cell.toll + best


def bound_from_duals(cell: Cell, duals: Floats) -> float:
    """Lower bound on walking, load and tolls of the cell over all plans and numbers of teams."""
    sums = np.concatenate([[0.0], np.cumsum(np.sort(team_values(cell, duals)))])
    counts = cell.team_counts
    return float(duals.sum() + sums[counts[0] : counts[-1] + 1].min())


def pairs_worth_trying(cell: Cell, duals: Floats, claim: float) -> NDArray[np.bool_]:
    """False for a station and base that no plan cheaper than `claim` can bring together.

    A team at m that must hold i costs at least as much as its cheapest companions with i in place of
    the dearest of them; the other teams are the cheapest there are.
    """
    n = len(cell.walk)
    reduced = cell.walk - duals[:, None]
    own = reduced.diagonal().copy()
    np.fill_diagonal(reduced, np.inf)
    line = np.sort(reduced, axis=0)
    sums = np.vstack([np.zeros(n), np.cumsum(line[: n - 1], axis=0)])
    with_pair = np.full((n, n), np.inf)
    for size in range(max(cell.smallest, 2), cell.largest + 1):
        joined = sums[size - 2] + np.maximum(reduced, line[size - 2])
        with_pair = np.minimum(with_pair, joined + cell.load * size * (size - 1) / 2)
    values = team_values(cell, duals)
    np.fill_diagonal(with_pair, values - own - cell.toll)
    counts, total = cell.team_counts, duals.sum()
    others = np.empty(n)
    for m in range(n):
        rest = np.concatenate([[0.0], np.cumsum(np.sort(np.delete(values, m)))])
        others[m] = rest[max(counts[0] - 1, 0) : counts[-1]].min()
    worth: NDArray[np.bool_] = total + own + cell.toll + with_pair + others < claim
    return worth
