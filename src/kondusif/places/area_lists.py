"""Loading areas: the official tree, compared within the regencies that the file names."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kondusif.backbone.accounts.rules import Actor
from kondusif.places.importing import AreaLookup, Diff, KnownArea, parse_areas, read_table

from . import said
from .cell_store import refresh_cells
from .lists import Column, ListKind, Reading, Scope, Upload
from .models import Area
from .rules import AreaFacts, above, area_facts, regency_of

FIELDS = ("code", "level", "name", "kind", "parent_id", "lat", "lon")


def lookup() -> AreaLookup:
    """Every active area, for readers that need them."""
    rows = Area.objects.filter(active=True).values_list("code", "name", "lat", "lon")
    return AreaLookup.of(KnownArea(*row) for row in rows)


def read(upload: Upload, scope: Scope) -> Reading:
    """A district that a list per village leaves out must be known already; see `parse_areas`."""
    parsed = parse_areas(read_table(upload.data, upload.file_name), lookup())
    reading = Reading.of(parsed)
    stored = _stored()
    for row in parsed.rows:
        reading.incoming[row.code] = area_facts(row, stored.get(row.code))
    reading.current = _compared(stored, reading.incoming, scope)
    _check_area(reading, scope)
    return reading


def _stored() -> dict[str, AreaFacts]:
    rows = Area.objects.filter(active=True).values_list(*FIELDS)
    return {
        code: AreaFacts(code, level, name, kind, parent or "", lat, lon)
        for code, level, name, kind, parent, lat, lon in rows
    }


def _compared(
    stored: dict[str, AreaFacts], incoming: dict[str, AreaFacts], scope: Scope
) -> dict[str, AreaFacts]:
    """What the file speaks of: its own codes and, unless it is a part, all else below its regencies."""
    length = 8 if scope.partial else 5
    tops = {code[:length] for code in incoming if len(code) >= length}
    spared = above(incoming)
    return {
        code: facts
        for code, facts in stored.items()
        if code in incoming or (code[:length] in tops and code not in spared and scope.holds(code))
    }


def _check_area(reading: Reading, scope: Scope) -> None:
    for code, facts in reading.incoming.items():
        known = reading.current.get(code)
        if scope.holds(code) or (known and known.name == facts.name):
            continue
        reading.problem(facts.row, "code", code, said.Sentence(said.OUTSIDE_AREA))


def save(found: Diff, incoming: Mapping[Any, Any], now: datetime) -> None:
    """Upserts what differs, the areas above first; gone ones stay for what is attached to them."""
    codes: list[Any] = [*found.added, *found.changed]
    wanted = [incoming[code] for code in sorted(codes)]
    rows = [
        Area(
            code=facts.code,
            level=facts.level,
            name=facts.name,
            kind=facts.kind,
            parent_id=facts.parent or None,
            lat=facts.lat,
            lon=facts.lon,
            active=True,
        )
        for facts in wanted
    ]
    Area.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["level", "name", "kind", "parent", "lat", "lon", "active"],
        batch_size=1000,
    )
    gone: list[Any] = list(found.gone)
    Area.objects.filter(code__in=gone).update(active=False, cell=None)
    if not found.empty:
        refresh_cells({regency_of(code) for code in (*codes, *gone)})


def count(actor: Actor | None) -> int:
    return Area.objects.filter(active=True).count()


KIND = ListKind(
    "areas",
    _("Areas"),
    1,
    read,
    save,
    count,
    (
        Column("Kode Wilayah", "35.09.01.2001", _("Official (Kemendagri) code of the village")),
        Column("Desa/Kelurahan", "Contoh", _("Name of the village")),
        Column("Jenis", "Desa", _("Desa or Kelurahan")),
        Column("Kecamatan", "Contoh Kecamatan", _("Name of the district")),
        Column("Kabupaten/Kota", "Contoh", _("Name of the regency")),
        Column("Provinsi", "Jawa Timur", _("Name of the province")),
        Column("Lintang", "-8,173", _("Latitude of the centre, in degrees")),
        Column("Bujur", "113,702", _("Longitude of the centre, in degrees")),
    ),
)
