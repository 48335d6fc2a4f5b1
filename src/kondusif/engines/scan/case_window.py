"""The search itself: the best circle and window that reach the end of the study period."""

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.scan.jit import kernel
from kondusif.engines.scan.statistics import expectation_poisson, permutation

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PERMUTATION, EXPECTATION = 0, 1
EQUAL = 1e-12  # statistics this close (relative) are equal


@kernel
def best_window(
    order: NDArray[np.int32], stop: NDArray[np.bool_], radius: Floats, used: NDArray[np.bool_],
    recent: Ints, weight: Floats, scale: Floats, total: float, model: int, fewest: int,
) -> tuple[float, int, int, int]:  # fmt: skip
    """The highest statistic over all circles without a `used` place, and where it stands.

    `recent` (P, W): cases of a place in the last 1..W units of time; expected in a circle and the
    last w units: (sum of `weight`) * `scale[w - 1]`. Circles with under `fewest` cases don't count.
    A circle that grows without a recent case only loses, so nothing is worked out there. Returns
    (statistic, centre, number of places, units of time), statistic 0 where nothing is above
    expectation. Among equals: fewest places, then the smaller radius, then the shorter window.
    """
    windows = recent.shape[1]
    best, at, places, units = 0.0, -1, 0, 0
    counts = np.zeros(windows)
    for centre in range(order.shape[0]):
        counts[:] = 0.0
        held, grew = 0.0, False
        for rank in range(order.shape[1]):
            place = order[centre, rank]
            if place < 0 or used[place]:
                break
            held += weight[place]
            if recent[place, windows - 1] > 0:
                grew = True
                for w in range(windows):
                    counts[w] += recent[place, w]
            if not (grew and stop[centre, rank]):
                continue
            grew = False
            for w in range(windows):
                if counts[w] < fewest or counts[w] <= held * scale[w]:
                    continue
                if model == PERMUTATION:
                    value = permutation(counts[w], held * scale[w], total)
                else:
                    value = expectation_poisson(counts[w], held * scale[w])
                if value < best * (1 - EQUAL):
                    continue
                if value <= best * (1 + EQUAL) and at >= 0:
                    if rank + 1 > places:
                        continue
                    if rank + 1 == places:
                        mine, other = radius[centre, rank], radius[at, places - 1]
                        if mine > other or (mine == other and w + 1 >= units):
                            continue
                best, at, places, units = value, centre, rank + 1, w + 1
    return best, at, places, units
