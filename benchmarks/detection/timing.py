"""How long one report takes, against a full dense scan, and that both find the same."""

import time
from dataclasses import dataclass

import numpy as np

from benchmarks.detection.dense import dense_scan
from kondusif.engines.scan import Baseline, Detector, Layout, World, quiet_day


@dataclass(frozen=True)
class Timing:
    """Milliseconds; `largest_difference` between the running maxima of the detector and the reference."""

    reports: int
    median: float
    p99: float
    worst: float
    dense: float
    dense_scans: int
    largest_difference: float

    @property
    def share_of_dense(self) -> float:
        return self.median / self.dense


def play(layout: Layout, baseline: Baseline, seed: int, every: int) -> Timing:
    """One quiet day through the public detector; each `every`-th slot a dense scan checks it.

    The reference looks at a slot when it ends, after all its reports; the detector's maximum over the
    reports of the day so far must be the reference's maximum over the slots checked so far, or, where
    slots are left out, not below it; a check of every slot is `every` = 1.
    """
    day = quiet_day(np.random.default_rng(seed), layout, baseline, World())
    detector, source = Detector(layout, baseline), layout.team[day.station]
    detector.advance(0)
    detector.report(int(day.station[0]), 0)  # warm
    detector = Detector(layout, baseline)
    expected = np.zeros((layout.stations, day.slots))
    taken, dense, mine, theirs, difference, scans = [], [], 0.0, 0.0, 0.0, 0
    for now in range(day.slots):
        detector.advance(now)
        expected[:, now] = detector.state.expected[:, 0]
        here, slot_best = np.flatnonzero(day.slot == now), 0.0
        for r in here:
            started = time.perf_counter()
            found = detector.report(int(day.station[r]), now)
            taken.append(time.perf_counter() - started)
            slot_best = max(slot_best, found.statistic)
        mine = max(mine, slot_best)
        if now % every == 0 and len(here):
            past = day.slot <= now
            args = (layout.near, expected, now, day.station[past], source[past], day.slot[past])
            if not dense:
                dense_scan(*args)  # compile
            started = time.perf_counter()
            reference = dense_scan(*args)
            dense.append(time.perf_counter() - started)
            theirs, scans = max(theirs, reference), scans + 1
            gap = abs(mine - theirs) if every == 1 else max(0.0, theirs - mine)
            difference = max(difference, gap)
    millis = np.array(taken) * 1e3
    return Timing(len(taken), float(np.median(millis)), float(np.quantile(millis, 0.99)), float(millis.max()),
                  float(np.median(dense) * 1e3), scans, float(difference))  # fmt: skip
