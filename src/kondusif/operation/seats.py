"""Who sits in a position, and who deputises: acts of the position's own command, ended and never erased."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from kondusif.backbone.accounts.rules import Action, Actor, NotAllowed, check, check_own_service
from kondusif.backbone.audit import services as audit
from kondusif.backbone.live import services as live
from kondusif.people.models import Officer

from .models import Delegation, Holding, Position
from .rules import Refused, Term, check_deputy, check_term


def appoint(actor: Actor | None, position_id: int, officer_id: int, *, now: datetime) -> Holding:
    """Seats an officer; whoever sat there before leaves at the same moment. The same again changes nothing."""
    with transaction.atomic():
        position = _position(actor, position_id, Action.MANAGE_OPERATION)
        officer = _officer(officer_id)
        if officer.service != position.service:
            raise Refused(_("A position is held by an officer of its own service."))
        sitting = holding_now(position, now)
        if sitting is not None and sitting.officer_id == officer.pk:
            return sitting
        Holding.objects.filter(position=position, until__isnull=True).update(until=now)
        made = Holding.objects.create(position=position, officer=officer, since=now)
        facts = {"position": position.pk, "officer": officer.pk}
        audit.record(actor, "appointed", f"position:{position.pk}", facts, now=now)
        live.publish("operation", position.operation_id, now=now)
    return made


def delegate(
    actor: Actor,
    position_id: int,
    deputy_id: int,
    term: Term,
    reason: str,
    *,
    now: datetime,
) -> Delegation:
    """Records a deputy for a time. Raises NotAllowed or Refused with the sentence; the same again changes nothing."""
    if not reason.strip():
        raise Refused(_("Say why: the reason is part of the record."))
    with transaction.atomic():
        position = _position(actor, position_id, Action.DELEGATE)
        deputy = _officer(deputy_id)
        if deputy.account_id == actor.id:
            raise NotAllowed(_("You can't make yourself a deputy; your own superior does that."))
        sitting = holding_now(position, now)
        holder = sitting.officer_id if sitting else None
        check_deputy(deputy.pk, deputy.service, holder, position.service)
        open_ones = list(position.delegations.filter(ended_at__isnull=True))
        for one in open_ones:
            if (one.deputy_id, one.since, one.until) == (deputy.pk, term.since, term.until):
                return one
        check_term(term, [Term(one.since, one.until) for one in open_ones], now)
        made = Delegation.objects.create(
            position=position,
            deputy=deputy,
            since=term.since,
            until=term.until,
            reason=reason.strip()[:200],
            recorded_by=actor.id,
            recorded_at=now,
        )
        facts = {
            "position": position.pk,
            "deputy": deputy.pk,
            "since": term.since.isoformat(),
            "until": term.until.isoformat(),
        }
        audit.record(actor, "delegated", f"delegation:{made.pk}", facts, now=now)
        live.publish("operation", position.operation_id, now=now)
    return made


def end_delegation(actor: Actor, delegation_id: int, *, now: datetime) -> Delegation:
    """Cuts a delegation short; one that is over already stays as it is."""
    with transaction.atomic():
        row = (
            Delegation.objects.select_for_update(of=("self",))
            .select_related("position")
            .filter(pk=delegation_id)
            .first()
        )
        if row is None:
            raise Refused(_("This delegation doesn't exist."))
        _check_own(actor, row.position, Action.DELEGATE)
        if row.ended_at is not None or row.until <= now:
            return row
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        facts = {"position": row.position_id}
        audit.record(actor, "delegation_ended", f"delegation:{row.pk}", facts, now=now)
        live.publish("operation", row.position.operation_id, now=now)
    return row


def _position(actor: Actor | None, position_id: int, action: Action) -> Position:
    # Locked: two delegations at the same moment must see each other.
    row = Position.objects.select_for_update().filter(pk=position_id).first()
    if row is None:
        raise Refused(_("This position doesn't exist."))
    _check_own(actor, row, action)
    return row


def _check_own(actor: Actor | None, position: Position, action: Action) -> None:
    if actor is None:
        return
    check(actor, action)
    check_own_service(actor, position.service)


def _officer(officer_id: int) -> Officer:
    row = Officer.objects.filter(pk=officer_id, active=True).first()
    if row is None:
        raise Refused(_("This officer is not on the active list."))
    return row


def holding_now(position: Position, now: datetime) -> Holding | None:
    still = Q(until__isnull=True) | Q(until__gt=now)
    return (
        Holding.objects.filter(still, position=position, since__lte=now).order_by("-since").first()
    )
