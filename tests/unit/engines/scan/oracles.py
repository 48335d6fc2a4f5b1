"""Slow and obvious counterparts of the scan, and small layouts to try them on."""

import math
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from kondusif.engines.scan import WINDOWS, Baseline, Layout

SLOTS = 12


def poisson_statistic(count: float, expected: float) -> float:
    return count * math.log(count / expected) + expected - count if count > expected > 0 else 0.0


def permutation_statistic(count: float, expected: float, total: float) -> float:
    if not count > expected > 0:
        return 0.0
    outside = (
        (total - count) * math.log((total - count) / (total - expected)) if count < total else 0
    )
    return count * math.log(count / expected) + outside


def circles_around(points, centre: int) -> list[list[int]]:
    """Every set of places within some distance of a centre, smallest first."""
    far = [math.dist(points[centre], point) for point in points]
    return [
        [p for p in range(len(points)) if far[p] <= reach + 1e-9]
        for reach in sorted({round(d, 9) for d in far})
    ]


def brute_force_permutation(points, counts, window: int, share: float) -> tuple[float, int, int]:
    """(statistic, fewest places that reach it, cases) over all circles and windows."""
    total, best = int(counts.sum()), (0.0, 0, 0)
    for centre in range(len(points)):
        for places in circles_around(points, centre):
            held = int(counts[places].sum())
            if held > share * total:
                continue
            for w in range(1, window + 1):
                seen = int(counts[places, -w:].sum())
                value = permutation_statistic(seen, held * int(counts[:, -w:].sum()) / total, total)
                if value > best[0] + 1e-9 or (
                    abs(value - best[0]) <= 1e-9 and 0 < len(places) < best[1]
                ):
                    best = (value, len(places), seen)
    return best


# -- live --------------------------------------------------------------------------------------------


def expectations(layout: Layout, baseline: Baseline, told, slots: int) -> np.ndarray:
    """Expected distinct teams per station and slot (N, slots), from reports in order of arrival."""
    prior, result = 1 / baseline.spread**2, np.zeros((layout.stations, slots))
    plain = np.zeros((layout.stations, slots))
    for t in range(slots):
        voices = {}
        for station, source, slot in told:
            if slot <= t - WINDOWS:
                voices.setdefault((source, slot), layout.village[station])
        factor = []
        for v in range(layout.villages):
            heard = sum(1 for village in voices.values() if village == v)
            due = sum(
                plain[i, s]
                for i in range(layout.stations)
                if layout.village[i] == v
                for s in range(t - WINDOWS + 1)
            )
            factor.append((prior + heard) / (prior + due))
        for i in range(layout.stations):
            mates = np.flatnonzero(layout.team == layout.team[i])
            whole = sum(
                baseline.rate[j] * baseline.share[t] * factor[layout.village[j]] for j in mates
            )
            part = (1 - math.exp(-whole)) / whole if whole > 0 else 1.0
            plain[i, t] = baseline.rate[i] * baseline.share[t] * part
            result[i, t] = plain[i, t] * factor[layout.village[i]]
    return result


def dense(layout: Layout, expected: np.ndarray, told, now: int) -> float:
    """The highest statistic over all zones and all windows that end now."""
    best = 0.0
    for centre in range(layout.stations):
        for size in range(1, layout.near.shape[1] + 1):
            zone = set(layout.zone(centre, size))
            for w in range(1, min(WINDOWS, now + 1) + 1):
                voices = {
                    (source, slot)
                    for station, source, slot in told
                    if station in zone and now - w < slot <= now
                }
                usual = sum(expected[i, t] for i in zone for t in range(now - w + 1, now + 1))
                best = max(best, poisson_statistic(len(voices), usual))
    return best


@st.composite
def days(draw, late: bool = False):
    """A small layout, its baseline and a day of reports (station, source, slot, arrives), by arrival."""
    n = draw(st.integers(2, 9))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    village = np.sort(rng.integers(0, 3, n))
    village = np.unique(village, return_inverse=True)[1]
    cut = [True, *(a != b or rng.random() < 0.5 for a, b in pairwise(village))]
    team = np.cumsum(cut) - 1
    layout = Layout.build(
        rng.normal(-8, 0.1, n), rng.normal(113, 0.1, n), village, team, neighbours=min(n, 6)
    )
    share = rng.dirichlet(np.ones(SLOTS) * 5)
    baseline = Baseline(rng.uniform(0.05, 3.0, n), share)
    moments = st.tuples(
        st.integers(0, n - 1), st.integers(0, SLOTS - 1), st.integers(0, 3 if late else 0)
    )
    told = draw(st.lists(moments, min_size=1, max_size=25))
    reports = [(i, int(team[i]), slot, min(SLOTS - 1, slot + wait)) for i, slot, wait in told]
    return layout, baseline, sorted(reports, key=lambda report: report[3])
