"""Disturbance clusters and silences in space and time: over case files, and live.

**Case files** (`scan_cases`): the prospective space-time permutation scan of Kulldorff et al. 2005
(PLoS Medicine 2:e59) and the expectation-based Poisson scan of Neill 2006 / 2009 over circles around
places, with Monte Carlo inference.

**Live** (`Detector`, `SilenceWatch`): event-driven and exact. Reports: distinct reporting teams per
slot of 15 min against a baseline, over nearest-neighbour zones and windows of 15 min to 2 h.
Silence: neighbouring teams that fell silent together, and single teams that are overdue. Chances
and thresholds come from Gumbel fits (Abrams et al. 2010) to the daily maxima of simulated quiet days
(`fit_thresholds`), within one budget of false alarms.

Arrays: N stations, M teams, V villages, T slots of a day. Everything numbered from 0. Errors that
a caller can cause are `ScanError`s that say why in one sentence.

    clusters = scan_cases(Cases(points, counts), CaseSettings("permutation", max_window=7))

    layout = Layout.build(lat, lon, village, team)
    baseline = Baseline(rate, share)
    thresholds = fit_thresholds(Quiet(layout, baseline, miss), days=2000, seed=1)
    detector = Detector(layout, baseline, thresholds.reports, thresholds.budget.reports)
    detector.advance(slot)
    finding = detector.report(station, slot)

`docs/algorithms/detection.md` tells it in prose with an example worked by hand.
"""

from kondusif.engines.scan.cases import (
    MODELS,
    Cases,
    CaseSettings,
    Cluster,
    ScanError,
    scan_cases,
)
from kondusif.engines.scan.circles import on_globe
from kondusif.engines.scan.detector import SLOT_MINUTES, Baseline, Detector, Finding
from kondusif.engines.scan.gumbel import Gumbel
from kondusif.engines.scan.layout import Layout
from kondusif.engines.scan.live_kernels import WINDOWS
from kondusif.engines.scan.silence import Call, Silence, SilenceWatch
from kondusif.engines.scan.thresholds import (
    FITTING_WORLD,
    Budget,
    Quiet,
    Thresholds,
    daily_maxima,
    fit_thresholds,
)
from kondusif.engines.scan.warmup import warm_up
from kondusif.engines.scan.worlds import Day, World, quiet_day, quiet_pings

__all__ = [
    "FITTING_WORLD",
    "MODELS",
    "SLOT_MINUTES",
    "WINDOWS",
    "Baseline",
    "Budget",
    "Call",
    "CaseSettings",
    "Cases",
    "Cluster",
    "Day",
    "Detector",
    "Finding",
    "Gumbel",
    "Layout",
    "Quiet",
    "ScanError",
    "Silence",
    "SilenceWatch",
    "Thresholds",
    "World",
    "daily_maxima",
    "fit_thresholds",
    "on_globe",
    "quiet_day",
    "quiet_pings",
    "scan_cases",
    "warm_up",
]
