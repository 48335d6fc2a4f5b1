"""Polling stations (TPS) from a spreadsheet."""

from dataclasses import dataclass
from typing import Any

from kondusif.places.importing import parsers
from kondusif.places.importing import sentences as say
from kondusif.places.importing.findings import Parsed
from kondusif.places.importing.lookup import AreaLookup, KnownArea
from kondusif.places.importing.positions import Bounds, Position, locate
from kondusif.places.importing.records import read_records
from kondusif.places.importing.schema import Record, Records
from kondusif.places.importing.sentences import Sentence
from kondusif.places.importing.sheets import Table
from kondusif.places.importing.station_columns import SCHEMA
from kondusif.places.importing.text import name_key, sound_key

MAX_VOTERS = 600  # a Pilkada station; more is noted, not refused
FIRST_SPECIAL = 901  # KPU numbers stations at special locations from 901


@dataclass(frozen=True, slots=True)
class StationRow:
    """One station; lat, lon in degrees.

    `position` says how they were found: given, estimated (the village's centre) or synthetic.
    `special` is "", prison, hospital, relocation or other.
    """

    village: str
    number: int
    voters: int
    male: int | None
    female: int | None
    lat: float
    lon: float
    position: str
    location: str
    address: str
    special: str
    remote: bool
    notes: str
    row: int

    @property
    def key(self) -> tuple[str, int]:
        return (self.village, self.number)

    @property
    def code(self) -> str:
        """`35.09.18.2003-015`: the village's code and the number with three digits."""
        return f"{self.village}-{self.number:03d}"


def parse_stations(
    table: Table,
    lookup: AreaLookup,
    bounds: Bounds | None = None,
    max_voters: int | None = MAX_VOTERS,
) -> Parsed[StationRow]:
    """Stations of a file. `lookup` knows the villages; positions outside `bounds` go to the
    village's centre.

    Without `bounds` the box around the known villages counts. Notes tell each estimated position
    and each station with more than `max_voters`.
    """
    records = read_records(table, SCHEMA)
    bounds = bounds or Bounds.around(lookup.villages())
    rows: dict[tuple[str, int], StationRow] = {}
    for record, values in records.values():
        row = _row(records, record, values, lookup, bounds) if values is not None else None
        if row is None:
            continue
        if row.key in rows:
            _duplicate(records, record, rows[row.key], lookup)
            continue
        rows[row.key] = row
        if max_voters is not None and row.voters > max_voters:
            reason = Sentence(say.MANY_VOTERS, voters=row.voters, limit=max_voters)
            records.note(record, "voters", reason)
    found = records.findings
    return Parsed(
        tuple(rows.values()),
        found.sorted_problems(),
        found.sorted_notes(),
        records.sheet,
        records.columns,
    )


def _duplicate(records: Records, record: Record, first: StationRow, lookup: AreaLookup) -> None:
    key = f"{first.number:03d} {lookup.name(first.village)}"
    records.problem(record, "number", Sentence(say.DUPLICATE, what="TPS", key=key, first=first.row))


def _row(
    records: Records,
    record: Record,
    values: dict[str, Any],
    lookup: AreaLookup,
    bounds: Bounds | None,
) -> StationRow | None:
    village = _village(records, record, values, lookup)
    voters = _voters(records, record, values)
    number = values["number"]
    if number is None:
        records.problem(record, "number", Sentence(say.EMPTY_VALUE))
    if village is None or voters is None or number is None:
        return None
    position = _position(records, record, values, lookup.areas[village], bounds)
    if position is None:
        return None
    how = "estimated" if position.estimated else values.get("position") or "given"
    special = values.get("special") or ("other" if number >= FIRST_SPECIAL else "")
    return StationRow(
        village=village,
        number=number,
        voters=voters,
        male=values.get("male"),
        female=values.get("female"),
        lat=position.lat,
        lon=position.lon,
        position=how,
        location=values.get("location") or "",
        address=values.get("address") or "",
        special=special,
        remote=bool(values.get("remote")),
        notes=values.get("notes") or "",
        row=record.row,
    )


def _position(
    records: Records,
    record: Record,
    values: dict[str, Any],
    village: KnownArea,
    bounds: Bounds | None,
) -> Position | None:
    lat, lon = values.get("lat"), values.get("lon")
    if lat is None and lon is None:
        lat, lon = values.get("coordinates") or (None, None)
    try:
        position = locate(lat, lon, village, bounds)
    except ValueError as error:
        records.problem(record, _position_column(records), error.args[0])
        return None
    if position.why:
        _note_position(records, record, position.why)
    return position


def _position_column(records: Records) -> str:
    in_one = "coordinates" in records.columns and "lat" not in records.columns
    return "coordinates" if in_one else "lat"


def _note_position(records: Records, record: Record, why: Sentence) -> None:
    parts = (record.text(name) for name in ("lat", "lon", "coordinates"))
    value = ", ".join(text for text in parts if text)
    records.findings.note(record.row, records.column(_position_column(records)), value, why)


def _voters(records: Records, record: Record, values: dict[str, Any]) -> int | None:
    total, male, female = (values.get(name) for name in ("voters", "male", "female"))
    if male is None or female is None:
        if total is None:
            name = "voters" if "voters" in records.columns else "male"
            records.problem(record, name, Sentence(say.NO_VOTERS))
        return total
    added: int = male + female
    if total is not None and total != added:
        reason = Sentence(say.SUM_DIFFERS, male=male, female=female, sum=added, voters=total)
        records.problem(record, "voters", reason)
        return None
    return added


# --- which village


def _village(
    records: Records, record: Record, values: dict[str, Any], lookup: AreaLookup
) -> str | None:
    """The village's code, by code or by name within the district; problems are recorded."""
    if not values.get("village_code") and _is_code(values.get("village"), 10):
        values = values | {"village_code": parsers.area_code(values["village"]), "village": None}
    try:
        if values.get("village_code"):
            return _by_code(records, record, values, lookup)
        if not values.get("village"):
            name = "village" if "village" in records.columns else "village_code"
            records.problem(record, name, Sentence(say.NO_VILLAGE))
            return None
        district = _district(records, record, values, lookup)
        return None if district is None else lookup.village(values["village"], district)
    except ValueError as error:
        records.problem(record, "village", error.args[0])
        return None


def _by_code(
    records: Records, record: Record, values: dict[str, Any], lookup: AreaLookup
) -> str | None:
    code: str = values["village_code"]
    reason = None
    if len(code) != 13:
        reason = Sentence(say.NOT_A_VILLAGE_CODE, digits=len(code.replace(".", "")))
    elif code not in lookup.areas:
        reason = Sentence(say.UNKNOWN_CODE)
    if reason:
        records.problem(record, "village_code", reason)
        return None
    if not _agrees(lookup.areas[code], values.get("village")):
        reason = Sentence(say.CODE_AND_NAME_DIFFER, code=code, name=lookup.name(code))
        records.problem(record, "village", reason)
        return None
    district = lookup.areas.get(code[:8])
    if district and not _agrees(district, values.get("district")):
        reason = Sentence(say.OTHER_DISTRICT, code=code, name=district.name)
        records.problem(record, "district", reason)
        return None
    return code


def _is_code(text: str | None, digits: int) -> bool:
    """Whether a column meant for names holds official codes instead."""
    plain = (text or "").replace(".", "")
    return plain.isdigit() and len(plain) == digits


def _agrees(area: KnownArea, name: str | None) -> bool:
    if not name or name_key(name) == name_key(area.name) or _is_code(name, 6):
        return True
    return sound_key(name) == sound_key(area.name)


def _district(
    records: Records, record: Record, values: dict[str, Any], lookup: AreaLookup
) -> str | None:
    """The district's code, "" where the row names none, None where it's unknown (the problem is
    recorded).
    """
    code: str | None = values.get("district_code")
    if code and code in lookup.areas:
        return code
    name = values.get("district")
    if not name:
        return ""
    if _is_code(name, 6) and parsers.area_code(name) in lookup.areas:
        return parsers.area_code(name)
    try:
        return lookup.district(name)
    except ValueError as error:
        records.problem(record, "district", error.args[0])
        return None
