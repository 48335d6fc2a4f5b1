"""What the desk reads: incidents by severity and age, one incident with what this person may read of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from kondusif.backbone.accounts.models import ROLE_NAMES, SERVICE_NAMES, Account
from kondusif.backbone.accounts.rules import Action, Actor, Role, Service, can
from kondusif.operation.models import Operation

from ..kinds import all_kinds
from ..models import Caller, Incident, LogEntry, Report
from ..rules import (
    KEYS,
    NEAR_TIME,
    OPEN,
    Act,
    Sighting,
    State,
    acts_for,
    likely_same,
    may_read_text,
    transition,
)
from ..services.incidents import facts_of
from ..words import (
    ACT_NAMES,
    CHANNEL_NAMES,
    HOW_NAMES,
    REASONS,
    SEVERITY_NAMES,
    SKEW_NAMES,
    STATE_NAMES,
)
from .places import station_name, village_name, within

SHOWS = ("open", "mine", "severe", "ended")
LISTED = 200


def kind_name(code: str) -> str:
    kind = all_kinds().get(code)
    return kind.name(get_language() or "id") if kind else code


@dataclass(frozen=True)
class Line:
    """An incident in the list. `age` is how long it has been open, `quiet` how long nothing was done."""

    id: int
    kind: str
    severity: int
    severity_name: Any
    state: str
    state_name: Any
    place: str
    opened_at: datetime
    age: timedelta
    lead: Any
    owner: str
    mine: bool


def incidents(
    operation: Operation, actor: Actor, show: str, now: datetime
) -> tuple[list[Line], int]:
    """The incidents to list, worst and oldest first, and how many there are."""
    rows = seen(operation, actor)
    if show == "ended":
        rows = rows.exclude(state__in=OPEN).order_by("-changed_at")
    else:
        rows = rows.filter(state__in=OPEN)
    if show == "mine":
        rows = rows.filter(owner=actor.id)
    if show == "severe":
        rows = rows.filter(severity__gte=3)
    found = list(rows.select_related("station__village__parent", "area__parent")[:LISTED])
    people = _people({i.owner for i in found}, actor)
    return [_line(i, actor, people, now) for i in found], rows.count()


def seen(operation: Operation, actor: Actor) -> QuerySet[Incident]:
    return within(Incident.objects.filter(operation=operation), actor, "area__code")


def _line(incident: Incident, actor: Actor, people: dict[int, str], now: datetime) -> Line:
    return Line(
        id=incident.pk,
        kind=kind_name(incident.kind),
        severity=incident.severity,
        severity_name=SEVERITY_NAMES[incident.severity],
        state=incident.state,
        state_name=STATE_NAMES[State(incident.state)],
        place=place_of(incident),
        opened_at=incident.opened_at,
        age=max(now - incident.opened_at, timedelta(0)),
        lead=SERVICE_NAMES[Service(incident.lead)],
        owner=people.get(incident.owner or 0, ""),
        mine=incident.owner == actor.id,
    )


def place_of(row: Incident | Report) -> str:
    return station_name(row.station) if row.station else village_name(row.area)


def _people(ids: set[int | None], actor: Actor) -> dict[int, str]:
    """Names of one's own service; the other service's people by role only."""
    rows = Account.objects.filter(pk__in=[pk for pk in ids if pk])
    return {
        account.pk: account.display_name
        if account.service == actor.service or actor.service == Service.NONE
        else f"{ROLE_NAMES[Role(account.role)]}, {SERVICE_NAMES[Service(account.service)]}"
        for account in rows
    }


@dataclass(frozen=True)
class Button:
    """An act that this person may do now: its key, and the question it asks ("" for none)."""

    act: Act
    name: Any
    key: str
    question: Any


def buttons(actor: Actor, incident: Incident) -> list[Button]:
    found = []
    for act in acts_for(actor, facts_of(incident)):
        if act is Act.TAKE and incident.owner == actor.id:
            continue
        line = transition(act)
        asks = act in (Act.REGRADE, Act.NOTE) or bool(line and line.reason)
        found.append(Button(act, ACT_NAMES[act], KEYS[act], REASONS.get(act, "") if asks else ""))
    return found


@dataclass(frozen=True)
class Entry:
    """A line of the log as this person may read it. `text` is None where it is the other service's own."""

    id: int
    at: datetime
    who: str  # "" for the machine
    service: Any
    act: Any
    after: Any
    text: str | None
    struck: bool
    may_strike: bool


def log(incident: Incident, actor: Actor) -> list[Entry]:
    rows = list(incident.log.all())
    people = _people({row.account for row in rows}, actor)
    return [_entry(row, actor, people) for row in rows]


def _entry(row: LogEntry, actor: Actor, people: dict[int, str]) -> Entry:
    readable = not row.text or may_read_text(actor, row.service, row.shared)
    own = can(actor, Action.HANDLE_INCIDENTS) and actor.service == row.service
    moved = row.before != row.after and row.after
    return Entry(
        id=row.pk,
        at=row.at,
        who=people.get(row.account or 0, ""),
        service=SERVICE_NAMES[Service(row.service)],
        act=ACT_NAMES[Act(row.act)] if row.act in list(Act) else "",
        after=STATE_NAMES[State(row.after)] if moved else "",
        text=row.text if readable else None,
        struck=row.struck_at is not None,
        may_strike=bool(row.text) and row.struck_at is None and own,
    )


def incident_view(incident: Incident, actor: Actor, now: datetime) -> dict[str, Any]:
    """Everything that the incident's panel shows to this person."""
    report = incident.report
    readable = may_read_text(actor, report.service)
    return {
        "incident": incident,
        "line": _line(incident, actor, _people({incident.owner}, actor), now),
        "report": report,
        "channel": CHANNEL_NAMES.get(report.channel, report.channel),
        "how": HOW_NAMES.get(report.how, ""),
        "skew": SKEW_NAMES.get(report.skew, ""),
        "reporter": _people({report.account}, actor).get(report.account or 0, ""),
        "reporter_service": SERVICE_NAMES[Service(report.service)],
        "text": report.text if readable else None,
        "position": (report.lat, report.lon) if readable and report.lat is not None else None,
        "caller": _caller(report, actor),
        "log": log(incident, actor),
        "buttons": buttons(actor, incident),
        "severities": [(n, name) for n, name in SEVERITY_NAMES.items() if n != incident.severity],
        "same": _likely_same(incident, actor, now),
    }


def _caller(report: Report, actor: Actor) -> str:
    """Who of the public called, for police operators only."""
    if not can(actor, Action.SEE_PUBLIC_REPORTERS):
        return ""
    caller = Caller.objects.filter(report=report).first()
    return caller.contact if caller else ""


def _likely_same(incident: Incident, actor: Actor, now: datetime) -> list[Line]:
    """Incidents that may be the same event: shown side by side, joined by nobody but a person."""
    group = [kind.code for kind in all_kinds().values() if kind.group == _group(incident.kind)]
    others = list(
        Incident.objects.filter(
            operation_id=incident.operation_id,
            kind__in=group,
            opened_at__range=(incident.opened_at - NEAR_TIME, incident.opened_at + NEAR_TIME),
        ).select_related("station__village__parent", "area__parent")
    )
    near = likely_same(_sighting(incident), [_sighting(other) for other in others])[:5]
    people = _people({other.owner for other in others}, actor)
    by_id = {other.pk: other for other in others}
    return [_line(by_id[pk], actor, people, now) for pk in near]


def _group(code: str) -> str:
    kind = all_kinds().get(code)
    return kind.group if kind else ""


def _sighting(incident: Incident) -> Sighting:
    return Sighting(
        incident.pk, _group(incident.kind), incident.opened_at, incident.lat, incident.lon
    )
