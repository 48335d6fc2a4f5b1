"""Cost curves F_c(k) of larger cells by iterated local search (upper bounds, with their plans).

Start: bases added one by one where they shorten the way most. Then: settle (exact assignment and
best bases in turn), move one base to a random station, settle again, keep what is better.
"""

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.stationing.assignment import first_assignment, settle
from kondusif.engines.stationing.cells import Cells
from kondusif.engines.stationing.jit import kernel

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST_WORK = 2e8


@kernel
def spread_bases(cost: Floats, k: int) -> Ints:
    """k bases, each the one that shortens the total way most given those before it."""
    n = len(cost)
    near = np.full(n, 2 * cost.max() + 1.0)
    bases = np.zeros(k, dtype=np.int64)
    taken = np.zeros(n, dtype=np.bool_)
    for t in range(k):
        lowest = np.inf
        for m in range(n):
            if taken[m]:
                continue
            total = 0.0
            for i in range(n):
                total += min(near[i], cost[i, m])
            if total < lowest:
                lowest = total
                bases[t] = m
        taken[bases[t]] = True
        for i in range(n):
            near[i] = min(near[i], cost[i, bases[t]])
    return bases


@kernel
def shake(bases: Ints, team: Ints) -> None:
    """Puts a random team's base at a random other station; sizes stay as they were."""
    t = np.random.randint(len(bases))
    new = np.random.randint(len(team))
    a = team[new]
    if bases[a] == new:
        return
    team[bases[t]] = a
    team[new] = t
    bases[t] = new


@kernel
def search(
    cost: Floats, load: float, smallest: int, largest: int, bases: Ints, team: Ints, rounds: int,
    halt: NDArray[np.int8],
) -> float:  # fmt: skip
    """Iterated local search from the given assignment, which becomes the best one found.

    Very large cells get fewer rounds, so that one of them does not hold up all others.
    """
    k = len(bases)
    size = np.zeros(k, dtype=np.int64)
    for t in team:
        size[t] += 1
    best = settle(cost, load, smallest, largest, bases, team, size)
    if k == 1:
        return best
    trial, trial_team, trial_size = bases.copy(), team.copy(), size.copy()
    affordable = int(MOST_WORK / (len(team) * len(team) * k))
    for _ in range(min(rounds, affordable)):
        if halt[0]:
            break
        trial[:], trial_team[:], trial_size[:] = bases, team, size
        shake(trial, trial_team)
        total = settle(cost, load, smallest, largest, trial, trial_team, trial_size)
        if total < best - 1e-9:
            best = total
            bases[:], team[:], size[:] = trial, trial_team, trial_size
    return best


@kernel
def recall(plan: NDArray[np.int32], bases: Ints, team: Ints) -> None:
    """Turns a stored plan (a base per station) back into bases and team numbers."""
    n, t = len(plan), 0
    for i in range(n):
        if plan[i] == i:
            bases[t] = i
            team[i] = t
            t += 1
    for i in range(n):
        team[i] = team[plan[i]]


@kernel
def keep(cells: Cells, c: int, bases: Ints, team: Ints, total: float) -> None:
    """Stores a plan of cell c if it beats what is known for its number of teams."""
    slot = len(bases) - cells.fewest[c]
    if total < cells.best[cells.slot[c] + slot] - 1e-12:
        cells.best[cells.slot[c] + slot] = total
        n = len(team)
        first = cells.sheet[c] + slot * n
        for i in range(n):
            cells.plans[first + i] = bases[team[i]]


@kernel
def trace_cells(
    cells: Cells, chosen: Ints, low: Ints, high: Ints, rounds: int, seed: int,
    halt: NDArray[np.int8],
) -> None:  # fmt: skip
    """Improves F_c(k) for low[c] <= k <= high[c] of each chosen cell.

    The dice depend on the seed, the cell and k alone: neither threads nor order change the plan.
    """
    for c in chosen:
        n = cells.start[c + 1] - cells.start[c]
        cost = cells.cost[cells.square[c] : cells.square[c + 1]].reshape(n, n)
        team = np.empty(n, dtype=np.int64)
        small, large = cells.smallest[c], cells.largest[c]
        for k in range(low[c], high[c] + 1):
            np.random.seed((seed * 1000003 + c * 8191 + k) % 4294967291)
            slot = k - cells.fewest[c]
            if cells.best[cells.slot[c] + slot] < np.inf:
                bases = np.zeros(k, dtype=np.int64)
                first = cells.sheet[c] + slot * n
                recall(cells.plans[first : first + n], bases, team)
            else:
                bases = spread_bases(cost, k)
                size = np.zeros(k, dtype=np.int64)
                first_assignment(cost, small, large, bases, team, size)
            total = search(cost, cells.load, small, large, bases, team, rounds, halt)
            keep(cells, c, bases, team, total)
