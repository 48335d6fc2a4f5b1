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


def bases_worth_trying(cell: Cell, duals: Floats, claim: float) -> NDArray[np.bool_]:
    """False for a base that no plan cheaper than `claim` can use, by its reduced cost."""
    values = team_values(cell, duals)
    counts, total = cell.team_counts, duals.sum()
    worth = np.zeros(len(values), dtype=np.bool_)
    for m, value in enumerate(values):
        others = np.concatenate([[0.0], np.cumsum(np.sort(np.delete(values, m)))])
        with_m = total + value + others[max(counts[0] - 1, 0) : counts[-1]].min()
        worth[m] = with_m < claim
    return worth
