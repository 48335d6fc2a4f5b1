"""Grades and their order; the states of a changed grade, who may act on it; who sees what."""

from collections.abc import Callable
from enum import StrEnum

from kondusif.backbone.accounts.rules import (
    Action,
    Actor,
    NotAllowed,
    can,
    check,
    check_area,
    check_other_person,
)


class Grade(StrEnum):
    """The police's four classes of a polling station, from the calmest; `special` is given by rule, not by points."""

    LESS = "less_vulnerable"
    VULNERABLE = "vulnerable"
    VERY = "very_vulnerable"
    SPECIAL = "special"


ORDER = tuple(Grade)
RAISED = (Grade.VULNERABLE, Grade.VERY)


def rank(grade: str) -> int:
    """0 for less vulnerable up to 3 for special."""
    return ORDER.index(Grade(grade))


class State(StrEnum):
    """What is known of one criterion or indicator at one place."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class OverrideState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class OverrideAct(StrEnum):
    CONFIRM = "confirm"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"  # by whoever proposed it
    SUPERSEDE = "supersede"  # a later one was confirmed for the same station


OVERRIDE_TRANSITIONS: dict[tuple[OverrideState, OverrideAct], OverrideState] = {
    (OverrideState.PROPOSED, OverrideAct.CONFIRM): OverrideState.CONFIRMED,
    (OverrideState.PROPOSED, OverrideAct.REFUSE): OverrideState.REFUSED,
    (OverrideState.PROPOSED, OverrideAct.WITHDRAW): OverrideState.WITHDRAWN,
    (OverrideState.CONFIRMED, OverrideAct.SUPERSEDE): OverrideState.SUPERSEDED,
}


def diagram() -> str:
    """`docs/reference/states-override.md`, printed from the table above."""
    table = OVERRIDE_TRANSITIONS.items()
    return "\n".join(
        [
            "# The states of a changed grade",
            "",
            "Printed from `kondusif.risk.rules.OVERRIDE_TRANSITIONS`; a test compares this page with the table.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {OverrideState.PROPOSED}",
            *(f"    {a} --> {b}: {act}" for (a, act), b in table),
            "```",
            "",
            "| from | act | to |",
            "|---|---|---|",
            *(f"| {a} | {act} | {b} |" for (a, act), b in table),
            "",
        ]
    )


class NotPossible(Exception):
    """The thing can't be done in the state it is in; the sentence is for the person who tried."""


def next_state(state: str, act: str) -> OverrideState:
    """Raises NotPossible where the table has no such step."""
    step = OVERRIDE_TRANSITIONS.get((OverrideState(state), OverrideAct(act)))
    if step is None:
        raise NotPossible("This proposal is already decided.")
    return step


def check_grade(actor: Actor) -> None:
    """Running a model, recording facts. Raises NotAllowed."""
    check(actor, Action.GRADE_STATIONS)


def check_propose(actor: Actor, area: str) -> None:
    """`area` is the station's village code."""
    check(actor, Action.GRADE_STATIONS)
    check_area(actor, area)


def can_propose(actor: Actor, area: str) -> bool:
    return _passes(lambda: check_propose(actor, area))


def check_decide(actor: Actor, act: str, proposed_by: int, area: str) -> None:
    """A second person confirms or refuses; only the proposer withdraws. Raises NotAllowed."""
    if act == OverrideAct.WITHDRAW:
        if actor.id != proposed_by:
            raise NotAllowed("Only whoever proposed this grade withdraws it.")
        return
    check(actor, Action.CONFIRM_GRADE)
    check_other_person(actor, proposed_by)
    check_area(actor, area)


def can_decide(actor: Actor, act: str, proposed_by: int, area: str) -> bool:
    return _passes(lambda: check_decide(actor, act, proposed_by, area))


def sees_terms(actor: Actor) -> bool:
    """Whether points, intervals and recorded facts may be shown: the police staff and auditors."""
    return can(actor, Action.SEE_GRADE_TERMS)


def _passes(asked: Callable[[], None]) -> bool:
    try:
        asked()
    except NotAllowed:
        return False
    return True


# What a changed grade of a station means, and whether the ground under it moved.
def effective(computed: str, override: str | None) -> str:
    """The grade that counts: the confirmed override where there is one."""
    return override or computed


def is_stale(computed_then: str, computed_now: str | None) -> bool:
    """An override was confirmed against a computed grade that is no longer the computed grade."""
    return computed_then != computed_now
