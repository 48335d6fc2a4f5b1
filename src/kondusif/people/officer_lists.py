"""Loading officers: compared within the services (or, for a part, the units) that the file names.

Names and telephone numbers are personal data: they reach the table and the loader's own screen, never the record.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kondusif.backbone.accounts.rules import Actor, Service
from kondusif.places import said
from kondusif.places.importing import Diff, Parsed, Problem, Sentence, parse_officers, read_table
from kondusif.places.lists import Column, ListKind, Reading, Scope, Upload

from .models import Officer, Unit
from .rules import OfficerFacts, officer_facts
from .unit_lists import check_service, known_units, of_service

FIELDS = ("service_number", "name", "rank", "unit__code", "service", "phone", "synthetic")
UPDATED = ["name", "rank", "unit", "service", "phone", "synthetic", "active"]


def read(upload: Upload, scope: Scope) -> Reading:
    table = read_table(upload.data, upload.file_name)
    units = known_units()
    if not units.units:
        return Reading(Parsed(()), problems=[Problem(0, "", "", Sentence(said.NO_UNITS))])
    reading = Reading.of(parse_officers(table, units))
    reading.incoming = {row.service_number: officer_facts(row) for row in reading.parsed.rows}
    stored = {row[0]: OfficerFacts(*row) for row in _active()}
    reading.current = _compared(stored, reading.incoming, scope)
    check_service(reading, scope, stored)
    _note_returns(reading)
    return reading


def _active() -> Any:
    return Officer.objects.filter(active=True).values_list(*FIELDS).iterator(chunk_size=5000)


def _compared(
    stored: dict[str, OfficerFacts], incoming: dict[str, OfficerFacts], scope: Scope
) -> dict[str, OfficerFacts]:
    services = {facts.service for facts in incoming.values()}
    units = {facts.unit for facts in incoming.values()}
    return {
        number: facts
        for number, facts in stored.items()
        if number in incoming
        or (facts.unit in units if scope.partial else facts.service in services)
    }


def _note_returns(reading: Reading) -> None:
    gone = Officer.objects.filter(active=False).values_list("service_number", flat=True)
    back = sum(number in reading.incoming for number in gone)
    if back:
        reading.note(Sentence(said.BACK_AGAIN, count=back))


def save(found: Diff, incoming: Mapping[Any, Any], now: datetime) -> None:
    """Upserts by service number; attachment and account of a known officer stay as they are."""
    units = dict(Unit.objects.values_list("code", "id"))
    rows = [_row(incoming[number], units) for number in (*found.added, *found.changed)]
    Officer.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["service_number"],
        update_fields=UPDATED,
        batch_size=1000,
    )
    gone = list(found.gone)
    for start in range(0, len(gone), 500):
        Officer.objects.filter(service_number__in=gone[start : start + 500]).update(active=False)


def _row(facts: OfficerFacts, units: Mapping[str, int]) -> Officer:
    return Officer(
        service_number=facts.service_number,
        name=facts.name,
        rank=facts.rank,
        unit_id=units[facts.unit],
        service=facts.service,
        phone=facts.phone,
        synthetic=facts.synthetic,
        active=True,
    )


def count(actor: Actor | None) -> int:
    """Strength is shared; names are not."""
    wanted = Officer.objects.filter(active=True)
    if actor is not None and actor.service != Service.NONE:
        wanted = wanted.filter(of_service(actor))
    return wanted.count()


KIND = ListKind(
    "officers",
    _("Officers and soldiers"),
    4,
    read,
    save,
    count,
    (
        Column("NRP", "00000001", _("Service number")),
        Column("Nama", "Contoh 0001", _("Name")),
        Column("Pangkat", "Bripka", _("Rank")),
        Column("Satuan", "POLSEK-CONTOH", _("Code or name of the unit")),
        Column("No HP", "0812 0000 0001", _("Telephone; may stay empty")),
    ),
    personal=True,
)
