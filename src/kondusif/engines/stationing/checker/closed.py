"""Cells that the certificate calls closed are solved again: is every plan at least this dear?

Small cells by enumeration; others by trying every set of bases that the prices leave open; where
those are too many, by HiGHS on what the prices leave of the integer programme.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from kondusif.engines.stationing.checker.bases import bound_by_bases
from kondusif.engines.stationing.checker.bound import Cell, Floats, pairs_worth_trying
from kondusif.engines.stationing.jit import kernel

ENUMERATED_UP_TO = 10
MIP_GAP, MIP_SECONDS = 1e-8, 600.0


def proven_bound(cell: Cell, duals: Floats, claim: float) -> float:
    """A bound proven here: `claim`, or less where a cheaper plan exists (or time ran out)."""
    if len(cell.walk) <= ENUMERATED_UP_TO:
        least = cheapest_partition(cell.walk, cell.load, cell.smallest, cell.largest, cell.toll)
        return min(claim, least)
    pairs = np.ones(cell.walk.shape, dtype=np.bool_)
    if len(duals):
        by_bases = bound_by_bases(cell, duals, claim)
        if by_bases is not None:
            return min(claim, by_bases)
        pairs = pairs_worth_trying(cell, duals, claim)
    return min(claim, highs_bound(cell, pairs, claim))


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


def highs_bound(cell: Cell, pairs: NDArray[np.bool_], ceiling: float = np.inf) -> float:
    """HiGHS's proven bound on plans made of these pairs; infinite where none is below the ceiling.

    Variables: x (station i with base m, for each allowed pair), y (m is a base), w (the team at m
    has an s-th station, s >= 2, whose load is load * (s - 1); the load is convex, so w need not be
    whole).
    """
    n, steps = len(cell.walk), cell.largest - 1
    bases = np.flatnonzero(pairs.diagonal())
    if len(bases) < cell.team_counts[0] or not pairs[:, bases].any(axis=1).all():
        return float("inf")
    station, column = np.nonzero(pairs[:, bases])
    x, y = np.arange(len(station)), len(station) + np.arange(len(bases))
    w = len(station) + len(bases) + np.arange(len(bases) * steps).reshape(-1, steps)
    cost = np.concatenate([
        cell.walk[station, bases[column]],
        np.full(len(bases), cell.toll),
        np.tile(cell.load * np.arange(1, steps + 1), len(bases)),
    ])  # fmt: skip
    rows = Rows(len(cost))
    for i in range(n):
        rows.add(x[station == i], 1, 1, 1)
    for j, m in enumerate(bases):
        add_team(rows, cell, x[column == j], y[j], w[j], x[(column == j) & (station == m)][0])
    rows.add(y, 1, cell.team_counts[0], cell.team_counts[-1])
    if np.isfinite(ceiling):
        rows.add(np.arange(len(cost)), cost, -np.inf, ceiling)
    whole = np.concatenate([np.ones(len(x) + len(y)), np.zeros(w.size)])
    found = milp(cost, integrality=whole, bounds=Bounds(0, 1), constraints=rows.constraint(),
                 options={"mip_rel_gap": MIP_GAP, "time_limit": MIP_SECONDS})  # fmt: skip
    if found.status == 2:
        return float("inf")
    return float(found.mip_dual_bound) if found.mip_dual_bound is not None else -float("inf")


def add_team(
    rows: "Rows", cell: Cell, x: NDArray[np.int64], y: int, w: NDArray[np.int64], own: int
) -> None:
    """The rows of one possible team: its base belongs to it, and its size is as allowed."""
    rows.add([own, y], [1, -1], 0, 0)
    rows.add([*x, y], [1] * len(x) + [-cell.smallest], 0, np.inf)
    rows.add([*x, y], [1] * len(x) + [-cell.largest], -np.inf, 0)
    rows.add([*x, y, *w], [1] * len(x) + [-1] + [-1] * len(w), 0, 0)
    for one in [*x, *w]:
        rows.add([one, y], [1, -1], -np.inf, 0)


class Rows:
    """Collects the rows of a sparse constraint matrix."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.starts, self.index, self.value = [0], list[int](), list[float]()
        self.low, self.high = list[float](), list[float]()

    def add(self, index: ArrayLike, value: ArrayLike, low: float, high: float) -> None:
        """One row `low <= value . columns[index] <= high`."""
        self.index.extend(np.asarray(index).tolist())
        self.value.extend(np.broadcast_to(value, len(self.index) - self.starts[-1]).tolist())
        self.starts.append(len(self.index))
        self.low.append(low)
        self.high.append(high)

    def constraint(self) -> LinearConstraint:
        shape = (len(self.low), self.columns)
        matrix = csr_array((self.value, self.index, self.starts), shape=shape)
        return LinearConstraint(matrix, self.low, self.high)
