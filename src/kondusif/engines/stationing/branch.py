"""Closing a cell: branch and bound over which stations are bases.

Each node is bounded by `dual.ascend` from its parent's prices. Reduced costs decide most bases at
once; the plan that assigns every station best to the bases chosen at a node is exact for those
bases, so a node with all bases decided is finished.
"""

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.stationing.assignment import best_assignment, first_assignment, plan_cost
from kondusif.engines.stationing.cells import Cells
from kondusif.engines.stationing.curves import keep
from kondusif.engines.stationing.dual import (
    FREE,
    IN,
    OUT,
    ascend,
    cheapest_slot,
    choose_teams,
    price_teams,
)
from kondusif.engines.stationing.jit import kernel

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Marks = NDArray[np.int8]

PRECISION = 1e-7


@kernel
def decide_by_reduced_cost(
    value: Floats, chosen: NDArray[np.bool_], fewest: int, most: int, bound: float,
    ceiling: float, mark: Marks,
) -> None:  # fmt: skip
    """Marks free bases whose being open (or shut) alone lifts the bound to the ceiling."""
    k, dearest, next_best = 0, -np.inf, np.inf
    for m in range(len(value)):
        if chosen[m]:
            k += 1
            if mark[m] == FREE:
                dearest = max(dearest, value[m])
        elif mark[m] == FREE:
            next_best = min(next_best, value[m])
    for m in range(len(value)):
        if mark[m] != FREE:
            continue
        if chosen[m]:
            instead = next_best if k <= fewest else min(next_best, 0.0)
            if bound - value[m] + instead >= ceiling:
                mark[m] = IN
        else:
            saved = dearest if k >= most else max(dearest, 0.0)
            if bound + value[m] - saved >= ceiling:
                mark[m] = OUT


@kernel
def finish_marks(mark: Marks, fewest: int, most: int) -> int:
    """Draws the last conclusions from counting; returns how many bases are still free."""
    inside, free = 0, 0
    for m in range(len(mark)):
        inside += mark[m] == IN
        free += mark[m] == FREE
    if inside == most or inside + free == fewest:
        for m in range(len(mark)):
            if mark[m] == FREE:
                mark[m] = OUT if inside == most else IN
        return 0
    return free


@kernel
def try_bases(cells: Cells, c: int, cost: Floats, open_: NDArray[np.bool_], toll: float) -> float:
    """Keeps the best plan on exactly these bases; its cost with tolls, infinite if not proven."""
    bases = np.flatnonzero(open_)
    k = len(bases)
    small, large = cells.smallest[c], cells.largest[c]
    if k < cells.fewest[c] or k > cells.most[c]:
        return np.inf
    team, size = np.empty(len(cost), dtype=np.int64), np.zeros(k, dtype=np.int64)
    first_assignment(cost, small, large, bases, team, size)
    proven = best_assignment(cost, cells.load, small, large, bases, team, size, 100000)
    total = plan_cost(cost, cells.load, bases, team, size)
    keep(cells, c, bases, team, total)
    return total + toll * k if proven else np.inf


@kernel
def branching_base(mark: Marks, usage: Floats) -> int:
    """The free base used about half of the time."""
    choice, closest = -1, np.inf
    for m in range(len(mark)):
        if mark[m] == FREE and abs(usage[m] - 0.5) < closest:
            closest = abs(usage[m] - 0.5)
            choice = m
    return choice


@kernel
def close_cell(
    cells: Cells, c: int, toll: float, u: Floats, first_steps: int, nodes: int, halt: Marks
) -> tuple[float, bool]:
    """Least of F_c(k) + toll k, proven within PRECISION: (value, True), else (root bound, False).

    Gives up, unproven, after so many `nodes` or once `halt[0]` is set from outside.
    """
    n = cells.start[c + 1] - cells.start[c]
    cost = cells.cost[cells.square[c] : cells.square[c + 1]].reshape(n, n)
    load, small, large = cells.load, cells.smallest[c], cells.largest[c]
    fewest, most = cells.fewest[c], cells.most[c]
    order = np.empty((n, n), dtype=np.int32)
    for m in range(n):
        order[m] = np.arange(n)
        order[m, 0], order[m, m] = m, 0
    usage, value = np.zeros(n), np.empty(n)
    count, chosen = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.bool_)
    marks = np.zeros((2 * n + 2, n), dtype=np.int8)
    prices = np.empty((2 * n + 2, n))
    prices[0] = u
    depth, used, root = 1, 0, -np.inf
    while depth > 0:
        if used >= nodes or halt[0]:
            return root, False
        used += 1
        depth -= 1
        mark, now = marks[depth].copy(), prices[depth].copy()
        slot = cheapest_slot(cells, c, toll)
        target = cells.best[cells.slot[c] + slot] + toll * (fewest + slot)
        ceiling = target - PRECISION * abs(target)
        steps = first_steps if used == 1 else 40
        bound, whole = ascend(
            cost, load, small, large, fewest, most, toll, mark, order, now, target, steps, usage
        )
        if bound >= ceiling:
            continue
        if used == 1:
            u[:] = now
            root = bound
        price_teams(cost, load, small, large, toll, now, mark, order, value, count)
        choose_teams(value, mark, fewest, most, chosen)
        try_bases(cells, c, cost, chosen, toll)
        if whole:
            continue
        slot = cheapest_slot(cells, c, toll)
        target = cells.best[cells.slot[c] + slot] + toll * (fewest + slot)
        ceiling = target - PRECISION * abs(target)
        if bound >= ceiling:
            continue
        decide_by_reduced_cost(value, chosen, fewest, most, bound, ceiling, mark)
        if finish_marks(mark, fewest, most) == 0:
            possible = fewest <= np.sum(mark == IN) <= most
            if possible and try_bases(cells, c, cost, mark == IN, toll) == np.inf:
                return root, False
            continue
        m = branching_base(mark, usage)
        for side in (OUT, IN):
            marks[depth] = mark
            marks[depth, m] = side
            prices[depth] = now
            depth += 1
    slot = cheapest_slot(cells, c, toll)
    target = cells.best[cells.slot[c] + slot] + toll * (fewest + slot)
    return target - PRECISION * abs(target), True


@kernel
def close_cells(
    cells: Cells, chosen: Ints, multiplier: float, u: Floats, steps: int, nodes: int,
    bound: Floats, closed: NDArray[np.bool_], halt: Marks,
) -> None:  # fmt: skip
    """Closes each chosen cell if `nodes` suffice; sets its exact bound and `closed`."""
    for c in chosen:
        prices = u[cells.start[c] : cells.start[c + 1]]
        toll = multiplier * cells.price[c]
        value, proven = close_cell(cells, c, toll, prices, steps, nodes, halt)
        closed[c] = proven
        bound[c] = value if proven else max(bound[c], value)
