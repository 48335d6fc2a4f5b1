"""Setting up an operation and keeping it: each act in one transaction with its audit entry, safe when done twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from kondusif.backbone import clock
from kondusif.backbone.accounts.rules import (
    Action,
    Actor,
    NotAllowed,
    Role,
    check,
    check_own_service,
)
from kondusif.backbone.audit import services as audit
from kondusif.backbone.live import services as live
from kondusif.people.models import Unit
from kondusif.places.models import Area

from . import queries
from .models import Operation, Position, Stage, StrengthFigure
from .rules import Refused, chairs, check_clock, check_zone, who_decides


@dataclass(frozen=True)
class NewOperation:
    """What an operation needs to begin. `regency` is an official code, `zone` WIB, WITA, WIT or its full name."""

    name: str
    regency: str
    vote_day: date
    zone: str = "WIB"
    kind: str = "real"
    clock_shown: datetime | None = None  # a simulation's clock begins here
    clock_speed: float = 1.0


def create(actor: Actor | None, new: NewOperation, *, now: datetime) -> Operation:
    """Makes the operation and its standard tree, and makes it the current one; the same again changes nothing.

    Raises Refused with a sentence when the regency isn't known, or a real operation is still running.
    """
    if actor is not None:
        check(actor, Action.MANAGE_OPERATION)
    with transaction.atomic():
        regency = _regency(new)
        before = Operation.objects.select_for_update().filter(current=True).first()
        if before is not None and _is_same(before, new):
            return before
        _retire(before)
        operation = Operation.objects.create(
            name=new.name.strip(),
            kind=new.kind,
            regency=regency,
            zone=check_zone(new.zone),
            vote_day=new.vote_day,
            clock="simulated" if new.clock_shown else "real",
            clock_real=now if new.clock_shown else None,
            clock_shown=new.clock_shown,
            clock_speed=new.clock_speed,
        )
        shown = new.clock_shown or now
        facts = {
            "kind": new.kind,
            "regency": regency.code,
            "vote_day": new.vote_day.isoformat(),
            "zone": operation.zone,
        }
        audit.record(actor, "operation_created", f"operation:{operation.pk}", facts, now=shown)
        seat(actor, operation, now=shown)
        live.publish("operation", operation.pk, now=shown)
    return operation


def _regency(new: NewOperation) -> Area:
    if not new.name.strip():
        raise Refused(_("Give the operation a name."))
    if len(new.name.strip()) > 120:
        raise Refused(_("The name is longer than 120 characters."))
    regency = Area.objects.filter(code=new.regency, level=Area.Level.REGENCY).first()
    if regency is not None:
        return regency
    known = Area.objects.filter(level=Area.Level.REGENCY).values_list("code", "name")
    if not known:
        raise Refused(_("No areas are loaded yet. Load them first: kondusif import areas FILE."))
    named = ", ".join(f"{code} {name}" for code, name in known[:10])
    raise Refused(f"No regency has the code {new.regency}. Known: {named}.")


def _is_same(operation: Operation, new: NewOperation) -> bool:
    wanted = (new.name.strip(), new.kind, new.regency, new.vote_day)
    return wanted == (
        operation.name,
        operation.kind,
        operation.regency_id,
        operation.vote_day,
    )


def _retire(before: Operation | None) -> None:
    """An ended operation, a simulation or an exercise makes room; a real one that runs doesn't."""
    if before is None:
        return
    if before.kind == Operation.Kind.REAL and before.ended_at is None:
        raise Refused(f"The operation {before.name} is still running. End it first.")
    before.current = False
    before.save(update_fields=["current"])


def seat(actor: Actor | None, operation: Operation, *, now: datetime) -> int:
    """Makes the chairs of the standard tree that are missing (a Polsek that was loaded later); returns how many."""
    sectors = Unit.objects.filter(
        kind=Unit.Kind.POLSEK,
        active=True,
        area__isnull=False,
        area__code__startswith=f"{operation.regency_id}.",
    )
    places = {unit.area_id: unit.area.name for unit in sectors.select_related("area") if unit.area}
    army = Unit.objects.filter(service="army", active=True).exists()
    wanted = chairs(((str(code), name) for code, name in places.items()), army)
    with transaction.atomic():
        known = {chair.name: chair for chair in operation.positions.all()}
        made: dict[str, Position] = {}
        added = 0
        for chair in wanted:
            found = known.get(chair.name)
            if found is None:
                found = Position.objects.create(
                    operation=operation,
                    kind=chair.kind,
                    name=chair.name,
                    service=chair.service,
                    parent=made.get(chair.parent),
                    area_id=chair.area or None,
                    order=chair.order,
                )
                added += 1
            made[chair.key] = found
        if added:
            facts = {"added": added}
            audit.record(actor, "positions_made", f"operation:{operation.pk}", facts, now=now)
    return added


@dataclass(frozen=True)
class NewFigure:
    """A number that somebody stated. `key` is joint, police, army_attached, linmas, stations, voters or another."""

    key: str
    value: int
    what: str
    source: str
    as_of: date | None = None
    used: bool = False
    what_en: str = ""


def add_figures(
    actor: Actor | None, operation: Operation, figures: Sequence[NewFigure], *, now: datetime
) -> int:
    """Adds figures that aren't there yet; two sources that disagree both stay. Returns how many are new."""
    if actor is not None:
        check(actor, Action.MANAGE_OPERATION)
    added = 0
    with transaction.atomic():
        for figure in figures:
            if not figure.source.strip() or not figure.what.strip():
                raise Refused(_("A figure needs its source and what it counts."))
            if actor is not None and who_decides(figure.key):
                check_own_service(actor, who_decides(figure.key))
            row, is_new = StrengthFigure.objects.get_or_create(
                operation=operation,
                key=figure.key,
                value=figure.value,
                source=figure.source,
                as_of=figure.as_of,
                defaults={"what": figure.what, "what_en": figure.what_en},
            )
            added += is_new
            if is_new:
                facts = {"key": figure.key, "value": figure.value}
                audit.record(actor, "strength_added", f"strength:{row.pk}", facts, now=now)
            if figure.used and is_new:
                _use(actor, row, now)
    return added


def use_figure(actor: Actor, figure_id: int, *, now: datetime) -> StrengthFigure:
    """Says which of several figures the operation plans with; each command decides for its own."""
    check(actor, Action.MANAGE_OPERATION)
    with transaction.atomic():
        row = StrengthFigure.objects.select_for_update().filter(pk=figure_id).first()
        if row is None:
            raise Refused(_("This figure doesn't exist any more."))
        if who_decides(row.key):
            check_own_service(actor, who_decides(row.key))
        if not row.used:
            _use(actor, row, now)
    return row


def _use(actor: Actor | None, row: StrengthFigure, now: datetime) -> None:
    others = StrengthFigure.objects.filter(operation=row.operation_id, key=row.key, used=True)
    before = others.values_list("value", flat=True).first()
    others.update(used=False)
    row.used = True
    row.save(update_fields=["used"])
    facts = {"key": row.key, "value": row.value, "before": before}
    audit.record(actor, "strength_used", f"strength:{row.pk}", facts, now=now)
    live.publish("operation", row.operation_id, now=now)


@dataclass(frozen=True)
class NewStage:
    """A stage of the election or of the operation, first and last day included."""

    name: str
    start: date
    end: date
    who: str = ""
    source: str = ""
    name_en: str = ""


def add_stages(
    actor: Actor | None, operation: Operation, stages: Sequence[NewStage], *, now: datetime
) -> int:
    """Adds stages; one of the same name gets the newer days. Returns how many were added or changed."""
    if actor is not None:
        check(actor, Action.MANAGE_OPERATION)
    changed = 0
    with transaction.atomic():
        for stage in stages:
            if stage.end < stage.start:
                raise Refused(f"The stage {stage.name} ends before it begins.")
            changed += _add_stage(operation, stage)
        if changed:
            facts = {"changed": changed}
            audit.record(actor, "stages_set", f"operation:{operation.pk}", facts, now=now)
            live.publish("operation", operation.pk, now=now)
    return changed


def _add_stage(operation: Operation, stage: NewStage) -> bool:
    values = {
        "start": stage.start,
        "end": stage.end,
        "who": stage.who,
        "source": stage.source,
        "name_en": stage.name_en,
    }
    row = Stage.objects.filter(operation=operation, name=stage.name).first()
    if row is None:
        Stage.objects.create(operation=operation, name=stage.name, **values)
        return True
    if all(getattr(row, name) == value for name, value in values.items()):
        return False
    Stage.objects.filter(pk=row.pk).update(**values)
    return True


def move_clock(
    actor: Actor | None, operation: Operation, shown: datetime, speed: float, *, real: datetime
) -> None:
    """Sets a simulation's clock forward, or its speed. `real` is the machine's time at which it shows `shown`."""
    if actor is not None:
        check(actor, Action.MANAGE_OPERATION)
    with transaction.atomic():
        row = Operation.objects.select_for_update().get(pk=operation.pk)
        now = queries.now(row, real)
        check_clock(row.kind, now, shown, speed)
        row.clock = Operation.Clock.SIMULATED
        row.clock_real, row.clock_shown, row.clock_speed = real, shown, speed
        row.save(update_fields=["clock", "clock_real", "clock_shown", "clock_speed"])
        facts = {"from": now.isoformat(), "to": shown.isoformat(), "speed": speed}
        audit.record(actor, "clock_moved", f"operation:{row.pk}", facts, now=shown)
        live.publish("operation", row.pk, now=shown)


def end(actor: Actor, operation: Operation, *, now: datetime) -> None:
    """Ends the operation: a commander's act. Personal data kept "until the operation ends" expires from then on."""
    check(actor, Action.MANAGE_OPERATION)
    check_may_end(actor)
    with transaction.atomic():
        row = Operation.objects.select_for_update().get(pk=operation.pk)
        if row.ended_at is not None:
            return
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        audit.record(actor, "operation_ended", f"operation:{row.pk}", {}, now=now)
        live.publish("operation", row.pk, now=now)


def check_may_end(actor: Actor) -> None:
    if actor.role != Role.COMMANDER:
        raise NotAllowed(_("Only a commander ends the operation."))


def can_end(actor: Actor) -> bool:
    return actor.role == Role.COMMANDER


def machine_now() -> datetime:
    """The machine's own time, for anchoring a simulated clock."""
    return clock.machine_now()
