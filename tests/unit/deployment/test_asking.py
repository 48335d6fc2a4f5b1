import pytest

from kondusif.deployment.asking import (
    Place,
    finding,
    position_shares,
    problem_of,
    rows_of,
    teams_of,
    with_officers,
)
from kondusif.deployment.doctrines import read
from kondusif.engines.stationing import Stop, solve
from kondusif.engines.stationing.checker import check
from tests.unit.deployment.test_doctrines import SMALL

PATTERN = read(SMALL, "kecil")
VILLAGES = ("35.09.01.2001", "35.09.01.2002")


def places(each=5, grade="less_vulnerable"):
    return [
        Place(
            i, f"{village}-{n:03d}", village, village[:8], -8.2 + 0.001 * n, 113.7, "given", grade
        )
        for i, (village, n) in enumerate((v, n) for v in VILLAGES for n in range(1, each + 1))
    ]


def test_a_plan_survives_the_way_to_the_checker():
    here = places()
    problem = problem_of(here, PATTERN, 8)
    result = solve(problem, Stop(iterations=2), seed=1)
    teams = teams_of(problem, result.plan, here)
    assert [team.number for team in teams] == list(range(1, len(teams) + 1))
    assert sorted(i for team in teams for i in team.members) == list(range(10))
    assert check(problem, rows_of(teams, here), result.certificate).holds


def test_walking_minutes_are_one_way_from_the_base():
    here = places(each=2)
    problem = problem_of(here, PATTERN, 4)
    teams = teams_of(problem, solve(problem, Stop(iterations=1), seed=1).plan, here)
    assert teams[0].walking_minutes == pytest.approx(13 * 0.1112, rel=1e-3)


def test_an_unknown_grade_counts_as_the_lowest_class():
    problem = problem_of(places(grade="unheard"), PATTERN, 8)
    assert set(problem.stations.class_of.tolist()) == {0}


@pytest.mark.parametrize(
    ("officers", "possible", "missing"), [(8, True, 0), (7, False, 1), (0, False, 8), (99, True, 0)]
)
def test_counting_tells_whether_a_plan_can_exist(officers, possible, missing):
    found = finding(with_officers(problem_of(places(), PATTERN, 50), officers))
    assert (found.possible, found.missing, found.least) == (possible, missing, 8)
    assert bool(found.relaxations) == bool(found.shortage) == (not possible)


def test_shares_of_positions():
    assert position_shares(["given", "estimated", "synthetic", "given"]) == {
        "estimated": 0.25,
        "synthetic": 0.25,
    }
    assert position_shares([]) == {"estimated": 0, "synthetic": 0}
