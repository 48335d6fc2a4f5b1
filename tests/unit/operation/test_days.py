"""Which zone decides the day, and how a day is named against the vote."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kondusif.operation.rules import Refused, check_zone, day_name, line, local, zone_name

VOTE = date(2024, 11, 27)
WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"


@pytest.mark.parametrize(
    ("utc", "zone", "day"),
    [
        # Midnight between H-1 and H comes an hour earlier with each zone to the east.
        (datetime(2024, 11, 26, 14, 59, tzinfo=UTC), WIT, "H-1"),
        (datetime(2024, 11, 26, 15, 0, tzinfo=UTC), WIT, "H"),
        (datetime(2024, 11, 26, 15, 0, tzinfo=UTC), WITA, "H-1"),
        (datetime(2024, 11, 26, 16, 0, tzinfo=UTC), WITA, "H"),
        (datetime(2024, 11, 26, 16, 0, tzinfo=UTC), WIB, "H-1"),
        (datetime(2024, 11, 26, 16, 59, 59, tzinfo=UTC), WIB, "H-1"),
        (datetime(2024, 11, 26, 17, 0, tzinfo=UTC), WIB, "H"),
        (datetime(2024, 11, 27, 17, 0, tzinfo=UTC), WIB, "H+1"),
        (datetime(2024, 11, 25, 16, 59, tzinfo=UTC), WIB, "H-2"),
    ],
)
def test_the_operations_own_midnight_decides_the_day(utc, zone, day):
    assert day_name(utc, VOTE, zone) == day


@pytest.mark.parametrize(("name", "zone"), [("WIB", WIB), ("wita", WITA), ("WIT", WIT), (WIT, WIT)])
def test_zones_go_by_their_indonesian_names(name, zone):
    assert check_zone(name) == zone
    assert zone_name(zone) in ("WIB", "WITA", "WIT")


@pytest.mark.parametrize("name", ["", "UTC", "Europe/Berlin", "WIBB"])
def test_other_zones_are_refused_in_words(name):
    with pytest.raises(Refused, match="WIB, WITA or WIT"):
        check_zone(name)


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2025, 1, 1)),  # noqa: DTZ001 - made aware below
    st.sampled_from([WIB, WITA, WIT]),
)
def test_the_day_is_that_of_the_local_calendar(naive, zone):
    moment = naive.replace(tzinfo=UTC)
    days = (local(moment, zone).date() - VOTE).days
    assert day_name(moment, VOTE, zone) == ("H" if days == 0 else f"H{days:+d}")
    assert local(moment, zone).tzinfo == ZoneInfo(zone)
    assert local(moment, zone) == moment


def stage(name, start, end):
    return (name, start, end, "KPU", "")


def test_the_line_counts_whole_days_and_marks_today_and_the_vote():
    stages = [stage("a", VOTE - timedelta(9), VOTE - timedelta(5)), stage("b", VOTE, VOTE)]
    made = line(stages, VOTE - timedelta(5), VOTE)
    assert [span.when for span in made.spans] == ["now", "ahead"]
    assert (made.spans[0].left, made.spans[0].width) == (0.0, 0.5)
    assert (made.spans[1].left, made.spans[1].width) == (0.9, 0.1)
    assert made.today == pytest.approx(0.45)
    assert made.vote == pytest.approx(0.95)


def test_today_outside_the_line_is_not_marked():
    assert line([stage("a", VOTE, VOTE)], VOTE + timedelta(1), VOTE).today is None


def test_no_stages_no_line():
    assert line([], VOTE, VOTE) is None


@given(
    st.lists(st.tuples(st.integers(-300, 60), st.integers(0, 90)), min_size=1, max_size=12),
    st.integers(-400, 200),
)
def test_every_bar_lies_on_the_line(spans, today):
    stages = [
        stage(str(i), VOTE + timedelta(start), VOTE + timedelta(start + length))
        for i, (start, length) in enumerate(spans)
    ]
    made = line(stages, VOTE + timedelta(today), VOTE)
    for span in made.spans:
        assert 0 <= span.left <= 1
        assert 0 < span.width <= 1
        assert span.left + span.width <= 1 + 1e-9
    assert 0 < made.vote < 1
