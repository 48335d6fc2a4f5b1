"""Exact curves of small cells, by dynamic programming over sets of stations.

A set is a bit mask. The team that holds the lowest free station is chosen first, so each partition
is built once: 3^n / 2 steps for n stations.
"""

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.stationing.cells import Cells
from kondusif.engines.stationing.jit import kernel

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@kernel
def team_costs(
    cost: Floats, load: float, smallest: int, largest: int, price: Floats, base: Ints
) -> None:
    """Cost and base of every set of stations as one team; infinite where the size is wrong."""
    n = len(cost)
    walk = np.zeros(n)
    for mask in range(1, 1 << n):
        price[mask] = np.inf
        size = 0
        for i in range(n):
            size += (mask >> i) & 1
        if size < smallest or size > largest:
            continue
        walk[:] = 0.0
        for i in range(n):
            if (mask >> i) & 1:
                walk += cost[i]
        for m in range(n):
            if (mask >> m) & 1 and walk[m] < price[mask]:
                price[mask] = walk[m]
                base[mask] = m
        price[mask] += load * size * (size - 1) / 2


@kernel
def enumerate_cell(
    cost: Floats, load: float, smallest: int, largest: int, fewest: int, most: int,
    best: Floats, plans: NDArray[np.int32],
) -> None:  # fmt: skip
    """Fills the whole curve of one cell: `best[k - fewest]` and its plan, for every k."""
    n = len(cost)
    full = (1 << n) - 1
    price = np.empty(full + 1)
    base = np.zeros(full + 1, dtype=np.int64)
    team_costs(cost, load, smallest, largest, price, base)
    value = np.full((most + 1, full + 1), np.inf)
    first = np.zeros((most + 1, full + 1), dtype=np.int64)
    value[0, 0] = 0.0
    for k in range(1, most + 1):
        for mask in range(1, full + 1):
            lowest = mask & -mask
            rest = mask ^ lowest
            part = rest
            while True:
                team = part | lowest
                if price[team] < np.inf and value[k - 1, mask ^ team] < np.inf:
                    total = price[team] + value[k - 1, mask ^ team]
                    if total < value[k, mask]:
                        value[k, mask] = total
                        first[k, mask] = team
                if part == 0:
                    break
                part = (part - 1) & rest
    for k in range(fewest, most + 1):
        best[k - fewest] = value[k, full]
        mask, teams = full, k
        while teams > 0 and value[k, full] < np.inf:
            team = first[teams, mask]
            for i in range(n):
                if (team >> i) & 1:
                    plans[(k - fewest) * n + i] = base[team]
            mask ^= team
            teams -= 1


@kernel
def enumerate_cells(cells: Cells, chosen: Ints) -> None:
    """Exact curves for each of the chosen (small) cells."""
    for c in chosen:
        n = cells.start[c + 1] - cells.start[c]
        cost = cells.cost[cells.square[c] : cells.square[c + 1]].reshape(n, n)
        enumerate_cell(
            cost, cells.load, cells.smallest[c], cells.largest[c], cells.fewest[c], cells.most[c],
            cells.best[cells.slot[c] : cells.slot[c + 1]],
            cells.plans[cells.sheet[c] : cells.sheet[c + 1]],
        )  # fmt: skip
