"""The plain reference: every zone and every window worked out anew from the reports themselves."""

import numpy as np
from numba import njit

WINDOWS = 8


@njit(cache=True)
def dense_scan(near, expected, now, station, source, slot):
    """The highest statistic over all zones and windows ending now.

    `expected` (N, T): fixed expectations of every slot so far. Reports (R,) in any order, repeats and
    all. Written to be obviously right: no pruning, nothing remembered.
    """
    stations, sources = near.shape[0], source.max() + 1 if len(source) else 1
    first = np.full(stations, -1)
    then = np.full(len(station), -1)
    for r in range(len(station)):
        then[r], first[station[r]] = first[station[r]], r
    best = 0.0
    heard = np.full((sources, WINDOWS), -1)
    for c in range(stations):
        for w in range(min(WINDOWS, now + 1)):
            count, sums = 0, 0.0
            stamp = c * WINDOWS + w
            for k in range(near.shape[1]):
                i = near[c, k]
                for t in range(now - w, now + 1):
                    sums += expected[i, t]
                r = first[i]
                while r >= 0:
                    back = now - slot[r]
                    if 0 <= back <= w and heard[source[r], back] != stamp:
                        heard[source[r], back] = stamp
                        count += 1
                    r = then[r]
                if count > sums:
                    best = max(best, count * np.log(count / sums) + sums - count)
    return best
