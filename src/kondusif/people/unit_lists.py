"""Loading units: compared within the services that the file names; a service's planner loads its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kondusif.backbone.accounts.rules import Actor, Service
from kondusif.places import said
from kondusif.places.area_lists import lookup
from kondusif.places.importing import (
    Diff,
    KnownUnit,
    Sentence,
    UnitLookup,
    parse_units,
    read_table,
)
from kondusif.places.importing import sentences as say
from kondusif.places.lists import Column, ListKind, Reading, Scope, Upload

from .models import Unit
from .rules import UnitFacts, circle, unit_facts

FIELDS = ("code", "name", "kind", "service", "parent__code", "area_id", "lat", "lon")
UPDATED = ["name", "kind", "service", "area", "lat", "lon", "active"]


def known_units() -> UnitLookup:
    rows = Unit.objects.filter(active=True).values_list("code", "name", "service")
    return UnitLookup.of(KnownUnit(*row) for row in rows)


def read(upload: Upload, scope: Scope) -> Reading:
    parsed = parse_units(read_table(upload.data, upload.file_name), lookup(), known_units())
    reading = Reading.of(parsed)
    reading.incoming = {row.code: unit_facts(row) for row in parsed.rows}
    stored = _stored()
    services = {facts.service for facts in reading.incoming.values()}
    reading.current = {
        code: facts
        for code, facts in stored.items()
        if code in reading.incoming or (facts.service in services and not scope.partial)
    }
    check_service(reading, scope, stored)
    _check_circles(reading, stored)
    _note_parents_that_go(reading)
    return reading


def _stored() -> dict[str, UnitFacts]:
    rows = Unit.objects.filter(active=True).values_list(*FIELDS)
    return {
        code: UnitFacts(code, name, kind, service, parent or "", area or "", lat, lon)
        for code, name, kind, service, parent, area, lat, lon in rows
    }


def check_service(reading: Reading, scope: Scope, stored: Mapping[str, Any]) -> None:
    """One command loads only its own people; an administrator both. Nothing changes its service by a list."""
    own = scope.actor.service if scope.actor else Service.NONE
    for key, facts in reading.incoming.items():
        if own != Service.NONE and facts.service != own:
            reading.problem(facts.row, "service", "", Sentence(said.OTHER_COMMAND))
        elif key in stored and stored[key].service != facts.service:
            reading.problem(facts.row, "code", key, Sentence(said.MOVED_SERVICE, code=key))
    if own != Service.NONE:
        reading.current = {
            key: facts for key, facts in reading.current.items() if facts.service == own
        }


def _check_circles(reading: Reading, stored: Mapping[str, UnitFacts]) -> None:
    """A circle can also close through units that only the database knows."""
    parents = {code: facts.parent for code, facts in {**stored, **reading.incoming}.items()}
    known = {problem.row for problem in reading.problems}
    for code, facts in reading.incoming.items():
        chain = circle(code, parents)
        if chain and facts.row not in known:
            reason = Sentence(say.UNIT_IS_ITS_OWN_PARENT, chain=" > ".join(chain))
            reading.problem(facts.row, "parent", facts.parent, reason)


def _note_parents_that_go(reading: Reading) -> None:
    needed = {facts.parent for facts in reading.incoming.values()}
    for code in sorted(needed & reading.current.keys() - reading.incoming.keys()):
        reading.note(Sentence(said.STAYS_ABOVE, name=reading.current[code].name))


def save(found: Diff, incoming: Mapping[Any, Any], now: datetime) -> None:
    """First the units themselves, then who stands above whom: a parent may come later in the file."""
    wanted = [incoming[code] for code in (*found.added, *found.changed)]
    rows = [
        Unit(
            code=facts.code,
            name=facts.name,
            kind=facts.kind,
            service=facts.service,
            area_id=facts.area or None,
            lat=facts.lat,
            lon=facts.lon,
            active=True,
        )
        for facts in wanted
    ]
    Unit.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=UPDATED,
        batch_size=1000,
    )
    _hang(wanted)
    Unit.objects.filter(code__in=list(found.gone)).update(active=False)


def _hang(wanted: list[UnitFacts]) -> None:
    ids = dict(Unit.objects.values_list("code", "id"))
    rows = [Unit(id=ids[facts.code], parent_id=ids.get(facts.parent)) for facts in wanted]
    Unit.objects.bulk_update(rows, ["parent"], batch_size=500)


def count(actor: Actor | None) -> int:
    """Both services' units are shared knowledge."""
    return Unit.objects.filter(active=True).count()


def of_service(actor: Actor | None) -> Q:
    """The rows whose personal data an actor may see: their own service's."""
    return Q() if actor is None else Q(service=str(actor.service))


KIND = ListKind(
    "units",
    _("Units"),
    3,
    read,
    save,
    count,
    (
        Column("Kode", "POLSEK-CONTOH", _("Code of the unit; made from the name where empty")),
        Column("Nama Satuan", "Polsek Contoh", _("Name")),
        Column("Jenis", "Polsek", _("Polres, Polsek, Satuan, Kodim, Koramil; told from the name")),
        Column("Instansi", "Polri", _("Polri or TNI")),
        Column("Satuan Induk", "POLRES-CONTOH", _("Code or name of the unit above")),
        Column("Kecamatan", "Contoh Kecamatan", _("District that it answers for")),
        Column("Lintang", "-8,173", _("Latitude in degrees; may stay empty")),
        Column("Bujur", "113,702", _("Longitude in degrees; may stay empty")),
    ),
)
