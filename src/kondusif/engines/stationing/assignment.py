"""Who goes with whom, once the bases are chosen: an exact assignment, and moving bases.

With fixed bases the problem is a transportation problem with a convex cost of team size. It is
solved by cancelling negative cycles on a graph with one node per team and one node for "size": an
arc a > b is the cheapest station to hand from a to b, arcs to and from the size node are the change
of load when a team grows or shrinks. No negative cycle means optimal (Klein 1967).
"""

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.stationing.jit import kernel

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

TINY = 1e-9


@kernel
def first_assignment(
    cost: Floats, smallest: int, largest: int, bases: Ints, team: Ints, size: Ints
) -> None:
    """Sends each station to the nearest base with room, then fills teams that are too small.

    Stations that would lose most by their second choice go first.
    """
    k = len(bases)
    team[:] = -1
    size[:] = 1
    for t in range(k):
        team[bases[t]] = t
    for i in np.argsort(-regrets(cost, bases), kind="mergesort"):
        if team[i] >= 0:
            continue
        choice = -1
        for t in range(k):
            if size[t] < largest and (choice < 0 or cost[i, bases[t]] < cost[i, bases[choice]]):
                choice = t
        team[i] = choice
        size[choice] += 1
    for t in range(k):
        while size[t] < smallest:
            pull_cheapest(cost, smallest, bases, team, size, t)


@kernel
def regrets(cost: Floats, bases: Ints) -> Floats:
    """What each station loses with its second nearest base against its nearest."""
    out = np.zeros(len(cost))
    for i in range(len(cost)):
        first, second = np.inf, np.inf
        for base in bases:
            if cost[i, base] < first:
                first, second = cost[i, base], first
            else:
                second = min(second, cost[i, base])
        out[i] = second - first if second < np.inf else 0.0
    return out


@kernel
def pull_cheapest(cost: Floats, smallest: int, bases: Ints, team: Ints, size: Ints, t: int) -> None:
    """Moves to team t the station that costs least to move, from a team that can spare one."""
    best, choice = np.inf, -1
    for i in range(len(cost)):
        a = team[i]
        if a != t and size[a] > smallest and bases[a] != i:
            change = cost[i, bases[t]] - cost[i, bases[a]]
            if change < best:
                best, choice = change, i
    size[team[choice]] -= 1
    team[choice] = t
    size[t] += 1


@kernel
def exchange_graph(
    cost: Floats, load: float, smallest: int, largest: int, bases: Ints, team: Ints, size: Ints,
    stale: NDArray[np.bool_], arc: Floats, mover: Ints,
) -> None:  # fmt: skip
    """Renews the arcs out of `stale` teams and the station each moves; the last node is "size"."""
    n, k = len(cost), len(bases)
    for a in range(k):
        if stale[a]:
            arc[a, :] = np.inf
    for i in range(n):
        a = team[i]
        if bases[a] == i or not stale[a]:
            continue
        here = cost[i, bases[a]]
        for b in range(k):
            change = cost[i, bases[b]] - here
            if b != a and change < arc[a, b]:
                arc[a, b] = change
                mover[a, b] = i
    for t in range(k):
        arc[t, k] = load * size[t] if size[t] < largest else np.inf
        arc[k, t] = -load * (size[t] - 1) if size[t] > smallest else np.inf
    arc[k, k] = np.inf
    stale[:] = False


@kernel
def negative_cycle(arc: Floats, nodes: int, dist: Floats, parent: Ints) -> int:
    """A node on a negative cycle (follow `parent`), or -1. Bellman-Ford from everywhere.

    A cycle among the parents is always negative, and without one the passes come to an end.
    """
    dist[:nodes] = 0.0
    parent[:nodes] = -1
    while True:
        changed = False
        for a in range(nodes):
            for b in range(nodes):
                if dist[a] + arc[a, b] < dist[b] - TINY:
                    dist[b] = dist[a] + arc[a, b]
                    parent[b] = a
                    changed = True
        if not changed:
            return -1
        node = cycle_of_parents(parent, nodes)
        if node >= 0:
            return node


@kernel
def cycle_of_parents(parent: Ints, nodes: int) -> int:
    """A node on a cycle of `parent` pointers, or -1."""
    seen = np.zeros(nodes, dtype=np.int64)
    for start in range(nodes):
        node = start
        while node >= 0 and seen[node] == 0:
            seen[node] = start + 1
            node = parent[node]
        if node >= 0 and seen[node] == start + 1:
            return node
    return -1


@kernel
def apply_cycle(
    node: int, k: int, parent: Ints, mover: Ints, team: Ints, size: Ints, stale: NDArray[np.bool_]
) -> None:
    """Hands the stations round the cycle through `node`, whose teams become stale."""
    b = node
    while True:
        a = parent[b]
        if b < k:
            stale[b] = True
        if a < k and b < k:
            team[mover[a, b]] = b
            size[a] -= 1
            size[b] += 1
        b = a
        if b == node:
            return


@kernel
def best_assignment(
    cost: Floats, load: float, smallest: int, largest: int, bases: Ints, team: Ints, size: Ints,
    limit: int,
) -> bool:  # fmt: skip
    """Improves a feasible assignment to the best one for these bases; False if `limit` ran out."""
    k = len(bases)
    if k == 1:
        return True
    arc = np.empty((k + 1, k + 1))
    mover = np.zeros((k + 1, k + 1), dtype=np.int64)
    dist = np.empty(k + 1)
    parent = np.empty(k + 1, dtype=np.int64)
    stale = np.ones(k, dtype=np.bool_)
    for _ in range(limit):
        exchange_graph(cost, load, smallest, largest, bases, team, size, stale, arc, mover)
        node = negative_cycle(arc, k + 1, dist, parent)
        if node < 0:
            return True
        apply_cycle(node, k, parent, mover, team, size, stale)
    return False


@kernel
def move_bases(cost: Floats, bases: Ints, team: Ints) -> bool:
    """Gives every team the base that its own members reach best; True if any base moved."""
    n, k = len(cost), len(bases)
    total = np.zeros(n)
    for m in range(n):
        for i in range(n):
            if team[i] == team[m]:
                total[m] += cost[i, m]
    moved = False
    for t in range(k):
        choice = bases[t]
        for m in range(n):
            if team[m] == t and total[m] < total[choice] - TINY:
                choice = m
        if choice != bases[t]:
            bases[t] = choice
            moved = True
    return moved


@kernel
def plan_cost(cost: Floats, load: float, bases: Ints, team: Ints, size: Ints) -> float:
    """Weighted walking plus load of one cell."""
    total = 0.0
    for i in range(len(cost)):
        total += cost[i, bases[team[i]]]
    for t in range(len(bases)):
        total += load * size[t] * (size[t] - 1) / 2
    return total


@kernel
def settle(
    cost: Floats, load: float, smallest: int, largest: int, bases: Ints, team: Ints, size: Ints
) -> float:
    """Alternates assignment and bases until neither changes; returns the cost."""
    limit = 20 + 4 * len(bases)
    for _ in range(50):
        best_assignment(cost, load, smallest, largest, bases, team, size, limit)
        if not move_bases(cost, bases, team):
            break
    return plan_cost(cost, load, bases, team, size)
