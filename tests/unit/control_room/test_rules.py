"""Who may do what to an incident, and when: as tables."""

from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from kondusif.backbone.accounts.rules import Actor, NotAllowed, Role, Service
from kondusif.control_room.kinds import WrongKinds, all_kinds, milestones, parse
from kondusif.control_room.rules import (
    ENDED,
    KEYS,
    TRANSITIONS,
    Act,
    Facts,
    NotNow,
    Sighting,
    State,
    acts_for,
    can_act,
    check_act,
    is_trouble,
    kilometres,
    leading_service,
    likely_same,
    may_read_text,
    page,
    skew,
    step,
)

NOW = datetime(2024, 11, 27, 1, tzinfo=UTC)
POLICE, ARMY, NONE = Service.POLICE, Service.ARMY, Service.NONE
HANDLERS = {Role.COMMANDER, Role.OPERATOR, Role.SECTOR_LEADER}


def incident(state=State.NEW, lead=POLICE, area="35.09.01.2001"):
    return Facts(state, lead, area, 2)


@pytest.mark.parametrize(("state", "act"), list(product(State, Act)))
def test_an_act_moves_an_incident_only_as_the_table_says(state, act):
    lines = [line for line in TRANSITIONS if line.act == act]
    if not lines:
        assert step(state, act, "why") == state
    elif state in lines[0].sources:
        assert step(state, act, "why") == lines[0].target
    else:
        with pytest.raises(NotNow) as refusal:
            step(state, act, "why")
        assert refusal.value.code == ("already" if state == lines[0].target else "wrong_state")


@pytest.mark.parametrize("line", [line for line in TRANSITIONS if line.reason], ids=lambda t: t.act)
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_an_ending_needs_a_sentence(line, reason):
    with pytest.raises(NotNow) as refusal:
        step(line.sources[0], line.act, reason)
    assert refusal.value.code == "reason"


def test_every_state_is_reached_and_left_or_ended():
    reached = {line.target for line in TRANSITIONS} | {State.NEW}
    left = {state for line in TRANSITIONS for state in line.sources}
    assert reached == set(State)
    assert left == set(State)  # an ended incident can be reopened: every decision is reversible
    assert {State.CLOSED, State.NOT_OURS, State.BOGUS} == ENDED


def test_every_act_has_a_key_of_its_own():
    assert set(KEYS) == set(Act)
    assert len(set(KEYS.values())) == len(Act)
    assert not set(KEYS.values()) & set("jk?/")


@pytest.mark.parametrize(("role", "service"), list(product(Role, Service)))
def test_who_moves_an_incident_led_by_the_police(role, service):
    allowed = role in HANDLERS and service == POLICE
    actor = Actor(1, role, service)
    assert can_act(actor, incident(), Act.VERIFY) == allowed
    if not allowed:
        with pytest.raises(NotAllowed):
            check_act(actor, incident(), Act.VERIFY)


@pytest.mark.parametrize(("role", "service"), list(product(Role, Service)))
def test_the_other_command_may_only_leave_a_note(role, service):
    allowed = [Act.NOTE] if role in HANDLERS and service == ARMY else []
    if service != POLICE:
        assert acts_for(Actor(1, role, service), incident(State.VERIFIED)) == allowed


@pytest.mark.parametrize(
    ("area", "allowed"), [("", True), ("35.09.01", True), ("35.09.02", False), ("35.09.0", False)]
)
def test_a_sector_leader_acts_in_the_own_sector(area, allowed):
    actor = Actor(1, Role.SECTOR_LEADER, POLICE, area)
    assert can_act(actor, incident(), Act.VERIFY) is allowed


@pytest.mark.parametrize(
    ("role", "reader", "writer", "shared", "reads"),
    [
        (Role.OPERATOR, POLICE, "police", False, True),
        (Role.OPERATOR, ARMY, "police", False, False),
        (Role.OPERATOR, ARMY, "police", True, True),
        (Role.COMMANDER, ARMY, "army", False, True),
        (Role.PLANNER, POLICE, "police", True, False),
        (Role.OFFICER, POLICE, "police", False, False),
        (Role.AUDITOR, NONE, "police", True, False),
    ],
)
def test_who_reads_what_was_written(role, reader, writer, shared, reads):
    assert may_read_text(Actor(1, role, reader), writer, shared) is reads


@pytest.mark.parametrize(
    ("kind", "severity", "opens"),
    [("quarrel", 1, True), ("opened", 1, False), ("aman", 2, False), ("aman", 4, True)],
)
def test_what_opens_an_incident(kind, severity, opens):
    assert is_trouble(all_kinds()[kind], severity) is opens


@pytest.mark.parametrize(
    ("kind", "reporter", "lead"),
    [
        ("quarrel", ARMY, POLICE),
        ("quarrel", POLICE, POLICE),
        ("officer_illness", ARMY, ARMY),
        ("officer_illness", POLICE, POLICE),
        ("officer_illness", NONE, POLICE),
    ],
)
def test_who_leads(kind, reporter, lead):
    assert leading_service(all_kinds()[kind], reporter) == lead


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, ""), (1, ""), (3, "ahead"), (-60, ""), (-24 * 60, ""), (-24 * 60 - 1, "old")],
)
def test_a_strange_clock_is_marked(minutes, said):
    assert skew(NOW + timedelta(minutes=minutes), NOW) == said


def test_a_kilometre_is_a_kilometre():
    # One degree of latitude on a sphere of 6371.0088 km is 111.195 km.
    assert kilometres(0, 0, 1, 0) == pytest.approx(111.195, abs=1e-3)
    assert kilometres(0, 0, 0, 1) == pytest.approx(111.195, abs=1e-3)
    assert kilometres(-8.2, 113.7, -8.2, 113.7) == 0


def test_likely_duplicates_are_near_in_place_time_and_kind():
    one = Sighting(1, "order", NOW, -8.2, 113.7)
    others = [
        Sighting(2, "order", NOW + timedelta(minutes=30), -8.205, 113.7),
        Sighting(3, "order", NOW, -8.201, 113.7),
        Sighting(4, "violence", NOW, -8.2, 113.7),
        Sighting(5, "order", NOW + timedelta(minutes=61), -8.2, 113.7),
        Sighting(6, "order", NOW, -8.22, 113.7),
        one,
    ]
    assert likely_same(one, others) == [3, 2]


def test_the_kinds_that_ship_are_whole():
    kinds = all_kinds()
    assert [kind.code for kind in milestones()] == [
        "box_received",
        "guarded",
        "opened",
        "closed",
        "count_finished",
        "box_left",
        "box_at_ppk",
    ]
    assert {k.code for k in kinds.values() if k.alarm} >= {"arson", "sharp_weapon", "recap_siege"}
    words = " ".join(f"{k.code} {k.names['id']} {k.names['en']}" for k in kinds.values()).lower()
    assert not any(
        word in words for word in ("result", "perolehan", "vote count", "c-hasil", "kandidat")
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "no kinds"),
        ({"calm": [{"code": "a b", "id": "x", "en": "x"}]}, "no code"),
        ({"calm": [{"code": "a", "id": "x"}]}, "both languages"),
        ({"calm": [{"code": "a", "id": "x", "en": "x"}] * 2}, "twice"),
        ({"trouble": [{"code": "a", "id": "x", "en": "x", "severity": 5}]}, "severity"),
        ({"trouble": [{"code": "a", "id": "x", "en": "x", "severity": 2, "group": "x"}]}, "group"),
        ({"milestone": [{"code": "a", "id": "x", "en": "x", "from": "7"}]}, "HH:MM"),
        (
            {"milestone": [{"code": "a", "id": "x", "en": "x", "from": "08:00", "due": "07:00"}]},
            "before it may begin",
        ),
    ],
)
def test_a_wrong_file_of_kinds_is_explained(data, words):
    with pytest.raises(WrongKinds, match=words):
        parse(data)


def test_the_page_of_states_is_the_table():
    printed = Path(__file__).parents[3] / "docs" / "reference" / "incidents.md"
    assert printed.read_text(encoding="utf-8") == page()
