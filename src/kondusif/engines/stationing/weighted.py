"""Places of different demand and bases of limited capacity: the capacitated p-median problem.

Stationing itself counts stations, so pricing is a sort. Here a base prices its members by a 0/1
knapsack over its capacity; the rest is the same: prices on "served once", subgradient steps, and an
iterated local search for plans (shift, swap, move the base). Mulvey and Beck 1984; Lorena and Senne
2004. Demands and capacity are whole numbers; a base serves itself in the plans found here, while the
bound allows any base to be served elsewhere, as the published instances do.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.stationing.jit import kernel
from kondusif.engines.stationing.problem import ProblemError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class WeightedMedian:
    """Base of every place, the cost (infinite where no plan was found), and a lower bound."""

    base_of: Ints
    objective: float
    lower_bound: float


def solve_weighted(
    cost: Floats, demand: Ints, capacity: int, bases: int, seed: int = 0, rounds: int = 400,
    steps: int = 400,
) -> WeightedMedian:  # fmt: skip
    """Chooses bases so that the demand served by each stays within `capacity`, at least cost."""
    if demand.min() < 1 or demand.max() > capacity or demand.sum() > capacity * bases:
        raise ProblemError("Demands must be at least 1 and fit the capacity of the bases.")
    base_of, objective = search_weighted(cost, demand, capacity, bases, seed, rounds)
    target = objective if np.isfinite(objective) else float(cost.max() * len(cost))
    bound = bound_weighted(cost, demand, capacity, bases, target, steps)
    return WeightedMedian(base_of, float(objective), float(min(bound, objective)))


# -- plans -----------------------------------------------------------------------------------------


@kernel
def fill_bases(cost: Floats, demand: Ints, room: Ints, bases: Ints, team: Ints) -> bool:
    """Places with most to lose first, each at the nearest base with room; False when one fits none."""
    team[:] = -1
    for t in range(len(bases)):
        team[bases[t]] = t
        room[t] -= demand[bases[t]]
    waiting = len(team) - len(bases)
    while waiting:
        worst, place, where = -1.0, -1, -1
        for i in range(len(team)):
            if team[i] >= 0:
                continue
            first, second, best = np.inf, np.inf, -1
            for t in range(len(bases)):
                if room[t] >= demand[i]:
                    if cost[i, bases[t]] < first:
                        first, second, best = cost[i, bases[t]], first, t
                    else:
                        second = min(second, cost[i, bases[t]])
            if best < 0:
                return False
            regret = (1e12 if second == np.inf else second - first) + 1e-3 * demand[i]
            if regret > worst:
                worst, place, where = regret, i, best
        team[place] = where
        room[where] -= demand[place]
        waiting -= 1
    return True


@kernel
def shift_and_swap(cost: Floats, demand: Ints, room: Ints, bases: Ints, team: Ints) -> None:
    """Moves single places and swaps pairs while that shortens the way."""
    n, improved = len(team), True
    while improved:
        improved = False
        for i in range(n):
            a = team[i]
            if bases[a] == i:
                continue
            for b in range(len(bases)):
                gain = cost[i, bases[a]] - cost[i, bases[b]]
                if gain > 1e-9 and room[b] >= demand[i]:
                    room[a] += demand[i]
                    room[b] -= demand[i]
                    team[i] = b
                    a = b
                    improved = True
            for j in range(i):
                a, b = team[i], team[j]
                more = demand[j] - demand[i]
                if a == b or bases[b] == j or room[a] < more or room[b] < -more:
                    continue
                gain = cost[i, bases[a]] + cost[j, bases[b]]
                gain -= cost[i, bases[b]] + cost[j, bases[a]]
                if gain > 1e-9:
                    team[i], team[j] = b, a
                    room[a] -= more
                    room[b] += more
                    improved = True


@kernel
def centre_bases(cost: Floats, bases: Ints, team: Ints) -> bool:
    """Moves each base to the best of its own places; True if any moved."""
    moved = False
    for t in range(len(bases)):
        best, choice = np.inf, bases[t]
        for m in range(len(team)):
            if team[m] != t:
                continue
            total = 0.0
            for i in range(len(team)):
                if team[i] == t:
                    total += cost[i, m]
            if total < best - 1e-9:
                best, choice = total, m
        if choice != bases[t]:
            bases[t] = choice
            moved = True
    return moved


@kernel
def plan_for(
    cost: Floats, demand: Ints, capacity: int, bases: Ints, team: Ints, room: Ints
) -> float:
    """A locally best plan from these bases (which may move); infinite where they cannot serve all."""
    room[:] = capacity
    if not fill_bases(cost, demand, room, bases, team):
        return np.inf
    while True:
        shift_and_swap(cost, demand, room, bases, team)
        if not centre_bases(cost, bases, team):
            break
    total = 0.0
    for i in range(len(team)):
        total += cost[i, bases[team[i]]]
    return total


@kernel
def search_weighted(
    cost: Floats, demand: Ints, capacity: int, count: int, seed: int, rounds: int
) -> tuple[Ints, float]:
    """Iterated local search: exchanges one base at random, keeps what is better."""
    np.random.seed(seed)
    n, best = len(cost), np.inf
    team, room = np.empty(n, dtype=np.int64), np.empty(count, dtype=np.int64)
    kept, kept_bases = np.zeros(n, dtype=np.int64), np.random.permutation(n)[:count]
    for _ in range(rounds):
        bases = kept_bases.copy()
        if best == np.inf:
            bases = np.random.permutation(n)[:count]
        else:
            new = np.random.randint(n)
            if np.any(bases == new):
                continue
            bases[np.random.randint(count)] = new
        total = plan_for(cost, demand, capacity, bases, team, room)
        if total < best - 1e-9:
            best = total
            kept_bases = bases
            kept = bases[team]
    return kept, best


# -- the bound -------------------------------------------------------------------------------------


@kernel
def knapsack(profit: Floats, demand: Ints, capacity: int, take: NDArray[np.bool_]) -> float:
    """Most profit within the capacity; `take` marks the chosen places."""
    n = len(profit)
    value = np.zeros(capacity + 1)
    picked = np.zeros((n, capacity + 1), dtype=np.bool_)
    for i in range(n):
        if profit[i] <= 0:
            continue
        for room in range(capacity, demand[i] - 1, -1):
            more = value[room - demand[i]] + profit[i]
            if more > value[room]:
                value[room] = more
                picked[i, room] = True
    room = capacity
    for back in range(n):
        i = n - 1 - back
        take[i] = picked[i, room]
        if take[i]:
            room -= demand[i]
    return float(value[capacity])


@kernel
def bound_weighted(
    cost: Floats, demand: Ints, capacity: int, count: int, target: float, steps: int
) -> float:
    """Lagrangian bound: prices on "each place is served once", `count` cheapest bases."""
    n = len(cost)
    u = np.empty(n)
    for i in range(n):
        u[i] = np.sort(cost[i])[1]
    take, worth = np.zeros((n, n), dtype=np.bool_), np.empty(n)
    best, theta, idle, kept = -np.inf, 1.0, 0, u.copy()
    for _ in range(steps):
        for m in range(n):
            worth[m] = knapsack(u - cost[:, m], demand, capacity, take[m])
        chosen = np.argsort(-worth)[:count]
        bound = u.sum() - worth[chosen].sum()
        idle += 1
        if bound > best + 1e-9 * abs(best):
            idle = 0
        if bound > best:
            best = bound
            kept[:] = u
        miss = np.ones(n)
        for m in chosen:
            miss -= take[m]
        norm = (miss * miss).sum()
        if norm == 0 or best >= target or theta < 1e-3:
            break
        if idle > 10:
            theta *= 0.6
            idle = 0
            u[:] = kept
            continue
        u += theta * max(target - bound, 1e-9) / norm * miss
    return best
