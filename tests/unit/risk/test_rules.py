from pathlib import Path

import pytest

from kondusif.backbone.accounts.rules import Actor, NotAllowed, Role, Service
from kondusif.risk import rules
from kondusif.risk.rules import NotPossible, OverrideAct, OverrideState

STATES_PAGE = Path(__file__).parents[3] / "docs" / "reference" / "states-override.md"
AREA = "35.09.12.2001"
POLICE, ARMY, NONE = Service.POLICE, Service.ARMY, Service.NONE


def actor(role, service, pk=1, area=""):
    return Actor(pk, role, service, area)


@pytest.mark.parametrize("state", OverrideState)
@pytest.mark.parametrize("act", OverrideAct)
def test_a_step_outside_the_table_is_refused_in_words(state, act):
    step = rules.OVERRIDE_TRANSITIONS.get((state, act))
    if step:
        assert rules.next_state(state, act) == step
    else:
        with pytest.raises(NotPossible, match="already decided"):
            rules.next_state(state, act)


def test_what_is_decided_stays_decided_but_for_a_later_override():
    ends = {OverrideState.REFUSED, OverrideState.WITHDRAWN, OverrideState.SUPERSEDED}
    assert not {state for state, _act in rules.OVERRIDE_TRANSITIONS} & ends


def test_the_page_of_states_is_printed_from_the_table():
    assert STATES_PAGE.read_text(encoding="utf-8") == rules.diagram()


# role, service, proposes, confirms another's proposal, sees the terms
WHO = [
    (Role.PLANNER, POLICE, True, True, True),
    (Role.COMMANDER, POLICE, False, True, True),
    (Role.OPERATOR, POLICE, False, False, True),
    (Role.SECTOR_LEADER, POLICE, False, False, True),
    (Role.LOGISTICS, POLICE, False, False, False),
    (Role.PLANNER, ARMY, False, False, False),
    (Role.COMMANDER, ARMY, False, False, False),
    (Role.OFFICER, POLICE, False, False, False),
    (Role.AUDITOR, NONE, False, False, True),
    (Role.ADMINISTRATOR, NONE, False, False, False),
]


@pytest.mark.parametrize(("role", "service", "proposes", "confirms", "terms"), WHO)
def test_who_may_do_what(role, service, proposes, confirms, terms):
    who = actor(role, service)
    assert rules.can_propose(who, AREA) == proposes
    assert rules.can_decide(who, OverrideAct.CONFIRM, 99, AREA) == confirms
    assert rules.can_decide(who, OverrideAct.REFUSE, 99, AREA) == confirms
    assert rules.sees_terms(who) == terms


@pytest.mark.parametrize("act", [OverrideAct.CONFIRM, OverrideAct.REFUSE])
def test_nobody_decides_their_own_proposal(act):
    who = actor(Role.PLANNER, POLICE, pk=7)
    assert not rules.can_decide(who, act, 7, AREA)
    with pytest.raises(NotAllowed, match="yourself"):
        rules.check_decide(who, act, 7, AREA)


def test_only_the_proposer_withdraws():
    assert rules.can_decide(actor(Role.PLANNER, POLICE, pk=7), OverrideAct.WITHDRAW, 7, AREA)
    assert not rules.can_decide(actor(Role.COMMANDER, POLICE, pk=8), OverrideAct.WITHDRAW, 7, AREA)


def test_a_planner_of_another_district_neither_proposes_nor_decides():
    who = actor(Role.PLANNER, POLICE, area="35.09.13")
    assert not rules.can_propose(who, AREA)
    assert not rules.can_decide(who, OverrideAct.CONFIRM, 99, AREA)


def test_grades_are_ordered_from_the_calmest():
    assert [rules.rank(grade) for grade in rules.Grade] == [0, 1, 2, 3]


def test_a_confirmed_override_counts_and_is_stale_once_the_computed_grade_moved():
    assert rules.effective("less_vulnerable", "vulnerable") == "vulnerable"
    assert rules.effective("less_vulnerable", "") == "less_vulnerable"
    assert not rules.is_stale("less_vulnerable", "less_vulnerable")
    assert rules.is_stale("less_vulnerable", "vulnerable")
    assert rules.is_stale("less_vulnerable", None)
