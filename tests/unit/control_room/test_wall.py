"""The wall's sums: who has told, who is late, who is silent, as a table over one morning."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kondusif.control_room.kinds import milestones
from kondusif.control_room.wall_rules import (
    Heard,
    Mark,
    TeamLine,
    current_stage,
    mark,
    reached,
    sectors,
    stages,
    totals,
)

DAY = stages(milestones(), date(2024, 11, 27), "Asia/Jakarta")
STAGE = {stage.code: stage for stage in DAY}


def at(clock, day=27):
    hours, minutes = map(int, clock.split("."))
    return datetime(2024, 11, day, hours, minutes, tzinfo=ZoneInfo("Asia/Jakarta"))


def heard(*told, last=None):
    return Heard(dict.fromkeys(told, NOON), last)


NOON = datetime(2024, 11, 27, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (at("09.00", 26), "box_received"),
        (at("12.00", 26), "box_received"),
        (at("03.59"), "box_received"),
        (at("04.00"), "guarded"),
        (at("06.29"), "guarded"),
        (at("06.30"), "opened"),
        (at("12.59"), "opened"),
        (at("13.00"), "closed"),
        (at("23.59"), "box_at_ppk"),
    ],
)
def test_the_stage_of_the_day(now, code):
    assert current_stage(DAY, now).code == code


def test_a_later_milestone_implies_the_earlier():
    assert reached(DAY, STAGE["guarded"], heard("opened"))
    assert not reached(DAY, STAGE["opened"], heard("guarded", "aman"))


@pytest.mark.parametrize(
    ("now", "stage", "told", "last", "expected"),
    [
        # before anything is due
        (at("06.40", 26), "box_received", [], None, Mark.WAITING),
        (at("18.00", 26), "box_received", ["box_received"], None, Mark.TOLD),
        # the opening: not due, due, reported
        (at("07.14"), "opened", ["guarded"], at("05.00"), Mark.WAITING),
        (at("07.15"), "opened", ["guarded"], at("06.31"), Mark.LATE),
        (at("07.20"), "opened", ["guarded"], at("06.29"), Mark.LATE),  # an hour isn't over
        (at("07.30"), "opened", ["guarded"], at("06.29"), Mark.SILENT),
        (at("09.00"), "opened", ["opened"], at("07.00"), Mark.TOLD),
        # overdue of an earlier stage shows in the present one
        (at("06.46"), "opened", ["box_received"], at("04.55"), Mark.LATE),
        (at("06.46"), "opened", ["box_received"], at("16.00", 26), Mark.SILENT),
        (at("06.46"), "opened", [], None, Mark.SILENT),
        # punctual, then nothing for more than three hours
        (at("10.30"), "opened", ["opened"], at("07.30"), Mark.TOLD),
        (at("10.31"), "opened", ["opened"], at("07.30"), Mark.SILENT),
        # nobody is asked to report through the night, nor after the last box is in
        (at("03.30"), "box_received", ["box_received"], at("16.00", 26), Mark.TOLD),
        (at("23.59"), "box_at_ppk", ["box_at_ppk"], at("19.00"), Mark.TOLD),
    ],
)
def test_a_stations_mark(now, stage, told, last, expected):
    assert mark(DAY, STAGE[stage], heard(*told, last=last), None, now) == expected


def test_news_of_one_station_speaks_for_its_team():
    now = at("07.30")
    alone = mark(DAY, STAGE["opened"], heard("guarded"), None, now)
    with_team = mark(DAY, STAGE["opened"], heard("guarded"), now - timedelta(minutes=20), now)
    assert (alone, with_team) == (Mark.SILENT, Mark.LATE)


def line(key, *marks, village="35.09.12.2001"):
    return TeamLine(
        key, village, "Contoh", [(f"{village}-{n:03d}", m) for n, m in enumerate(marks)], None
    )


def test_silent_teams_come_first_then_the_latest():
    told = line("1", Mark.TOLD, Mark.TOLD)
    late = line("2", Mark.LATE, Mark.TOLD)
    mixed = line("3", Mark.SILENT, Mark.TOLD)
    silent = line("4", Mark.SILENT)
    found = sorted([told, late, mixed, silent], key=lambda one: one.urgency)
    assert [one.key for one in found] == ["4", "3", "2", "1"]


def test_sums_by_sector_add_up():
    lines = [
        line("1", Mark.TOLD, Mark.LATE),
        line("2", Mark.SILENT, Mark.SILENT),
        line("3", Mark.WAITING, village="35.09.30.2001"),
    ]
    rows = sectors(lines, 8)
    assert rows["35.09.12"] == {
        "told": 1,
        "waiting": 0,
        "late": 1,
        "silent": 2,
        "teams": 2,
        "silent_teams": 1,
    }
    assert totals(rows) == {
        "told": 1,
        "waiting": 1,
        "late": 1,
        "silent": 2,
        "teams": 3,
        "silent_teams": 1,
    }
