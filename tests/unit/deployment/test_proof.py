"""Every remedy that the engine knows is told in words, with its price."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from kondusif.deployment import proof
from kondusif.deployment.asking import finding, problem_of
from kondusif.deployment.doctrines import read
from tests.unit.deployment.test_asking import places
from tests.unit.deployment.test_doctrines import SMALL

NOTHING = {"shares": {"estimated": 0.0, "synthetic": 0.0}}


def remedies(text, officers, grade="less_vulnerable", each=5):
    problem = problem_of(places(each=each, grade=grade), read(text, "x"), officers)
    return [proof.remedy(row) for row in finding(problem).relaxations]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_a_longer_pattern_and_more_officers():
    cheapest, *others = remedies(SMALL, 6)
    assert cheapest.says == "Let a team of class all guard up to 5 stations, not 4."
    assert (cheapest.cheapest, cheapest.sufficient, cheapest.officers_saved) == (True, True, 4)
    assert [(one.says, one.officers_added) for one in others] == [("Find 2 more officers.", 2)]


def test_a_shorter_pattern():
    stiff = SMALL.replace("stations_min = 1", "stations_min = 4")
    said = [one.says for one in remedies(stiff, 50, each=7)]
    assert "Let a team of class all guard as few as 3 stations, not 4." in said


def test_grading_again():
    two = SMALL.replace(
        "[grades]",
        "[classes.high]\nofficers = 2\nstations_min = 1\nstations_max = 1\nrisk_weight = 4\n[grades]",
    ).replace('vulnerable = "all"\nvery', 'vulnerable = "high"\nvery')
    said = [one.says for one in remedies(two, 14, grade="vulnerable")]
    assert any(one.startswith("Grade ") and "from high to all" in one for one in said)


@pytest.mark.parametrize(("gap", "shown"), [(None, None), (1e-9, 0.0), (0.0014, 0.002)])
def test_the_bound_as_shown(gap, shown):
    assert proof.bound(SimpleNamespace(gap=gap)) == shown


def test_without_a_plan_nothing_is_claimed():
    assert proof.claim(SimpleNamespace(gap=None, objective=None), NOTHING["shares"]) == {}


def test_the_claim_holds_fractions():
    plan = SimpleNamespace(gap=0.0113, objective=200.0, value_of_one_more_team=5.0)
    found = proof.claim(plan, {"estimated": 0.12, "synthetic": 0.0})
    assert found == {
        "gap": 0.012, "estimated": 0.12, "synthetic": 0.0, "one_more": 5.0, "one_more_share": 0.025,
    }  # fmt: skip
