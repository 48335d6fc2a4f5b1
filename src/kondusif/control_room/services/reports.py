"""Reports become one record: many at a time, in one transaction with their audit entries, incidents and live events."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from django.db import transaction

from kondusif.backbone.accounts.rules import Service
from kondusif.backbone.audit.rules import Draft, Link, seal
from kondusif.backbone.audit.services import hold, record_many
from kondusif.backbone.live.services import publish_many
from kondusif.backbone.rows import insert
from kondusif.operation.models import Operation
from kondusif.places.models import Area, Station

from ..kinds import all_kinds
from ..messages import Refusal, Wanted
from ..models import Incident, LogEntry, Report
from ..rules import is_trouble, leading_service, skew

StationRow = tuple[
    int | None, str, float, float
]  # station id (None: a village), village code, lat, lon


DESK = "desk"


@dataclass(frozen=True)
class Sender:
    """Whose report it is and by which channel it came."""

    account: int | None
    service: Service
    channel: str


@dataclass(frozen=True)
class Submission:
    wanted: Wanted
    sender: Sender


@dataclass(frozen=True)
class Receipt:
    """The answer to a report that is stored: the same for every re-send. `status` is 201 or 200."""

    status: int
    id: UUID
    receipt: str
    received_at: datetime
    incident: int | None = None


Outcome = Receipt | Refusal


@dataclass(slots=True)
class Fresh:
    """A report that isn't stored yet: the columns of `models.Report`, without the cost of a model."""

    id: UUID
    operation_id: int
    station_id: int | None
    area_id: str
    kind: str
    severity: int
    occurred_at: datetime
    received_at: datetime
    skew: str
    how: str
    text: str
    salt: str
    lat: float | None
    lon: float | None
    account: int | None
    service: str
    channel: str
    position_erased: bool = False
    sequence: int = 0  # once it has its place in the record
    receipt: str = ""


COLUMNS = tuple(column.name for column in fields(Fresh))
as_row = attrgetter(*COLUMNS)


@dataclass
class _Batch:
    operation: Operation
    now: datetime
    stations: dict[str, StationRow]
    known: dict[UUID, Report | Fresh]
    outcomes: list[Outcome | None] = field(default_factory=list)
    fresh: list[tuple[int, Submission, Fresh]] = field(default_factory=list)


def receive(
    submissions: Sequence[Submission], *, operation: Operation, now: datetime
) -> list[Outcome]:
    """Stores what is new and answers for each, in order. Durable when it returns.

    201 for a new report, 200 with the same receipt for one known already, a Refusal (409) for a known id with other
    content, (422) for a station that isn't on the list. Shapes: as many outcomes as submissions.
    """
    with transaction.atomic():
        hold()
        batch = _Batch(operation, now, _stations(submissions), _known(submissions))
        for place, submission in enumerate(submissions):
            batch.outcomes.append(_sort(batch, place, submission))
        _store(batch)
    return [outcome for outcome in batch.outcomes if outcome is not None]


def _stations(submissions: Sequence[Submission]) -> dict[str, StationRow]:
    codes = {s.wanted.station for s in submissions}
    rows = Station.objects.filter(code__in=codes).values_list(
        "code", "id", "village_id", "lat", "lon"
    )
    found: dict[str, StationRow] = {
        code: (pk, village, lat, lon) for code, pk, village, lat, lon in rows
    }
    desk = {s.wanted.station for s in submissions if s.sender.channel == DESK} - found.keys()
    return found | _villages(desk) if desk else found


def _villages(codes: set[str]) -> dict[str, StationRow]:
    """The desk may report from a village, where a caller doesn't know the station."""
    rows = Area.objects.filter(level="village", code__in=codes, lat__isnull=False)
    return {
        code: (None, code, lat or 0.0, lon or 0.0)
        for code, lat, lon in rows.values_list("code", "lat", "lon")
    }


def _known(submissions: Sequence[Submission]) -> dict[UUID, Report | Fresh]:
    ids = [s.wanted.id for s in submissions]
    if not Report.objects.filter(pk__in=ids).exists():  # nearly always; the join below is dear
        return {}
    return {r.id: r for r in Report.objects.select_related("incident").filter(pk__in=ids)}


def _sort(batch: _Batch, place: int, submission: Submission) -> Outcome | None:
    """The outcome, or None when the report is new and still has to be stored."""
    wanted = submission.wanted
    station = batch.stations.get(wanted.station)
    if station is None or (station[0] is None and submission.sender.channel != DESK):
        return Refusal(422, "station", "station", {"station": wanted.station}, str(wanted.id))
    before = batch.known.get(wanted.id)
    if before is None:
        row = _row(batch, submission, station)
        batch.known[wanted.id] = row
        batch.fresh.append((place, submission, row))
        return None
    if not same(before, wanted, submission.sender, station[0]):
        return Refusal(409, "conflict", "id", id=str(wanted.id))
    return _receipt(200, before)


def same(before: Report | Fresh, wanted: Wanted, sender: Sender, station: int | None) -> bool:
    """Whether a re-send says what was stored. What was erased meanwhile can't be compared and is taken as equal."""
    told = (before.account, before.station_id, before.kind, before.severity, before.occurred_at)
    if told != (sender.account, station, wanted.kind, wanted.severity, wanted.occurred_at):
        return False
    if before.how != wanted.how or (before.salt and before.text != wanted.text):
        return False
    return before.position_erased or (before.lat, before.lon) == (wanted.lat, wanted.lon)


def _row(batch: _Batch, submission: Submission, station: StationRow) -> Fresh:
    wanted, sender = submission.wanted, submission.sender
    return Fresh(
        id=wanted.id,
        operation_id=batch.operation.pk,
        station_id=station[0],
        area_id=station[1],
        kind=wanted.kind,
        severity=wanted.severity,
        occurred_at=wanted.occurred_at,
        received_at=batch.now,
        skew=skew(wanted.occurred_at, batch.now),
        how=wanted.how,
        text=wanted.text,
        salt=secrets.token_hex(16),
        lat=wanted.lat,
        lon=wanted.lon,
        account=sender.account,
        service=str(sender.service),
        channel=sender.channel,
    )


def _store(batch: _Batch) -> None:
    if not batch.fresh:
        _answer_repeats(batch)
        return
    links = record_many([_draft(s, row) for _, s, row in batch.fresh], now=batch.now)
    for (_, _, row), link in zip(batch.fresh, links, strict=True):
        row.sequence, row.receipt = link.sequence, receipt_of(link)
    insert(Report, COLUMNS, [as_row(row) for _, _, row in batch.fresh])
    opened = open_incidents(
        [
            (row, batch.stations[s.wanted.station][2:])
            for _, s, row in batch.fresh
            if is_trouble(all_kinds()[row.kind], row.severity)
        ],
        now=batch.now,
    )
    for place, _, row in batch.fresh:
        incident = opened.get(row.id)
        batch.outcomes[place] = _receipt(201, row, incident.pk if incident else None)
    _answer_repeats(batch)
    publish_many(
        [("report", str(links[-1].sequence), "")]
        + [("incident", str(incident.pk), "") for incident in opened.values()],
        now=batch.now,
    )


def _answer_repeats(batch: _Batch) -> None:
    """A report that stands twice in one batch: the second gets the receipt that the first has now."""
    first = {o.id: o for o in batch.outcomes if isinstance(o, Receipt) and o.status == 201}
    for place, outcome in enumerate(batch.outcomes):
        if isinstance(outcome, Receipt) and outcome.status == 200 and outcome.id in first:
            new = first[outcome.id]
            batch.outcomes[place] = Receipt(200, new.id, new.receipt, new.received_at, new.incident)


def _draft(submission: Submission, row: Fresh) -> Draft:
    facts = {
        "kind": row.kind,
        "severity": row.severity,
        "station": submission.wanted.station,
        "occurred_at": row.occurred_at.isoformat(),
        "channel": row.channel,
        "text": seal(row.text, row.salt),
    }
    return Draft("report.received", f"report:{row.id}", row.account, row.service, facts)


def receipt_of(link: Link) -> str:
    """What the sender may quote: the entry's number in the record and the head of its seal."""
    return f"{link.sequence}-{link.digest[:8]}"


def _receipt(status: int, row: Report | Fresh, incident: int | None = None) -> Receipt:
    if isinstance(row, Report):
        incident = getattr(getattr(row, "incident", None), "pk", None)
    return Receipt(status, row.id, row.receipt, row.received_at, incident)


def open_incidents(
    troubles: Sequence[tuple[Fresh, tuple[float, ...]]], *, now: datetime
) -> dict[UUID, Incident]:
    """One incident for each report of trouble, at the station's (or village's) own point, with its first log line."""
    if not troubles:
        return {}
    incidents = Incident.objects.bulk_create(
        [_incident(report, point, now) for report, point in troubles]
    )
    record_many([_opened(incident) for incident in incidents], now=now)
    LogEntry.objects.bulk_create(
        LogEntry(incident=i, at=now, service="none", act="open", after=i.state) for i in incidents
    )
    return {incident.report_id: incident for incident in incidents}


def _incident(report: Fresh, point: tuple[float, ...], now: datetime) -> Incident:
    return Incident(
        operation_id=report.operation_id,
        report_id=report.id,
        kind=report.kind,
        severity=report.severity,
        lead=leading_service(all_kinds()[report.kind], Service(report.service)),
        station_id=report.station_id,
        area_id=report.area_id,
        lat=point[0],
        lon=point[1],
        opened_at=now,
        changed_at=now,
    )


def _opened(incident: Incident) -> Draft:
    facts = {
        "report": str(incident.report_id),
        "kind": incident.kind,
        "severity": incident.severity,
        "lead": incident.lead,
    }
    return Draft("incident.opened", f"incident:{incident.pk}", None, "none", facts)
