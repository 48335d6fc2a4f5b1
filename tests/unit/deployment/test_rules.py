from pathlib import Path

import pytest

from kondusif.backbone.accounts.rules import Actor, NotAllowed, Role, Service
from kondusif.deployment import rules
from kondusif.deployment.rules import Move, NotNow, PlanState

STATES_PAGE = Path(__file__).parents[3] / "docs" / "reference" / "states-plan.md"


@pytest.mark.parametrize("state", list(PlanState))
@pytest.mark.parametrize("move", list(Move))
def test_every_move_is_in_the_table_or_refused_in_words(state, move):
    if rules.possible(state, move):
        assert rules.after(state, move) == rules.TRANSITIONS[(state, move)]
    else:
        with pytest.raises(NotNow, match=r"\w+ .*\."):
            rules.after(state, move)


def test_a_published_plan_ends_only_by_another_or_by_withdrawal():
    ends = {move: to for (state, move), to in rules.TRANSITIONS.items() if state == "published"}
    assert ends == {Move.REPLACE: PlanState.REPLACED, Move.WITHDRAW: PlanState.WITHDRAWN}


def test_nothing_that_was_not_solved_is_published():
    assert [a for (a, move) in rules.TRANSITIONS if move == Move.PUBLISH] == [PlanState.SOLVED]


def test_the_states_page_is_printed_from_the_table():
    assert STATES_PAGE.read_text() == rules.diagram()


HOLDERS = [(role, service) for role in Role for service in (Service.POLICE, Service.ARMY)] + [
    (Role.AUDITOR, Service.NONE),
    (Role.ADMINISTRATOR, Service.NONE),
]
POLICE, ARMY = Service.POLICE, Service.ARMY
MAKERS = {Role.COMMANDER, Role.PLANNER}
READERS = {Role.COMMANDER, Role.PLANNER, Role.OPERATOR, Role.SECTOR_LEADER, Role.TRAINER}
ALLOWED = {
    "publish": {(Role.COMMANDER, POLICE)},
    "make_posts police": {(role, POLICE) for role in MAKERS},
    "make_posts army": {(role, ARMY) for role in MAKERS},
    "release police": {(Role.COMMANDER, POLICE)},
    "release army": {(Role.COMMANDER, ARMY)},
    "see_names police": {(role, POLICE) for role in READERS},
    "see_names army": {(role, ARMY) for role in READERS},
}


@pytest.mark.parametrize("what", list(ALLOWED))
@pytest.mark.parametrize("holder", HOLDERS, ids=lambda h: f"{h[0]}-{h[1]}")
def test_permissions_in_pairs(what, holder):
    name, *service = what.split()
    actor = Actor(1, *holder)
    can, check = getattr(rules, f"can_{name}"), getattr(rules, f"check_{name}")
    assert can(actor, *service) == (holder in ALLOWED[what])
    if can(actor, *service):
        check(actor, *service)
    else:
        with pytest.raises(NotAllowed):
            check(actor, *service)


@pytest.mark.parametrize(
    ("strength", "share", "left"),
    [(1067, 0.33, 714), (1067, 0.38, 661), (1067, 0.45, 586), (1067, 0, 1067), (100, 0.3, 70)],
)
def test_people_left_for_stations(strength, share, left):
    assert rules.officers_at_stations(strength, share) == left


@pytest.mark.parametrize("share", [-0.1, 1.0, 2])
def test_a_share_that_cannot_be(share):
    with pytest.raises(ValueError, match="share"):
        rules.officers_at_stations(10, share)


@pytest.mark.parametrize(
    ("total", "shares", "given"),
    [
        (10, [("a", 1), ("b", 1), ("c", 1)], {"a": 4, "b": 3, "c": 3}),
        (407, [("kpu", 5), ("ppk", 33), ("rest", 62)], {"kpu": 21, "ppk": 134, "rest": 252}),
        (0, [("a", 1)], {"a": 0}),
        (5, [("a", 0)], {"a": 0}),
    ],
)
def test_largest_remainder(total, shares, given):
    assert rules.largest_remainder(total, shares) == given


@pytest.mark.parametrize(
    ("fraction", "shown"), [(0.01101, 0.012), (0.011, 0.011), (0.0, 0.0), (0.0001, 0.001)]
)
def test_a_bound_is_never_rounded_in_its_own_favour(fraction, shown):
    assert rules.round_up(fraction) == pytest.approx(shown)
