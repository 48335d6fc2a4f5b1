from datetime import UTC, date, datetime, timedelta

import pytest

from kondusif.backbone.clock import simulated
from kondusif.operation.rules import day_name, local, zone_name

REAL = datetime(2026, 1, 1, tzinfo=UTC)
SHOWN = datetime(2024, 11, 26, 23, 45, tzinfo=UTC)


def test_a_simulated_clock_runs_at_its_speed_from_its_anchor():
    assert simulated(REAL + timedelta(seconds=10), REAL, SHOWN, 60) == SHOWN + timedelta(minutes=10)


def test_a_simulated_clock_never_shows_a_time_before_its_anchor():
    assert simulated(REAL - timedelta(hours=1), REAL, SHOWN, 5) == SHOWN


@pytest.mark.parametrize(
    ("zone", "name", "first_minute_of_the_vote"),
    [
        ("Asia/Jakarta", "WIB", datetime(2024, 11, 26, 17, 0, tzinfo=UTC)),
        ("Asia/Makassar", "WITA", datetime(2024, 11, 26, 16, 0, tzinfo=UTC)),
        ("Asia/Jayapura", "WIT", datetime(2024, 11, 26, 15, 0, tzinfo=UTC)),
    ],
)
def test_the_operations_own_midnight_decides_the_day(zone, name, first_minute_of_the_vote):
    vote = date(2024, 11, 27)
    assert zone_name(zone) == name
    assert day_name(first_minute_of_the_vote, vote, zone) == "H"
    assert day_name(first_minute_of_the_vote - timedelta(minutes=1), vote, zone) == "H-1"
    assert day_name(first_minute_of_the_vote + timedelta(days=1), vote, zone) == "H+1"
    assert local(first_minute_of_the_vote, zone).hour == 0
