"""Solving a cell again by trying every set of bases that the prices leave open.

With the bases given, the best teams are an assignment problem: each base has one slot per station it
may hold, the s-th slot costs load * (s - 1) more than the first, and the first `smallest` slots must
be filled. scipy's solver for it is exact and quick, so a cell with few teams is settled in seconds.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from kondusif.engines.stationing.checker.bound import (
    Cell,
    Floats,
    bound_from_duals,
    team_values,
)

Ints = NDArray[np.int64]

MOST_SETS, MOST_ASSIGNMENTS = 1_000_000, 50_000
REFUTED = 1e-6


def bound_by_bases(cell: Cell, duals: Floats, claim: float) -> float | None:
    """A bound as near to `claim` as can be proven by trying sets of bases; None: too many sets.

    A plan clearly below the claim refutes it; then only the bound of the prices is left.
    """
    values = team_values(cell, duals)
    order = np.argsort(values, kind="stable")
    least = claim
    for k in cell.team_counts:
        sets = sets_below(values[order], k, claim - duals.sum())
        if sets is None:
            return None
        sets = promising(cell, order[sets], claim)
        if len(sets) > MOST_ASSIGNMENTS:
            return None
        for bases in sets:
            least = min(least, assignment_cost(cell, bases))
            if least < claim - REFUTED * (1 + abs(claim)):
                return bound_from_duals(cell, duals)
    return least


def sets_below(values: Floats, k: int, limit: float) -> Ints | None:
    """All k-subsets (as positions) of the ascending `values` whose sum is below `limit`."""
    n = len(values)
    prefix = np.concatenate([[0.0], np.cumsum(values)])
    sets, sums = np.zeros((1, 0), dtype=np.int64), np.zeros(1)
    for depth in range(k):
        last = sets[:, -1:] if depth else np.full((1, 1), -1)
        after, rest = np.arange(n - (k - depth - 1)), k - depth - 1
        follow = prefix[after + 1 + rest] - prefix[after + 1]
        open_ = (after > last) & (sums[:, None] + values[after] + follow < limit)
        if open_.sum() > MOST_SETS:
            return None
        rows, columns = np.nonzero(open_)
        sets = np.column_stack([sets[rows], after[columns]])
        sums = sums[rows] + values[after[columns]]
    return sets


def promising(cell: Cell, sets: Ints, claim: float) -> Ints:
    """Sets of bases whose cost stays below the claim even if teams could have any size.

    The cheapest in this sense come first.
    """
    if not len(sets):
        return sets
    n, k = len(cell.walk), sets.shape[1]
    size, larger = divmod(n, k)
    load = cell.load * (larger * (size + 1) * size + (k - larger) * size * (size - 1)) / 2
    walk = np.concatenate([
        cell.walk[:, part].min(axis=2).sum(axis=0)
        for part in np.array_split(sets, 1 + len(sets) // 10000)
    ])  # fmt: skip
    estimate = walk + load + cell.toll * k
    order = np.argsort(estimate, kind="stable")
    below: Ints = sets[order[estimate[order] < claim]]
    return below


def assignment_cost(cell: Cell, bases: Ints) -> float:
    """Cost of the best plan with exactly these bases."""
    n, k = len(cell.walk), len(bases)
    slot = np.arange(cell.largest)
    costs = (cell.walk[:, bases][:, :, None] + cell.load * slot).reshape(n, -1)
    owner = np.repeat(np.arange(k), cell.largest)
    must = np.tile(slot < cell.smallest, k)
    far = 2 * (cell.walk.max() + cell.load * cell.largest) * n + 1
    priced = costs - far * must
    for j, m in enumerate(bases):
        priced[m, owner != j] = far * n
    rows, columns = linear_sum_assignment(priced)
    sound = must[columns].sum() == must.sum() and np.all(owner[columns[bases]] == np.arange(k))
    return float(costs[rows, columns].sum() + cell.toll * k) if sound else np.inf
