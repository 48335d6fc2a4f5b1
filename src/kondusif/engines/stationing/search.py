"""The rounds of the search: better curves, a better bound, and closing what keeps them apart."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.stationing.branch import PRECISION, close_cells
from kondusif.engines.stationing.cells import Cells, Floats, Ints
from kondusif.engines.stationing.curves import trace_cells
from kondusif.engines.stationing.dual import bound_cells
from kondusif.engines.stationing.enumeration import enumerate_cells
from kondusif.engines.stationing.master import allot, least_costs, total_cost
from kondusif.engines.stationing.problem import Params, gap_of
from kondusif.engines.stationing.stopping import Stop
from kondusif.engines.stationing.workers import run_all, split

PIECE = 2e5
WORTH_A_NEW_MULTIPLIER = 0.1


@dataclass
class Search:
    """State of one solve. `multiplier` is what the bounds were computed with."""

    cells: Cells
    budget: int
    seed: int
    params: Params
    stop: Stop
    multiplier: float = 0.0
    slots: Ints = field(init=False)
    prices: Floats = field(init=False)
    bound: Floats = field(init=False)
    closed: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        count = len(self.cells.rule)
        self.sizes = np.diff(self.cells.start)
        self.small = np.flatnonzero(self.sizes <= self.params.enumerate_up_to)
        self.large = np.flatnonzero(self.sizes > self.params.enumerate_up_to)
        self.slots = np.zeros(count, dtype=np.int64)
        self.prices = np.zeros(int(self.cells.start[-1]))
        self.bound = np.full(count, -np.inf)
        self.closed = np.zeros(count, dtype=np.bool_)
        self.closed[self.small] = True

    # -- what is known -------------------------------------------------------------------------

    @property
    def objective(self) -> float:
        return total_cost(self.cells, self.slots)

    @property
    def lower_bound(self) -> float:
        return max(0.0, float(self.bound.sum()) - self.multiplier * self.budget)

    @property
    def gap(self) -> float:
        return gap_of(self.objective, self.lower_bound)

    def finished(self) -> bool:
        """Nothing is left to do: every cell is proven, at the multiplier that bounds best."""
        return not len(self.open_cells()) and not self.worth_a_new_multiplier()

    # -- steps ---------------------------------------------------------------------------------

    def begin(self) -> None:
        """A first plan and a first bound; not interruptible, so that there is always a plan."""
        work = np.power(3.0, np.minimum(self.sizes, 12)).astype(np.float64)
        run_all(split(self.small, work, 1e6), self.enumerate_, self.params.threads)
        low = self.cells.fewest
        self.trace(self.large, low, np.minimum(low + 2, self.cells.most), 2, whole=True)
        self.share(extend=True)
        self.rebase(steps=40)

    def improve(self, number: int) -> None:
        """One round. All it does depends on the state and `number`, never on the clock."""
        chosen = self.open_cells() if number > 1 else self.large
        here = self.cells.fewest + self.slots
        low = np.maximum(here - 1, self.cells.fewest)
        high = np.minimum(here + 1, self.cells.most)
        if not self.trace(chosen, low, high, 4 * number):
            return
        self.share(extend=True)
        if self.worth_a_new_multiplier():
            self.rebase(steps=60)
        if self.params.closing:
            self.close(number)
        else:
            self.raise_bounds(self.open_cells(), 100, fresh=False)
        self.share(extend=False)

    def enumerate_(self, piece: Ints) -> None:
        enumerate_cells(self.cells, piece)

    def trace(self, chosen: Ints, low: Ints, high: Ints, rounds: int, whole: bool = False) -> bool:
        """Local search on the chosen cells, the largest first."""
        work: Floats = self.sizes.astype(np.float64) ** 2 * self.cells.fewest * (rounds + 1)
        order = chosen[np.argsort(-work[chosen], kind="stable")]
        seed = self.seed * 101 + rounds
        halt = np.zeros(1, dtype=np.int8)

        def task(piece: Ints) -> None:
            trace_cells(self.cells, piece, low, high, rounds, seed, halt)

        interrupted = (lambda: "") if whole else self.stop.interrupted
        return run_all(split(order, work, PIECE), task, self.params.threads, interrupted, halt)

    def share(self, extend: bool) -> None:
        """Shares the budget; traces curves further where a cell wants more teams than it knows."""
        while True:
            self.slots, _ = allot(self.cells, self.budget)
            if not extend:
                return
            after = self.cells.slot[:-1] + self.slots + 1
            able = self.slots < self.cells.most - self.cells.fewest
            short = np.flatnonzero(able)
            short = short[np.isinf(self.cells.best[after[short]])]
            if not len(short):
                return
            low = self.cells.fewest + self.slots + 1
            self.trace(short, low, np.minimum(low + 1, self.cells.most), 2, whole=True)

    def worth_a_new_multiplier(self) -> bool:
        """Would bounds at today's multiplier close a good part of the gap?"""
        _, today = allot(self.cells, self.budget)
        gain = self.dual_value(today) - self.dual_value(self.multiplier)
        gain -= 1e-6 * self.objective
        return gain > WORTH_A_NEW_MULTIPLIER * (self.objective - self.lower_bound)

    def dual_value(self, multiplier: float) -> float:
        """The bound if every curve were exact."""
        return float(least_costs(self.cells, multiplier).sum()) - multiplier * self.budget

    def rebase(self, steps: int) -> None:
        """Takes today's multiplier and computes every bound anew."""
        _, self.multiplier = allot(self.cells, self.budget)
        self.closed[self.large] = False
        self.bound[self.small] = least_costs(self.cells, self.multiplier)[self.small]
        self.raise_bounds(self.large, steps, fresh=True)

    def raise_bounds(self, chosen: Ints, steps: int, fresh: bool) -> None:
        work = self.sizes.astype(float) ** 2 * steps
        order = chosen[np.argsort(-work[chosen], kind="stable")]

        def task(piece: Ints) -> None:
            bound_cells(self.cells, piece, self.multiplier, steps, self.prices, fresh, self.bound)

        run_all(split(order, work, 10 * PIECE), task, self.params.threads)

    def open_cells(self) -> Ints:
        """Cells whose bound does not meet their best plan yet, the largest gap first."""
        least = least_costs(self.cells, self.multiplier)
        gaps = least - self.bound
        gaps[self.closed | (gaps <= PRECISION * least)] = -1.0
        order = np.argsort(-gaps, kind="stable")
        return order[gaps[order] >= 0]

    def close(self, number: int) -> None:
        """Branch and bound on the open cells, with more nodes each round."""
        chosen = self.open_cells()
        work = self.sizes.astype(float) ** 2
        nodes = 20 * 3 ** min(number, 12)
        halt = np.zeros(1, dtype=np.int8)

        def task(piece: Ints) -> None:
            close_cells(self.cells, piece, self.multiplier, self.prices, 200, nodes, self.bound,
                        self.closed, halt)  # fmt: skip

        pieces = split(chosen, work, 1e3)
        run_all(pieces, task, self.params.threads, self.stop.interrupted, halt)
