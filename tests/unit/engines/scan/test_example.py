"""The sums of docs/algorithms/detection.md, done by the engine."""

import numpy as np
import pytest

from kondusif.engines.scan import (
    Baseline,
    Cases,
    CaseSettings,
    Detector,
    Layout,
    SilenceWatch,
    scan_cases,
)

KM = 1 / 111.195


def test_three_stations_and_two_teams():
    lat = -8 + KM * np.array([0.0, 2.0, 3.0])
    layout = Layout.build(lat, np.full(3, 113.0), np.zeros(3, dtype=int), np.array([0, 0, 1]))
    detector = Detector(layout, Baseline(np.ones(3), np.full(10, 0.1)))
    detector.advance(0)
    assert detector.state.expected[:, 0] == pytest.approx([0.09063, 0.09063, 0.09516], abs=5e-6)
    first, second, third = (detector.report(station, 0) for station in range(3))
    assert (first.stations, first.statistic) == ((0,), pytest.approx(1.4916, abs=5e-5))
    assert (second.stations, second.sources) == ((1,), 1)
    assert second.statistic == pytest.approx(first.statistic)
    assert (third.stations, third.sources, third.reporting) == ((2, 1), 2, 2)
    assert third.expected == pytest.approx(0.18580, abs=5e-6)
    assert third.statistic == pytest.approx(2.9383, abs=5e-5)


def test_four_silent_teams_and_one_that_was_heard():
    team = np.arange(5)
    layout = Layout.build(-8 + KM * team, np.full(5, 113.0), team, team)
    watch, everybody = SilenceWatch(layout, np.full(5, 0.1)), np.ones(5, dtype=bool)
    heard = np.array([False, False, False, False, True])
    watch.close(everybody, heard)
    watch.watch.fresh[:], watch.watch.due[:] = 0, 0  # the example leaves the village factor at 1
    found, _ = watch.close(everybody, heard)
    assert watch.watch.evidence[:, 1] == pytest.approx([3.954] * 4 + [-2.285], abs=5e-4)
    assert found.statistic == pytest.approx(15.8, abs=0.05)
    assert (found.silent, found.slots, sorted(found.teams)) == (4, 2, [0, 1, 2, 3])


def test_three_places_and_thirteen_cases():
    points = np.array([[0.0, 0.0], [1.0, 0.0], [5.0, 0.0]])
    counts = np.array([[1, 0, 1, 3], [0, 1, 1, 2], [2, 1, 1, 0]])
    best = scan_cases(Cases(points, counts), CaseSettings("permutation", 2, 0.7, replicas=0))[0]
    assert (set(best.places), best.units, best.observed) == ({0, 1}, 1, 5)
    assert best.expected == pytest.approx(3.4615, abs=5e-5)
    assert best.statistic == pytest.approx(0.4315, abs=5e-5)
