"""The live detector against the obvious way, and what must not move it."""

import numpy as np
import pytest
from hypothesis import given, settings

from kondusif.engines.scan import Baseline, Detector, Gumbel, Layout, ScanError
from tests.unit.engines.scan.oracles import SLOTS, days, dense, expectations, poisson_statistic


def watch(layout, baseline, reports) -> tuple[list[float], list[float]]:
    """Running maxima, after each report, of the detector and of dense scans of everything."""
    detector, told, mine, theirs = Detector(layout, baseline), [], [0.0], [0.0]
    for station, source, slot, arrives in reports:
        detector.advance(arrives)
        found = detector.report(station, slot, source)
        told.append((station, source, slot))
        usual = expectations(layout, baseline, told, arrives + 1)
        mine.append(max(mine[-1], found.statistic))
        theirs.append(max(theirs[-1], dense(layout, usual, told, arrives)))
    return mine, theirs


@given(days())
@settings(max_examples=60, deadline=None)
def test_event_driven_scan_is_the_dense_scan(day):
    mine, theirs = watch(*day)
    assert mine == pytest.approx(theirs, abs=1e-9)


@given(days(late=True))
@settings(max_examples=40, deadline=None)
def test_it_is_exact_for_reports_that_come_late(day):
    mine, theirs = watch(*day)
    assert mine == pytest.approx(theirs, abs=1e-9)


def largest(layout, baseline, reports) -> float:
    detector, best = Detector(layout, baseline), 0.0
    for station, source, slot, arrives in reports:
        detector.advance(arrives)
        best = max(best, detector.report(station, slot, source).statistic)
    return best


@given(days())
@settings(max_examples=60, deadline=None)
def test_repeating_every_message_changes_nothing(day):
    layout, baseline, reports = day
    doubled = [report for report in reports for _ in range(3)]
    assert largest(layout, baseline, doubled) == largest(layout, baseline, reports)


@given(days())
@settings(max_examples=60, deadline=None)
def test_order_within_a_slot_does_not_matter(day):
    layout, baseline, reports = day
    turned = sorted(reports, key=lambda report: (report[3], -report[0]))
    assert largest(layout, baseline, turned) == pytest.approx(
        largest(layout, baseline, reports), abs=1e-9
    )


@given(days())
@settings(max_examples=40, deadline=None)
def test_numbering_of_stations_does_not_matter(day):
    layout, baseline, reports = day
    order = np.random.default_rng(1).permutation(layout.stations)
    place = np.argsort(order)
    lat = np.degrees(np.arcsin(layout.points[:, 2] / np.linalg.norm(layout.points, axis=1)))
    lon = np.degrees(np.arctan2(layout.points[:, 1], layout.points[:, 0]))
    again = Layout.build(
        lat[order], lon[order], layout.village[order], layout.team[order], layout.near.shape[1]
    )
    moved = [(int(place[i]), source, slot, arrives) for i, source, slot, arrives in reports]
    usual = Baseline(baseline.rate[order], baseline.share)
    assert largest(again, usual, moved) == pytest.approx(
        largest(layout, baseline, reports), abs=1e-6
    )


def row_of_stations(count: int, team) -> tuple[Layout, Baseline]:
    lon = 113 + 0.01 * np.arange(count)
    layout = Layout.build(np.full(count, -8.0), lon, np.zeros(count, dtype=int), np.asarray(team))
    return layout, Baseline(np.full(count, 0.1), np.full(SLOTS, 1 / SLOTS))


def test_a_team_that_marks_all_its_24_stations_is_one_voice():
    layout, baseline = row_of_stations(30, [0] * 24 + list(range(1, 7)))
    detector = Detector(layout, baseline)
    detector.advance(0)
    found = [detector.report(station, 0) for station in range(24)]
    assert all(finding.sources <= 1 for finding in found)
    assert max(f.statistic for f in found) == pytest.approx(found[0].statistic)


def test_neighbouring_teams_are_many_voices():
    layout, baseline = row_of_stations(12, range(12))
    detector = Detector(layout, baseline, Gumbel(11.0, 1.0), chance=0.05)
    detector.advance(3)
    found = [detector.report(station, 3) for station in range(4, 9)]
    last = found[-1]
    assert [f.sources for f in found] == [1, 2, 3, 4, 5]
    assert set(last.stations) == {4, 5, 6, 7, 8}
    assert (last.outcome, last.alarm, last.reporting, last.slots) == ("pattern", True, 5, 1)
    assert last.statistic == pytest.approx(poisson_statistic(5, last.expected))
    assert last.recurrence_days == pytest.approx(1 / last.p_value)


def test_an_outsider_speaks_for_himself():
    layout, baseline = row_of_stations(3, [0, 0, 0])
    detector = Detector(layout, baseline, outsiders=1)
    detector.advance(0)
    assert detector.report(0, 0).sources == 1
    assert detector.report(0, 0, source=1).sources == 2


def test_repeat_late_and_severe_are_told_apart():
    layout, baseline = row_of_stations(3, [0, 1, 2])
    detector = Detector(layout, baseline)
    detector.advance(8)
    assert detector.report(1, 8).outcome == "quiet"
    assert detector.report(1, 8).outcome == "repeat"
    assert detector.report(2, 0).outcome == "late"
    assert detector.report(2, 1).outcome == "quiet"
    for again in range(2):
        severe = detector.report(0, 8, severe=True)
        assert (severe.outcome, severe.alarm) == ("severe", True), again


def test_a_busy_village_raises_what_is_expected_of_it_only_after_the_windows():
    layout, baseline = row_of_stations(4, range(4))
    busy, usual = Detector(layout, baseline), Detector(layout, baseline)
    for slot in range(SLOTS):
        busy.advance(slot)
        usual.advance(slot)
        if slot < 2:
            for station in range(4):
                busy.report(station, slot)
        more = busy.state.expected[0, 0] / usual.state.expected[0, 0]
        assert (more > 1.2) == (slot >= 8)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda d: d.report(9, 0), "no station 9"),
        (lambda d: d.report(0, 5), "has not begun"),
        (lambda d: d.report(0, 0, source=7), "no source 7"),
    ],
)
def test_what_cannot_be_is_refused(call, says):
    layout, baseline = row_of_stations(3, [0, 1, 2])
    detector = Detector(layout, baseline)
    detector.advance(0)
    with pytest.raises(ScanError, match=says):
        call(detector)


@pytest.mark.parametrize(
    ("rate", "share", "spread", "says"),
    [
        ([0.0], [1.0], 0.3, "rate"),
        ([1.0], [0.5], 0.3, "add up"),
        ([1.0], [1.0], 0.0, "spread"),
    ],
)
def test_a_baseline_checks_itself(rate, share, spread, says):
    with pytest.raises(ScanError, match=says):
        Baseline(np.array(rate), np.array(share), spread)


def test_a_layout_checks_itself():
    one, zero = np.zeros(1), np.zeros(1, dtype=int)
    with pytest.raises(ScanError, match="latitude"):
        Layout.build(one + 91, one, zero, zero)
    with pytest.raises(ScanError, match="position, a village and a team"):
        Layout.build(one, np.zeros(2), zero, zero)
    with pytest.raises(ScanError, match="from 0"):
        Layout.build(one, one, zero - 1, zero)


def test_zones_are_the_nearest_stations_and_know_who_is_in_them():
    rng = np.random.default_rng(3)
    lat, lon = rng.uniform(-8.2, -8, 40), rng.uniform(113, 113.2, 40)
    layout = Layout.build(lat, lon, np.zeros(40, dtype=int), np.arange(40), neighbours=7)
    for i in range(40):
        far = ((layout.points - layout.points[i]) ** 2).sum(axis=1)
        assert list(layout.near[i]) == list(np.argsort(far, kind="stable")[:7])
        begin, end = layout.within[i], layout.within[i + 1]
        pairs = set(
            zip(layout.within_centre[begin:end], layout.within_rank[begin:end], strict=True)
        )
        assert pairs == {(c, r) for c, r in zip(*np.nonzero(layout.near == i), strict=True)}
