"""The same machinery for one group of places and a given number of bases: a p-median.

Distances come as a matrix, so published instances (and later depots, posts or shelters) can be
solved. Team sizes may be limited; without limits it is the classical uncapacitated p-median.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.stationing.branch import close_cells
from kondusif.engines.stationing.cells import pack_matrix
from kondusif.engines.stationing.curves import trace_cells
from kondusif.engines.stationing.dual import bound_cells


@dataclass(frozen=True, eq=False)
class Median:
    """Base of every place, the cost, and a bound that no other choice can go below."""

    base_of: NDArray[np.int32]
    objective: float
    lower_bound: float
    closed: bool


def solve_median(
    cost: NDArray[np.float64], teams: int, smallest: int = 1, largest: int | None = None,
    load: float = 0.0, seed: int = 0, rounds: int = 50, steps: int = 500, nodes: int = 1000,
) -> Median:  # fmt: skip
    """Chooses `teams` bases; `cost[i, m]` is place i served from base m, zero on the diagonal.

    A base serves itself and `smallest` to `largest` places in all. `rounds` of local search, `steps`
    of bounding, then branch and bound with at most so many `nodes` (none: bound only).
    """
    n = len(cost)
    cells = pack_matrix(cost, teams, smallest, n if largest is None else largest, load)
    only, prices = np.zeros(1, dtype=np.int64), np.zeros(n)
    bound, closed = np.full(1, -np.inf), np.zeros(1, dtype=np.bool_)
    halt = np.zeros(1, dtype=np.int8)
    trace_cells(cells, only, cells.fewest, cells.most, rounds, seed, halt)
    bound_cells(cells, only, 0.0, steps, prices, True, bound)
    if nodes:
        close_cells(cells, only, 0.0, prices, steps, nodes, bound, closed, halt)
    return Median(cells.plans, float(cells.best[0]), float(bound[0]), bool(closed[0]))
