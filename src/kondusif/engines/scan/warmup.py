"""Compiles every kernel ahead of time by using it once; numba keeps the result on disk."""

import numpy as np

from kondusif.engines.scan.cases import Cases, CaseSettings, scan_cases
from kondusif.engines.scan.detector import Baseline, Detector
from kondusif.engines.scan.layout import Layout
from kondusif.engines.scan.silence import SilenceWatch
from kondusif.engines.scan.thresholds import FITTING_WORLD, Quiet, daily_maxima


def warm_up() -> None:
    """Six stations, one report, one quiet day. Half a minute the first time, then a second."""
    here, two = np.linspace(0.0, 0.1, 6), np.repeat([0, 1], 3)
    scan_cases(Cases(np.c_[here, here], np.eye(6, dtype=np.int64)), CaseSettings("permutation", 2))
    layout = Layout.build(here, here, two, two)
    baseline = Baseline(np.ones(6), np.full(8, 0.125))
    detector = Detector(layout, baseline)
    detector.advance(0)
    detector.report(0, 0)
    everybody = np.ones(2, dtype=np.bool_)
    SilenceWatch(layout, np.full(2, 0.1)).close(everybody, everybody)
    daily_maxima(Quiet(layout, baseline, np.full(2, 0.1)), FITTING_WORLD, 1, 0)
