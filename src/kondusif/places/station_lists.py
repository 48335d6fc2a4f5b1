"""Loading polling stations: compared within the regencies (or, for a part, the districts) that the file names.

A station that a newer list leaves out is marked gone and keeps everything attached to it; when it comes back it is
active again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kondusif.backbone.accounts.rules import Actor
from kondusif.places.importing import (
    AreaLookup,
    Bounds,
    Diff,
    Parsed,
    Problem,
    Sentence,
    StationRow,
    Table,
    parse_stations,
    read_table,
)
from kondusif.places.importing import sentences as say

from . import said
from .area_lists import lookup
from .lists import Column, ListKind, Reading, Scope, Upload
from .models import Area, Station
from .rules import ESTIMATED, StationFacts, keep_position, regency_of, station_facts

FIELDS = (
    "village_id",
    "number",
    "voters",
    "lat",
    "lon",
    "position",
    "location",
    "special",
    "remote",
    "note",
)
UPDATED = ["voters", "lat", "lon", "position", "location", "special", "remote", "note"]


def read(upload: Upload, scope: Scope) -> Reading:
    areas = lookup()
    table = read_table(upload.data, upload.file_name)
    if not areas.villages():
        return Reading(Parsed(()), problems=[Problem(0, "", "", Sentence(said.NO_AREAS))])
    reading = Reading.of(_parse(table, areas))
    stored = _stored(reading.parsed.rows, scope)
    _place(reading, stored)
    reading.current = {key: facts for key, facts in stored.items() if scope.holds(facts.village)}
    _check_area(reading, scope)
    if not reading.problems:  # else what is missing may only be misspelt
        _note_whole_districts(reading, areas)
        _note_returns(reading)
    return reading


def _parse(table: Table, areas: AreaLookup) -> Parsed[StationRow]:
    """Read twice where several regencies are known: the first time only tells which one the file is about."""
    regencies = {regency_of(village.code) for village in areas.villages()}
    if len(regencies) > 1:
        rows = parse_stations(table, areas).rows
        regencies = {regency_of(row.village) for row in rows} or regencies
    return parse_stations(table, areas, bounds_of(areas, regencies))


def bounds_of(areas: AreaLookup, regencies: Iterable[str]) -> Bounds | None:
    """A single regency's outline where one is loaded, else the box around the villages' centres."""
    codes = set(regencies)
    if len(codes) == 1:
        outline = Area.objects.filter(code__in=codes).values_list("boundary", flat=True).first()
        if outline:
            return Bounds.of_geometry(outline)
    return Bounds.around(one for one in areas.villages() if regency_of(one.code) in codes)


def _stored(rows: Iterable[StationRow], scope: Scope) -> dict[tuple[str, int], StationFacts]:
    length = 8 if scope.partial else 5
    tops = {row.village[:length] for row in rows}
    found = Station.objects.filter(active=True).values_list(*FIELDS).iterator(chunk_size=5000)
    return {(row[0], row[1]): StationFacts(*row) for row in found if row[0][:length] in tops}


def _place(reading: Reading, stored: dict[tuple[str, int], StationFacts]) -> None:
    """Facts of every row; a row without a position keeps the one that is known, and then needs no note."""
    missing = {note.row for note in reading.notes if _is_missing(note.reason)}
    kept = set()
    for row in reading.parsed.rows:
        facts = station_facts(row)
        if row.row in missing:
            facts = keep_position(facts, stored.get(row.key))
        if row.row in missing and facts.position != ESTIMATED:
            kept.add(row.row)
        reading.incoming[row.key] = facts
    reading.notes = [
        note for note in reading.notes if note.row not in kept or not _is_missing(note.reason)
    ]


def _is_missing(reason: str) -> bool:
    return isinstance(reason, Sentence) and reason.template == say.COORDINATES_MISSING


def _check_area(reading: Reading, scope: Scope) -> None:
    for facts in reading.incoming.values():
        if not scope.holds(facts.village):
            reason = Sentence(said.OUTSIDE_AREA)
            reading.problem(facts.row, "village_code", facts.code, reason)


def _note_whole_districts(reading: Reading, areas: AreaLookup) -> None:
    """A district without a single station is rather a file that is a part than a list that is new."""
    here = {village[:8] for village, _number in reading.incoming}
    gone = Counter(village[:8] for village, _number in reading.current if village[:8] not in here)
    for code, stations in sorted(gone.items()):
        reason = Sentence(said.WHOLE_AREA_GONE, name=areas.name(code), count=stations)
        reading.note(reason)


def _note_returns(reading: Reading) -> None:
    gone = Station.objects.filter(active=False).values_list("village_id", "number")
    back = sum(key in reading.incoming for key in gone)
    if back:
        reading.note(Sentence(said.BACK_AGAIN, count=back))


def save(found: Diff, incoming: Mapping[Any, Any], now: datetime) -> None:
    """Upserts by code in batches: a station keeps its row, and with it all that refers to it."""
    rows = [_row(incoming[key]) for key in (*found.added, *found.changed)]
    Station.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[*UPDATED, "active", "gone_at"],
        batch_size=1000,
    )
    keys: list[Any] = list(found.gone)
    gone = [f"{village}-{number:03d}" for village, number in keys]
    for start in range(0, len(gone), 500):
        part = Station.objects.filter(code__in=gone[start : start + 500])
        part.update(active=False, gone_at=now)


def _row(facts: StationFacts) -> Station:
    return Station(
        code=facts.code,
        village_id=facts.village,
        number=facts.number,
        active=True,
        gone_at=None,
        **{name: getattr(facts, name) for name in UPDATED},
    )


def count(actor: Actor | None) -> int:
    return Station.objects.filter(active=True).count()


KIND = ListKind(
    "stations",
    _("Polling stations"),
    2,
    read,
    save,
    count,
    (
        Column("Kecamatan", "Contoh Kecamatan", _("Name of the district")),
        Column("Desa/Kelurahan", "Contoh", _("Name of the village")),
        Column("Kode Wilayah", "35.09.01.2001", _("Official code of the village; names may do")),
        Column("No TPS", "001", _("Number of the station")),
        Column("L", "250", _("Men on the voter list")),
        Column("P", "260", _("Women on the voter list")),
        Column("Jumlah Pemilih", "510", _("Voters")),
        Column("Lintang", "-8,173", _("Latitude in degrees; may stay empty")),
        Column("Bujur", "113,702", _("Longitude in degrees; may stay empty")),
        Column("Lokasi", "Balai desa", _("Building or yard")),
        Column("Lokasi Khusus", "tidak", _("Prison, hospital, relocation camp: ya or tidak")),
        Column("Terpencil", "tidak", _("Very hard to reach: ya or tidak")),
        Column("Keterangan", "", _("Remarks")),
    ),
)
