"""The control room's decisions, pure: which act an incident allows, who leads it, what a sender's clock is worth.

The states stand in one table, `TRANSITIONS`; the diagram in `docs/reference/incidents.md` is printed from it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kondusif.backbone.accounts.rules import (
    Action,
    Actor,
    NotAllowed,
    Service,
    can,
    check,
    check_area,
    check_own_service,
)

from .kinds import Kind

SEVERITIES = (1, 2, 3, 4)  # minor, moderate, serious, people in danger
PEOPLE_IN_DANGER = 4


class State(StrEnum):
    NEW = "new"
    VERIFIED = "verified"
    DISPATCHED = "dispatched"
    ON_SCENE = "on_scene"
    CONTAINED = "contained"
    CLOSED = "closed"
    ON_HOLD = "on_hold"
    HANDED_OVER = "handed_over"
    NOT_OURS = "not_ours"
    BOGUS = "bogus"


class Act(StrEnum):
    """What a person does to an incident. Acts without a line in TRANSITIONS don't change its state."""

    VERIFY = "verify"
    DISPATCH = "dispatch"
    ARRIVE = "arrive"
    CONTAIN = "contain"
    CLOSE = "close"
    HOLD = "hold"
    RESUME = "resume"
    HAND_OVER = "hand_over"
    TAKE_BACK = "take_back"
    NOT_OURS = "not_ours"
    BOGUS = "bogus"
    REOPEN = "reopen"
    TAKE = "take"  # become its owner
    REGRADE = "regrade"  # another severity
    NOTE = "note"


@dataclass(frozen=True)
class Transition:
    act: Act
    sources: tuple[State, ...]
    target: State
    reason: bool = False  # the act needs a sentence


S = State
TRANSITIONS: tuple[Transition, ...] = (
    Transition(Act.VERIFY, (S.NEW,), S.VERIFIED),
    Transition(Act.DISPATCH, (S.NEW, S.VERIFIED), S.DISPATCHED),
    Transition(Act.ARRIVE, (S.DISPATCHED,), S.ON_SCENE),
    Transition(Act.CONTAIN, (S.ON_SCENE,), S.CONTAINED),
    Transition(Act.CLOSE, (S.VERIFIED, S.ON_SCENE, S.CONTAINED, S.HANDED_OVER), S.CLOSED, True),
    Transition(Act.HOLD, (S.VERIFIED, S.DISPATCHED, S.ON_SCENE), S.ON_HOLD, True),
    Transition(Act.RESUME, (S.ON_HOLD,), S.VERIFIED),
    Transition(
        Act.HAND_OVER,
        (S.VERIFIED, S.DISPATCHED, S.ON_SCENE, S.CONTAINED, S.ON_HOLD),
        S.HANDED_OVER,
        True,
    ),
    Transition(Act.TAKE_BACK, (S.HANDED_OVER,), S.VERIFIED, True),
    Transition(Act.NOT_OURS, (S.NEW, S.VERIFIED, S.ON_HOLD), S.NOT_OURS, True),
    Transition(Act.BOGUS, (S.NEW, S.VERIFIED, S.ON_HOLD), S.BOGUS, True),
    Transition(Act.REOPEN, (S.CLOSED, S.NOT_OURS, S.BOGUS), S.VERIFIED, True),
)
ENDED = frozenset({State.CLOSED, State.NOT_OURS, State.BOGUS})
OPEN = tuple(state for state in State if state not in ENDED)
# One key per act at the desk; j, k, / and ? belong to the list.
KEYS: dict[Act, str] = {
    Act.VERIFY: "v",
    Act.DISPATCH: "d",
    Act.ARRIVE: "a",
    Act.CONTAIN: "c",
    Act.CLOSE: "x",
    Act.HOLD: "h",
    Act.RESUME: "r",
    Act.HAND_OVER: "o",
    Act.TAKE_BACK: "i",
    Act.NOT_OURS: "n",
    Act.BOGUS: "b",
    Act.REOPEN: "u",
    Act.TAKE: "t",
    Act.REGRADE: "s",
    Act.NOTE: "m",
}


class NotNow(Exception):
    """The act doesn't fit the incident's state. `code` is a key of `words.NOT_NOW`."""

    def __init__(self, code: str, state: State) -> None:
        super().__init__(f"{code} ({state})")
        self.code, self.state = code, state


@dataclass(frozen=True)
class Facts:
    """What a decision needs to know of an incident: its state, who leads it, where it is (official code)."""

    state: State
    lead: Service
    area: str
    severity: int


def transition(act: Act) -> Transition | None:
    return next((line for line in TRANSITIONS if line.act == act), None)


def step(state: State, act: Act, reason: str) -> State:
    """The state after `act`. Raises NotNow when the table has no such line or the reason is missing."""
    line = transition(act)
    if line is None:
        return state
    if state not in line.sources:
        raise NotNow("already" if state == line.target else "wrong_state", state)
    if line.reason and not reason.strip():
        raise NotNow("reason", state)
    return line.target


def check_act(actor: Actor, incident: Facts, act: Act) -> None:
    """Raises NotAllowed: the role handles incidents, in its own area; only the leading command moves one.

    The other command may leave a note, which its author may share.
    """
    check(actor, Action.HANDLE_INCIDENTS)
    check_area(actor, incident.area)
    if act is not Act.NOTE:
        check_own_service(actor, incident.lead)


def can_act(actor: Actor, incident: Facts, act: Act) -> bool:
    try:
        check_act(actor, incident, act)
    except NotAllowed:
        return False
    line = transition(act)
    return line is None or incident.state in line.sources


def acts_for(actor: Actor, incident: Facts) -> list[Act]:
    """The acts that this person may do now, in the table's order."""
    return [act for act in Act if can_act(actor, incident, act)]


def may_read_text(actor: Actor, service: str, shared: bool = False) -> bool:
    """Internal text is read by the operators and commanders of the service that wrote it; shared text by both."""
    if not can(actor, Action.SEE_INTERNAL_REPORTS):
        return False
    return shared or actor.service == service


def is_trouble(kind: Kind, severity: int) -> bool:
    """A report of trouble opens an incident; so does a calm kind sent as serious, which contradicts itself
    and needs a person's eye."""
    return kind.trouble or severity >= 3


def leading_service(kind: Kind, reporter: Service) -> Service:
    """The police lead what happens at an election; each service leads what concerns its own people."""
    if kind.own_lead and reporter in (Service.POLICE, Service.ARMY):
        return reporter
    return Service.POLICE


AHEAD = timedelta(minutes=2)
OLD = timedelta(hours=24)


def skew(occurred_at: datetime, received_at: datetime) -> str:
    """What a sender's time says: "ahead" = later than we received it (a wrong clock), "old" = over a day before."""
    if occurred_at > received_at + AHEAD:
        return "ahead"
    return "old" if occurred_at < received_at - OLD else ""


EARTH_KM = 6371.0088


def kilometres(lat: float, lon: float, lat2: float, lon2: float) -> float:
    """Great-circle distance (haversine), in km."""
    f, g = math.radians(lat), math.radians(lat2)
    half = (
        math.sin((g - f) / 2) ** 2
        + math.cos(f) * math.cos(g) * math.sin(math.radians(lon2 - lon) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


@dataclass(frozen=True)
class Sighting:
    """An incident as a candidate for being the same event as another."""

    id: int
    group: str
    opened_at: datetime
    lat: float
    lon: float


NEAR_KM = 1.0
NEAR_TIME = timedelta(minutes=60)


def likely_same(one: Sighting, others: Sequence[Sighting]) -> list[int]:
    """Ids of incidents that may be the same event (same group of kinds, within 1 km and an hour), nearest first.

    Only suggested: a person decides.
    """
    found = []
    for other in others:
        far = kilometres(one.lat, one.lon, other.lat, other.lon)
        close = abs(other.opened_at - one.opened_at) <= NEAR_TIME and far <= NEAR_KM
        if other.id != one.id and other.group == one.group and close:
            found.append((far, other.id))
    return [number for _, number in sorted(found)]


def diagram() -> str:
    """The transition table as Mermaid source; an act that needs a reason is marked with *."""
    lines = ["stateDiagram-v2", "    [*] --> new: report of trouble"]
    for line in TRANSITIONS:
        mark = " *" if line.reason else ""
        lines += [f"    {source} --> {line.target}: {line.act}{mark}" for source in line.sources]
    return "\n".join(lines + [f"    {state} --> [*]" for state in State if state in ENDED])


def page() -> str:
    """`docs/reference/incidents.md`, printed from the table above; a test compares them."""
    rows = [
        f"| {source} | {line.act} | `{KEYS[line.act]}` | {line.target} | {'yes' if line.reason else ''} |"
        for line in TRANSITIONS
        for source in line.sources
    ]
    return "\n".join(
        [
            "# The life of an incident",
            "",
            "Printed from `kondusif.control_room.rules.TRANSITIONS`; a test compares this page with the table.",
            "",
            "```mermaid",
            diagram(),
            "```",
            "",
            "An act marked with * needs a sentence that says why.",
            "",
            "| from | act | key | to | reason |",
            "|---|---|---|---|---|",
            *rows,
            "",
            "Without moving it, whoever handles an incident may take it on (`t`), change its severity with a reason"
            " (`s`) and leave a note (`m`). Each act is one line of the log, one entry of the record and one live"
            " event, in one transaction; pressed twice it is done once.",
            "",
            "**Who.** Commanders, operators and sector leaders, in their own area. The police lead what happens at the"
            " election; each service leads what concerns its own people (illness, accident, a complaint about"
            " neutrality). Only the leading command moves an incident. The other command sees place, kind, severity,"
            " state and log of the same incident and may leave notes.",
            "",
            "**Who reads.** What a person wrote is read by the operators and commanders of the writer's own service,"
            " unless the writer shared it. A correction strikes a line through; nothing is taken away.",
            "",
            "**Where from.** A report of trouble opens an incident; so does a calm kind sent with severity 3 or 4."
            " Reports that may tell of the same event (same group of kinds, within 1 km and an hour) are shown"
            " beside it; nothing is joined by itself.",
            "",
        ]
    )
