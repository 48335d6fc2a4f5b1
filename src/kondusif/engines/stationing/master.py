"""Sharing the budget among the cells.

Each cell offers points (k teams at cost F_c(k)). On the lower convex hulls the best share is
greedy: spend where an officer (or a team) saves most. The slope at which the budget runs out is the
multiplier. What the greedy leaves over is settled by dynamic programming over small deviations from
it, where every deviation costs its regret against the multiplier.
"""

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.stationing.cells import Cells
from kondusif.engines.stationing.jit import kernel

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

WIDEST_WINDOW = 256


@kernel
def hull_steps(cells: Cells, gain: Floats, weight: Ints, cell: Ints, arrive: Ints) -> int:
    """Lists the falling steps of every hull: saving per unit, units, cell, slot reached."""
    count = 0
    for c in range(len(cells.start) - 1):
        first, slots = cells.slot[c], cells.slot[c + 1] - cells.slot[c]
        here = 0
        while True:
            steepest, there = 0.0, -1
            for slot in range(here + 1, slots):
                slope = (cells.best[first + here] - cells.best[first + slot]) / (slot - here)
                if slope > steepest:
                    steepest, there = slope, slot
            if there < 0:
                break
            gain[count] = steepest / cells.price[c]
            weight[count] = (there - here) * cells.price[c]
            cell[count] = c
            arrive[count] = there
            count += 1
            here = there
    return count


def share(cells: Cells, budget: int) -> tuple[Ints, float]:
    """Slots chosen on the hulls within the budget, and the multiplier per unit of budget.

    The budget must cover the fewest teams of every cell.
    """
    room = len(cells.best)
    gain, weight = np.empty(room), np.empty(room, dtype=np.int64)
    cell, arrive = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    count = hull_steps(cells, gain, weight, cell, arrive)
    order = np.argsort(-gain[:count], kind="stable")
    spent = int((cells.fewest * cells.price).sum()) + np.cumsum(weight[order])
    slots = np.zeros(len(cells.rule), dtype=np.int64)
    stop = int(np.searchsorted(spent, budget, side="right"))
    taken = order[:stop]
    slots[cell[taken]] = arrive[taken]
    return slots, float(gain[order[stop]]) if stop < count else 0.0


@kernel
def list_deviations(
    cells: Cells, slots: Ints, multiplier: float, limit: float, window: int,
    cell: Ints, slot: Ints, units: Ints, regret: Floats,
) -> int:  # fmt: skip
    """Other slots whose regret is at most `limit`: their cell, slot, extra units and regret."""
    count = 0
    for c in range(len(slots)):
        first = cells.slot[c]
        toll = multiplier * cells.price[c]
        home = cells.best[first + slots[c]] + toll * slots[c]
        for s in range(cells.slot[c + 1] - first):
            extra = (s - slots[c]) * cells.price[c]
            more = cells.best[first + s] + toll * s - home
            if s != slots[c] and more <= limit and abs(extra) <= window:
                cell[count], slot[count], units[count], regret[count] = c, s, extra, more
                count += 1
    return count


@kernel
def best_deviations(
    cell: Ints, slot: Ints, units: Ints, regret: Floats, window: int, spare: int,
    multiplier: float, slots: Ints,
) -> None:  # fmt: skip
    """Applies the deviations that together save most within the spare budget (knapsack)."""
    width = 2 * window + 1
    value = np.full(width, np.inf)
    value[window] = 0.0
    groups = 0
    for j in range(len(cell)):
        groups += j == 0 or cell[j] != cell[j - 1]
    picked = np.full((groups, width), -1, dtype=np.int32)
    start, g = 0, 0
    while start < len(cell):
        end = start
        while end < len(cell) and cell[end] == cell[start]:
            end += 1
        before = value.copy()
        for j in range(start, end):
            for d in range(max(0, units[j]), min(width, width + units[j])):
                total = before[d - units[j]] + regret[j]
                if total < value[d] - 1e-12:
                    value[d] = total
                    picked[g, d] = j
        start = end
        g += 1
    best = window
    for d in range(min(width, window + spare + 1)):
        if value[d] - multiplier * (d - window) < value[best] - multiplier * (best - window):
            best = d
    for back in range(groups):
        j = picked[groups - 1 - back, best]
        if j >= 0:
            slots[cell[j]] = slot[j]
            best -= units[j]


def allot(cells: Cells, budget: int) -> tuple[Ints, float]:
    """Teams per cell (as slots) within the budget, and the multiplier that certifies them."""
    slots, multiplier = share(cells, budget)
    spare = budget - int(((cells.fewest + slots) * cells.price).sum())
    if multiplier <= 0 or spare <= 0:
        return slots, multiplier
    window = min(WIDEST_WINDOW, max(64, 2 * spare))
    limit = multiplier * min(spare, window)
    room = len(cells.best)
    cell, slot = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    units, regret = np.empty(room, dtype=np.int64), np.empty(room)
    count = list_deviations(cells, slots, multiplier, limit, window, cell, slot, units, regret)
    best_deviations(
        cell[:count], slot[:count], units[:count], regret[:count], window, min(spare, window),
        multiplier, slots,
    )  # fmt: skip
    return slots, multiplier


def total_cost(cells: Cells, slots: Ints) -> float:
    """Objective of the chosen slots."""
    return float(cells.best[cells.slot[:-1] + slots].sum())


def value_of_team(cells: Cells, slots: Ints) -> float:
    """How much the objective falls if one more team is formed where it helps most."""
    here = cells.slot[:-1] + slots
    room = slots < cells.most - cells.fewest
    gains = cells.best[here[room]] - cells.best[here[room] + 1]
    finite = gains[np.isfinite(gains)]
    return max(0.0, float(finite.max())) if finite.size else 0.0


@kernel
def fill_least_costs(cells: Cells, multiplier: float, out: Floats) -> None:
    """min_k F_c(k) + toll k of every cell, over the teams whose cost is known."""
    for c in range(len(out)):
        out[c] = np.inf
        for slot in range(cells.slot[c + 1] - cells.slot[c]):
            teams = cells.fewest[c] + slot
            total = cells.best[cells.slot[c] + slot] + multiplier * cells.price[c] * teams
            out[c] = min(out[c], total)


def least_costs(cells: Cells, multiplier: float) -> Floats:
    """Cost of every cell when a unit of budget costs the multiplier."""
    out = np.empty(len(cells.rule))
    fill_least_costs(cells, multiplier, out)
    return out
