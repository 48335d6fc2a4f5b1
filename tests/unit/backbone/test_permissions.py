"""The permission table, asked as a table."""

from itertools import product

import polib
import pytest

from kondusif.backbone.accounts import rules
from kondusif.backbone.accounts.rules import Action, Actor, NotAllowed, Role, Service

EVERYONE = list(product(Role, Service))


def actor(role, service, area=""):
    return Actor(7, role, service, area)


def test_every_action_has_a_row_and_a_sentence():
    assert set(rules.TABLE) == set(Action) == set(rules.REFUSALS)


@pytest.mark.parametrize("action", list(Action))
def test_check_and_can_agree_for_everyone(action):
    for role, service in EVERYONE:
        who = actor(role, service)
        if rules.can(who, action):
            rules.check(who, action)
        else:
            with pytest.raises(NotAllowed) as refusal:
                rules.check(who, action)
            assert str(refusal.value) == rules.REFUSALS[action]


@pytest.mark.parametrize(
    ("action", "role", "service", "allowed"),
    [
        (Action.SEE_GRADE_TERMS, Role.PLANNER, Service.POLICE, True),
        (Action.SEE_GRADE_TERMS, Role.PLANNER, Service.ARMY, False),
        (Action.SEE_GRADE_TERMS, Role.COMMANDER, Service.ARMY, False),
        (Action.SEE_GRADES, Role.COMMANDER, Service.ARMY, True),
        (Action.SEE_GRADES, Role.OFFICER, Service.POLICE, False),
        (Action.SEE_GRADES, Role.PUBLIC_RELATIONS, Service.POLICE, False),
        (Action.SEE_PUBLIC_REPORTERS, Role.OPERATOR, Service.ARMY, False),
        (Action.PUBLISH_PLAN, Role.PLANNER, Service.POLICE, False),
        (Action.SEE_AUDIT, Role.AUDITOR, Service.NONE, True),
        (Action.SEE_ROSTER, Role.AUDITOR, Service.NONE, False),
        (Action.SEE_ROSTER, Role.ADMINISTRATOR, Service.NONE, False),
        (Action.MANAGE_ACCOUNTS, Role.COMMANDER, Service.POLICE, False),
        (Action.REPORT, Role.OFFICER, Service.ARMY, True),
    ],
)
def test_who_may(action, role, service, allowed):
    assert rules.can(actor(role, service), action) is allowed


def test_nobody_outside_the_services_commands_anything():
    acts = {Action.PUBLISH_PLAN, Action.RELEASE_POSTS, Action.DELEGATE, Action.HANDLE_INCIDENTS}
    for action in acts:
        assert not any(service == Service.NONE for _, service in rules.TABLE[action])


@pytest.mark.parametrize(
    ("area", "place", "inside"),
    [
        ("", "35.09.12.2001", True),
        ("35.09.12", "35.09.12.2001", True),
        ("35.09.12", "35.09.12", True),
        ("35.09.1", "35.09.12", False),
        ("35.09.12", "35.09.13.2001", False),
        ("35.09.12.2001", "35.09.12", False),
    ],
)
def test_areas_nest_by_whole_codes(area, place, inside):
    assert rules.within_area(actor(Role.OPERATOR, Service.POLICE, area), place) is inside


def test_one_command_never_decides_for_the_other():
    rules.check_own_service(actor(Role.COMMANDER, Service.ARMY), "army")
    with pytest.raises(NotAllowed, match="other service"):
        rules.check_own_service(actor(Role.COMMANDER, Service.ARMY), "police")


def test_nobody_approves_their_own_work():
    rules.check_other_person(actor(Role.PLANNER, Service.POLICE), 8)
    with pytest.raises(NotAllowed, match="yourself"):
        rules.check_other_person(actor(Role.PLANNER, Service.POLICE), 7)


def test_every_refusal_is_said_in_indonesian():
    catalogue = polib.pofile("src/kondusif/backbone/accounts/locale/id/LC_MESSAGES/django.po")
    said = {entry.msgid: entry.msgstr for entry in catalogue}
    assert [text for text in rules.REFUSALS.values() if not said.get(text)] == []
