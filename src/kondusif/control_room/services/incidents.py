"""What people do to incidents: each act is one transaction with its log line, audit entry and live event."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kondusif.backbone.accounts.rules import Action, Actor, Service, check, check_own_service
from kondusif.backbone.audit.rules import seal
from kondusif.backbone.audit.services import hold, record
from kondusif.backbone.live.services import publish

from ..models import Incident, LogEntry
from ..rules import Act, Facts, NotNow, State, check_act, step


@dataclass(frozen=True)
class Wish:
    """One pressed button: the act, its sentence, and an id made by the screen so that twice is once."""

    act: Act
    act_id: UUID
    text: str = ""
    severity: int | None = None
    shared: bool = False  # the other service may read the sentence


def facts_of(incident: Incident) -> Facts:
    return Facts(State(incident.state), Service(incident.lead), incident.area_id, incident.severity)


def perform(actor: Actor, incident_id: int, wish: Wish, *, now: datetime) -> tuple[LogEntry, bool]:
    """The log line of the act, and whether it was done just now (False: it was pressed before).

    Raises NotAllowed, NotNow, or Incident.DoesNotExist.
    """
    with transaction.atomic():
        hold()
        before = LogEntry.objects.filter(act_id=wish.act_id, incident_id=incident_id).first()
        if before:
            return before, False
        incident = Incident.objects.get(pk=incident_id)
        check_act(actor, facts_of(incident), wish.act)
        entry = _apply(actor, incident, wish, now)
        facts: dict[str, object] = {"act": wish.act, "before": entry.before, "after": entry.after}
        if wish.text:
            facts["text"] = seal(entry.text, entry.salt)
        if wish.act is Act.REGRADE:
            facts["severity"] = incident.severity
        record(actor, f"incident.{wish.act}", f"incident:{incident.pk}", facts, now=now)
        publish("incident", incident.pk, now=now)
        return entry, True


def _apply(actor: Actor, incident: Incident, wish: Wish, now: datetime) -> LogEntry:
    before = State(incident.state)
    after = step(before, wish.act, wish.text)
    if wish.act is Act.NOTE and not wish.text.strip():
        raise NotNow("text", before)
    if wish.act is Act.REGRADE:
        _regrade(incident, wish)
    if wish.act is Act.TAKE and incident.owner == actor.id:
        raise NotNow("already", before)
    if wish.act is Act.TAKE or (incident.owner is None and after != before):
        incident.owner = actor.id
    incident.state, incident.changed_at = after, now
    incident.save(update_fields=["state", "changed_at", "owner", "severity"])
    return LogEntry.objects.create(
        incident=incident,
        act_id=wish.act_id,
        at=now,
        account=actor.id,
        service=actor.service,
        act=wish.act,
        before=before,
        after=after,
        text=wish.text.strip(),
        salt=secrets.token_hex(16) if wish.text.strip() else "",
        shared=wish.shared,
    )


def _regrade(incident: Incident, wish: Wish) -> None:
    if wish.severity not in (1, 2, 3, 4) or wish.severity == incident.severity:
        raise NotNow("severity", State(incident.state))
    if not wish.text.strip():
        raise NotNow("reason", State(incident.state))
    incident.severity = wish.severity


def strike(actor: Actor, entry_id: int, *, now: datetime) -> LogEntry:
    """Strikes a person's sentence through: it stays readable, marked as withdrawn. Struck twice, it is struck once."""
    with transaction.atomic():
        hold()
        entry = LogEntry.objects.select_related("incident").get(pk=entry_id)
        check(actor, Action.HANDLE_INCIDENTS)
        check_own_service(actor, entry.service)
        if not entry.text or entry.account is None:
            raise NotNow("struck", State(entry.incident.state))
        if entry.struck_at is None:
            entry.struck_at, entry.struck_by = now, actor.id
            entry.save(update_fields=["struck_at", "struck_by"])
            subject = f"incident:{entry.incident_id}"
            record(actor, "incident.struck", subject, {"entry": entry.pk}, now=now)
            publish("incident", entry.incident_id, now=now)
        return entry
