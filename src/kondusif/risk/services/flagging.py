"""Bawaslu's list into the database: all of it or nothing, and what it changed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kondusif.backbone.accounts.rules import Action, Actor, check
from kondusif.backbone.audit.services import record
from kondusif.backbone.live.services import publish
from kondusif.operation.models import Operation
from kondusif.risk import inputs
from kondusif.risk.flag_lists import FlagRow
from kondusif.risk.flags import lens
from kondusif.risk.models import FlagFact
from kondusif.risk.rules import State

CHUNK = 2000
Key = tuple[int, int]  # station id, indicator


@dataclass(frozen=True)
class FlagChange:
    added: int
    changed: int
    withdrawn: int  # present before, left out by a list that says it is complete


def import_flags(
    operation: Operation,
    rows: Mapping[tuple[str, int], FlagRow],
    *,
    source: str,
    actor: Actor | None,
    now: datetime,
    as_of: date | None = None,
    complete: bool = False,
    synthetic: bool = False,
) -> FlagChange:
    """`rows` by (station code, indicator), already checked by `flag_lists.parse_flags`. With `complete`, what the list
    leaves out is absent. The same list again changes nothing. Raises NotAllowed."""
    if actor:
        check(actor, Action.IMPORT_LISTS)
    with transaction.atomic():
        ids = dict(inputs.stations(operation).values_list("code", "id"))
        wanted = {(ids[code], number): row.state.value for (code, number), row in rows.items()}
        before = _stored(operation)
        if complete:
            left_out = {k for k, state in before.items() if state == State.PRESENT} - wanted.keys()
            wanted |= dict.fromkeys(left_out, State.ABSENT.value)
        else:
            left_out = set()
        fresh = {key: state for key, state in wanted.items() if before.get(key) != state}
        _write(operation, fresh, source, as_of, synthetic)
        added = len(fresh.keys() - before.keys())
        change = FlagChange(added, len(fresh) - added - len(left_out), len(left_out))
        if fresh:
            _announce(operation, fresh, change, actor, now)
        return change


def _stored(operation: Operation) -> dict[Key, str]:
    rows = FlagFact.objects.filter(operation=operation)
    return {(s, i): state for s, i, state in rows.values_list("station_id", "indicator", "state")}


def _write(
    operation: Operation, fresh: Mapping[Key, str], source: str, as_of: date | None, synthetic: bool
) -> None:
    made = (
        FlagFact(
            operation=operation,
            station_id=station,
            indicator=number,
            variable=lens().variable_of(number),
            state=state,
            source=source,
            as_of=as_of,
            synthetic=synthetic,
        )
        for (station, number), state in sorted(fresh.items())
    )
    FlagFact.objects.bulk_create(
        made,
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["operation", "station", "indicator"],
        update_fields=["state", "source", "as_of", "synthetic"],
    )


def _announce(
    operation: Operation,
    fresh: Mapping[Key, str],
    change: FlagChange,
    actor: Actor | None,
    now: datetime,
) -> None:
    digest = hashlib.sha256(repr(sorted(fresh.items())).encode()).hexdigest()
    told = {
        "added": change.added,
        "changed": change.changed,
        "withdrawn": change.withdrawn,
        "digest": digest,
    }
    record(actor, "risk.flags_imported", f"operation:{operation.pk}", told, now=now)
    publish("risk", "flags", now=now)
