"""The Lagrangian bound of a cell: every station has a price for being guarded.

"Each station is guarded once" is priced with u_i. Then the teams no longer compete for stations: a
team based at m takes the stations with the lowest cost[i, m] - u_i, and how many is decided by a
sort, because the load of one more station only grows. For any u the bound
`sum u + min_k sum of the k cheapest teams` holds for every plan. u is improved by subgradient steps
(Held, Wolfe, Crowder 1974; step after Polyak 1969). The bound equals that of set partitioning over
all possible teams.
"""

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.stationing.cells import Cells
from kondusif.engines.stationing.jit import kernel

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Marks = NDArray[np.int8]

FREE, IN, OUT = 0, 1, 2


@kernel
def price_teams(
    cost: Floats, load: float, smallest: int, largest: int, toll: float, u: Floats, mark: Marks,
    order: NDArray[np.int32], value: Floats, count: Ints,
) -> None:  # fmt: skip
    """Cheapest team based at each station: `value` (with the toll per team) and its size `count`.

    `order[m]` begins with m and its cheapest companions, as many as a team can hold, and keeps this
    from call to call, where the insertion sort has little to do. Stations marked IN are bases themselves and
    join no other team.
    """
    n = len(cost)
    reduced = np.empty(n)
    for m in range(n):
        if mark[m] == OUT:
            value[m] = np.inf
            continue
        line = order[m]
        for i in range(n):
            reduced[i] = cost[i, m] - u[i]
            if mark[i] == IN:
                reduced[i] = np.inf
        reduced[m] = -np.inf
        for a in range(1, n):
            i = line[a]
            r = reduced[i]
            b = a
            if a >= largest:
                b = largest - 1
                if b == 0 or reduced[line[b]] <= r:
                    continue
                line[a] = line[b]
            while b > 0 and reduced[line[b - 1]] > r:
                line[b] = line[b - 1]
                b -= 1
            line[b] = i
        total, s = toll - u[m], 1
        while s < largest:
            step = reduced[line[s]] + load * s
            if s >= smallest and step >= 0:
                break
            total += step
            s += 1
        value[m] = total
        count[m] = s


@kernel
def choose_teams(
    value: Floats, mark: Marks, fewest: int, most: int, chosen: NDArray[np.bool_]
) -> float:
    """Marks the cheapest set of fewest..most bases that holds all IN; returns its value."""
    chosen[:] = False
    total, k = 0.0, 0
    for m in range(len(value)):
        if mark[m] == IN:
            chosen[m] = True
            total += value[m]
            k += 1
    if k > most:
        return np.inf
    for m in np.argsort(value, kind="mergesort"):
        if chosen[m]:
            continue
        if k >= most or (k >= fewest and value[m] >= 0):
            break
        chosen[m] = True
        total += value[m]
        k += 1
    return total if k >= fewest else np.inf


@kernel
def ascend(
    cost: Floats, load: float, smallest: int, largest: int, fewest: int, most: int, toll: float,
    mark: Marks, order: NDArray[np.int32], u: Floats, target: float, steps: int, usage: Floats,
) -> tuple[float, bool]:  # fmt: skip
    """Improves u in place; returns the best bound and whether its teams form a plan.

    `target` is the best known cost (with tolls); `usage` becomes how often each base was chosen.
    """
    n = len(cost)
    value, count = np.empty(n), np.zeros(n, dtype=np.int64)
    chosen = np.zeros(n, dtype=np.bool_)
    now, kept = u.copy(), u.copy()
    way, miss = np.zeros(n), np.empty(n)
    best, theta, idle = -np.inf, 1.0, 0
    usage[:] = 0.0
    for _ in range(steps):
        price_teams(cost, load, smallest, largest, toll, now, mark, order, value, count)
        bound = now.sum() + choose_teams(value, mark, fewest, most, chosen)
        miss[:] = 1.0
        for m in range(n):
            if chosen[m]:
                usage[m] += 1.0
                for a in range(count[m]):
                    miss[order[m, a]] -= 1.0
        norm = (miss * miss).sum()
        if bound > best + 1e-9 * abs(best):
            idle = 0
        else:
            idle += 1
        if bound > best:
            best = bound
            kept[:] = now
        if norm == 0.0 and bound < np.inf:
            u[:] = now
            return bound, True
        if best >= target:
            break
        if idle > 10:
            theta *= 0.65
            idle = 0
            now[:] = kept
            way[:] = 0.0
            if theta < 1e-3:
                break
            continue
        way[:] = 0.7 * miss + 0.3 * way
        now += theta * (target - bound) / max((way * way).sum(), 1e-12) * way
    usage /= max(1.0, usage.max())
    u[:] = kept
    return best, False


@kernel
def starting_prices(
    cost: Floats, load: float, toll: float, plan: NDArray[np.int32], u: Floats
) -> None:
    """Prices that share the cost of a plan among its stations."""
    n = len(plan)
    size = np.zeros(n)
    for i in range(n):
        size[plan[i]] += 1.0
    for i in range(n):
        s = size[plan[i]]
        u[i] = cost[i, plan[i]] + load * (s - 1) / 2 + toll / s


@kernel
def cheapest_slot(cells: Cells, c: int, toll: float) -> int:
    """The slot of cell c with the least cost when every team pays the toll."""
    choice, lowest = -1, np.inf
    for slot in range(cells.slot[c + 1] - cells.slot[c]):
        total = cells.best[cells.slot[c] + slot] + toll * (cells.fewest[c] + slot)
        if total < lowest:
            choice, lowest = slot, total
    return choice


@kernel
def bound_cells(
    cells: Cells, chosen: Ints, multiplier: float, steps: int, u: Floats, fresh: bool,
    bound: Floats,
) -> None:  # fmt: skip
    """Raises `bound[c]` on min_k F_c(k) + toll k, and its prices in `u`, for each chosen cell."""
    for c in chosen:
        n = cells.start[c + 1] - cells.start[c]
        toll = multiplier * cells.price[c]
        cost = cells.cost[cells.square[c] : cells.square[c + 1]].reshape(n, n)
        slot = cheapest_slot(cells, c, toll)
        target = cells.best[cells.slot[c] + slot] + toll * (cells.fewest[c] + slot)
        prices = u[cells.start[c] : cells.start[c + 1]]
        if fresh:
            first = cells.sheet[c] + slot * n
            starting_prices(cost, cells.load, toll, cells.plans[first : first + n], prices)
        mark = np.zeros(n, dtype=np.int8)
        order = np.empty((n, n), dtype=np.int32)
        for m in range(n):
            order[m] = np.arange(n)
            order[m, 0], order[m, m] = m, 0
        usage = np.zeros(n)
        found, _ = ascend(
            cost, cells.load, cells.smallest[c], cells.largest[c], cells.fewest[c], cells.most[c],
            toll, mark, order, prices, target, steps, usage,
        )  # fmt: skip
        bound[c] = min(found, target)
