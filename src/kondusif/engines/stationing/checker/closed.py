"""Cells that the certificate calls closed are solved again: is every plan at least this dear?"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from kondusif.engines.stationing.checker.bound import Cell, Floats, bases_worth_trying
from kondusif.engines.stationing.jit import kernel

ENUMERATED_UP_TO = 10
HIGHS_OPTIONS = {"mip_rel_gap": 1e-8, "time_limit": 600.0}


def proven_bound(cell: Cell, duals: Floats, claim: float) -> float:
    """A bound proven here: `claim`, or less where a cheaper plan exists (or time ran out)."""
    if len(cell.walk) <= ENUMERATED_UP_TO:
        least = cheapest_partition(
            cell.walk, cell.load, cell.smallest, cell.largest, cell.toll
        )
        return min(claim, least)
    keep = np.ones(len(cell.walk), dtype=np.bool_)
    if len(duals):
        keep = bases_worth_trying(cell, duals, claim)
    return min(claim, highs_bound(cell, np.flatnonzero(keep)))


@kernel
def cheapest_partition(
    walk: Floats, load: float, smallest: int, largest: int, toll: float
) -> float:
    """Least cost over all ways to split the stations into teams, each with its best base."""
    n = len(walk)
    full = (1 << n) - 1
    team = np.full(full + 1, np.inf)
    for mask in range(1, full + 1):
        members = np.array([i for i in range(n) if (mask >> i) & 1])
        if smallest <= len(members) <= largest:
            for m in members:
                total = toll + load * len(members) * (len(members) - 1) / 2
                for i in members:
                    total += walk[i, m]
                team[mask] = min(team[mask], total)
    least = np.full(full + 1, np.inf)
    least[0] = 0.0
    for mask in range(1, full + 1):
        sub = mask
        while sub > 0:
            if sub & mask & -mask:
                least[mask] = min(least[mask], team[sub] + least[mask ^ sub])
            sub = (sub - 1) & mask
    return float(least[full])


def highs_bound(cell: Cell, bases: NDArray[np.int64]) -> float:
    """HiGHS's proven bound when only `bases` may be bases; infinite where no plan uses only them.

    Variables: x (station i with base j), y (base j is open), w (the j-th team has an s-th station,
    s >= 2, whose load is load * (s - 1); the load is convex, so w need not be integer).
    """
    n, b = len(cell.walk), len(bases)
    if b < cell.team_counts[0]:
        return float("inf")
    steps = cell.largest - 1
    x = np.arange(n * b).reshape(n, b)
    y = n * b + np.arange(b)
    w = n * b + b + np.arange(b * steps).reshape(b, steps)
    cost = np.concatenate([
        cell.walk[:, bases].ravel(),
        np.full(b, cell.toll),
        np.tile(cell.load * np.arange(1, steps + 1), b),
    ])  # fmt: skip
    rows = Rows(len(cost))
    for i in range(n):
        rows.add(x[i], np.ones(b), 1, 1)
    for j, m in enumerate(bases):
        rows.add([x[m, j], y[j]], [1, -1], 0, 0)
        rows.add([*x[:, j], y[j]], [1] * n + [-cell.smallest], 0, np.inf)
        rows.add([*x[:, j], y[j]], [1] * n + [-cell.largest], -np.inf, 0)
        rows.add([*x[:, j], y[j], *w[j]], [1] * n + [-1] + [-1] * steps, 0, 0)
        for i in range(n):
            rows.add([x[i, j], y[j]], [1, -1], -np.inf, 0)
        for s in range(steps):
            rows.add([w[j, s], y[j]], [1, -1], -np.inf, 0)
    rows.add(y, np.ones(b), cell.team_counts[0], cell.team_counts[-1])
    whole = np.concatenate([np.ones(n * b + b), np.zeros(b * steps)])
    found = milp(cost, integrality=whole, bounds=Bounds(0, 1), constraints=rows.constraint(),
                 options=HIGHS_OPTIONS)  # fmt: skip
    if found.status == 2:
        return float("inf")
    return float(found.mip_dual_bound) if found.mip_dual_bound is not None else -float("inf")


class Rows:
    """Collects the rows of a sparse constraint matrix."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.starts, self.index, self.value = [0], list[int](), list[float]()
        self.low, self.high = list[float](), list[float]()

    def add(self, index: object, value: object, low: float, high: float) -> None:
        """One row `low <= value . columns[index] <= high`."""
        self.index.extend(np.asarray(index).tolist())
        self.value.extend(np.asarray(value, dtype=float).tolist())
        self.starts.append(len(self.index))
        self.low.append(low)
        self.high.append(high)

    def constraint(self) -> LinearConstraint:
        shape = (len(self.low), self.columns)
        matrix = csr_array((self.value, self.index, self.starts), shape=shape)
        return LinearConstraint(matrix, self.low, self.high)
