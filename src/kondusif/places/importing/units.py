"""Units of both services (Polres, Polsek, Kodim, Koramil, ...) from a spreadsheet, as one tree for
each service.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from kondusif.places.importing import parsers
from kondusif.places.importing import sentences as say
from kondusif.places.importing.findings import Parsed
from kondusif.places.importing.lookup import AreaLookup
from kondusif.places.importing.parsers import refuse
from kondusif.places.importing.positions import INDONESIA
from kondusif.places.importing.records import read_records
from kondusif.places.importing.schema import Field, Record, Records, Schema
from kondusif.places.importing.sentences import Sentence
from kondusif.places.importing.sheets import Table
from kondusif.places.importing.text import nearest, words

POLICE, ARMY = "police", "army"
SERVICE_NAMES = {POLICE: "Polri", ARMY: "TNI"}
SERVICES = {
    "police": POLICE, "polri": POLICE, "polisi": POLICE, "kepolisian": POLICE,
    "army": ARMY, "tni": ARMY, "tni ad": ARMY, "tentara": ARMY, "angkatan darat": ARMY,
}  # fmt: skip
KINDS = ("polres", "function", "polsek", "kodim", "koramil", "other")
_OF = {"polres": POLICE, "function": POLICE, "polsek": POLICE, "kodim": ARMY, "koramil": ARMY}
# Each spelling of a kind, with the service that it implies.
_SPELLINGS = {
    "polres": "polres", "polresta": "polres", "polrestabes": "polres", "polres metro": "polres",
    "kepolisian resor": "polres", "polsek": "polsek", "polsekta": "polsek", "kepolisian sektor": "polsek",
    "function": "function", "satuan": "function", "bagian": "function", "fungsi": "function",
    "satfung": "function", "bag": "function", "sat": "function", "satuan fungsi": "function",
    "kodim": "kodim", "komando distrik militer": "kodim", "koramil": "koramil", "posramil": "koramil",
    "komando rayon militer": "koramil", "other": "other", "lain": "other", "lainnya": "other",
    "polda": "polda", "pospol": "polda", "polsubsektor": "polda", "brimob": "polda", "kompi brimob": "polda",
    "korem": "korem", "kodam": "korem", "batalyon": "korem", "yonif": "korem",
}  # fmt: skip
_OUTSIDE_THE_TREE = {"polda": POLICE, "korem": ARMY}  # kept as `other`, but their service is known
_BY_NAME = (
    (r"(polres|polresta|polrestabes)\b", "polres"),
    (r"(polsek|polsekta)\b", "polsek"),
    (r"((polsubsektor|pospol|pos polisi|polda)\b|(.* )?brimob\b)", "polda"),
    (r"(koramil|posramil)\b", "koramil"),
    (r"(kodim|makodim)\b", "kodim"),
    (r"(korem|kodam|yon\w*|batalyon)\b", "korem"),
    (r"(sat|satuan|bag|bagian|si|seksi|unit)\b", "function"),
    (
        r"(satuan|sat(intelkam|reskrim|resnarkoba|samapta|lantas|binmas|tahti|polairud|pamobvit))",
        "function",
    ),
    (r"(bag(ops|ren|log|sdm)|si(dokkes|humas|propam|kum|tik|keu|um|was)|spkt)\b", "function"),
)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit. `service` is police or army, `kind` one of KINDS, `parent` and `area` codes or ""."""

    code: str
    name: str
    kind: str
    service: str
    parent: str
    area: str
    lat: float | None
    lon: float | None
    row: int

    @property
    def key(self) -> str:
        return self.code


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit as the database, or this file, has it."""

    code: str
    name: str
    service: str


@dataclass
class UnitLookup:
    """Units by code and by name."""

    units: dict[str, KnownUnit] = field(default_factory=dict)
    _codes: dict[str, str] = field(default_factory=dict)
    _names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, units: Iterable[KnownUnit]) -> "UnitLookup":
        made = cls()
        for unit in units:
            made.add(unit)
        return made

    def add(self, unit: KnownUnit) -> None:
        self.units[unit.code] = unit
        self._codes[_unit_key(unit.code)] = unit.code
        self._names[_unit_key(unit.name)].append(unit.code)

    def find(self, text: str, service: str = "") -> KnownUnit:
        """By code or by name, among one service's units where given. Raises ValueError with a
        sentence.
        """
        key = _unit_key(text)
        if key in self._codes:
            return self.units[self._codes[key]]
        codes = self._names.get(key, [])
        if len(codes) > 1 and service:
            codes = [code for code in codes if self.units[code].service == service]
        if len(codes) > 1:
            raise refuse(say.AMBIGUOUS_UNIT, codes=", ".join(codes))
        if not codes:
            names = [unit.name for unit in self.units.values()]
            raise refuse(say.UNKNOWN_UNIT, nearest=nearest(text, names))
        return self.units[codes[0]]


def _unit_key(text: str) -> str:
    return words(text).replace(" ", "")


SCHEMA = Schema(
    "units",
    (
        Field(
            "name",
            ("Nama", "Nama Satuan", "Nama Unit", "Satuan", "Kesatuan", "Unit", "Nama Kesatuan", "Unit name"),
            parsers.text_of(120),
            required=True,
        ),
        Field("code", ("Kode", "Kode Satuan", "Kode Kesatuan", "Kode Unit", "Unit code"), parsers.text_of(30)),
        Field("kind", ("Jenis", "Jenis Satuan", "Tipe", "Tingkat", "Type"), parsers.choice(_SPELLINGS)),
        Field("service", ("Instansi", "Angkatan", "Institusi", "Matra"), parsers.choice(SERVICES)),
        Field(
            "parent",
            ("Induk", "Satuan Induk", "Kesatuan Induk", "Satuan Atas", "Atasan", "Kode Induk", "Kode Satuan Induk", "Parent code", "Parent unit"),
            parsers.text,
        ),
        Field("area_code", ("Kode Wilayah", "Kode Kecamatan", "Kode Area"), parsers.area_code),
        Field("area", ("Wilayah", "Kecamatan", "Wilayah Hukum", "Wilayah Binaan", "Area name", "District"), parsers.text),
        Field("lat", ("Lintang", "Latitude", "Garis Lintang", "Koordinat Lintang"), parsers.coordinate),
        Field("lon", ("Bujur", "Longitude", "Garis Bujur", "Koordinat Bujur", "Lng", "Long"), parsers.coordinate),
    ),
)  # fmt: skip


def parse_units(
    table: Table, areas: AreaLookup | None = None, known: UnitLookup | None = None
) -> Parsed[UnitRow]:
    """Units of a file. Kind and service are told from the name where no column says them.

    Parents may be given by code or name, and stand anywhere in the file or in `known`. A unit
    without a code gets one made from its name, with a note.
    """
    records = read_records(table, SCHEMA)
    drafts: dict[str, tuple[Record, UnitRow, str]] = {}
    for record, values in records.values():
        draft = _draft(records, record, values, areas or AreaLookup()) if values else None
        if draft is None:
            continue
        if draft.code in drafts:
            first = drafts[draft.code][1].row
            reason = Sentence(say.DUPLICATE, what=draft.name, key=draft.code, first=first)
            records.problem(record, "code" if "code" in records.columns else "name", reason)
            continue
        drafts[draft.code] = (record, draft, (values or {}).get("parent") or "")
    rows = _with_parents(records, drafts, known or UnitLookup())
    _check_no_circle(records, rows)
    found = records.findings
    return Parsed(
        tuple(rows), found.sorted_problems(), found.sorted_notes(), records.sheet, records.columns
    )


def _kind(values: dict[str, Any], name: str) -> tuple[str, str]:
    """The kind and the service, from the columns or else the name; "" where nothing tells."""
    kind = values.get("kind") or kind_by_name(name)
    implied = _OF.get(kind) or _OUTSIDE_THE_TREE.get(kind) or ""
    service = values.get("service") or implied
    if kind not in KINDS:
        kind = "other" if service else ""
    return kind, service


def _draft(
    records: Records, record: Record, values: dict[str, Any], areas: AreaLookup
) -> UnitRow | None:
    name = values.get("name")
    if not name:
        records.problem(record, "name", Sentence(say.EMPTY_VALUE))
        return None
    kind, service = _kind(values, name)
    if not service:
        column = "name" if not kind else "service"
        records.problem(record, column, Sentence(say.NO_KIND, choices=", ".join(KINDS)))
        return None
    if _OF.get(kind, service) != service:
        reason = Sentence(
            say.OTHER_SERVICE, what=kind.capitalize(), service=SERVICE_NAMES[_OF[kind]]
        )
        records.problem(record, "service", reason)
        return None
    code = values.get("code") or _code_from(records, record, name)
    lat, lon = _position(records, record, values)
    area = _area(records, record, values, areas)
    return UnitRow(code, name, kind, service, "", area, lat, lon, record.row)


def kind_by_name(name: str) -> str:
    """`Polsek Ajung` is a polsek, `Koramil 0824/08` a koramil; "" where the name doesn't tell."""
    plain = words(name)
    return next((kind for pattern, kind in _BY_NAME if re.match(pattern, plain)), "")


def _code_from(records: Records, record: Record, name: str) -> str:
    code = words(name).upper().replace(" ", "-")[:30]
    records.note(record, "name", Sentence(say.NO_UNIT_CODE, code=code))
    return code


def _position(
    records: Records, record: Record, values: dict[str, Any]
) -> tuple[float, float] | tuple[None, None]:
    lat, lon = values.get("lat"), values.get("lon")
    if lat is None or lon is None:
        return None, None
    if INDONESIA.holds(lat, lon):
        return lat, lon
    swapped = INDONESIA.holds(lon, lat)
    records.note(record, "lat", Sentence(say.CENTRE_SWAPPED if swapped else say.CENTRE_OUTSIDE))
    return None, None


def _area(records: Records, record: Record, values: dict[str, Any], areas: AreaLookup) -> str:
    code, name = values.get("area_code"), values.get("area")
    try:
        code = code or parsers.area_code(name or "")
    except ValueError:
        code = None
    if code:
        if code not in areas.areas:
            records.problem(record, _area_column(records), Sentence(say.UNKNOWN_CODE))
        return str(code)
    if not name:
        return ""
    try:
        return areas.area(name)
    except ValueError as error:
        records.problem(record, "area", error.args[0])
        return ""


def _area_column(records: Records) -> str:
    return "area_code" if "area_code" in records.columns else "area"


def _with_parents(
    records: Records, drafts: dict[str, tuple[Record, UnitRow, str]], known: UnitLookup
) -> list[UnitRow]:
    units = UnitLookup.of(unit for code, unit in known.units.items() if code not in drafts)
    for _, draft, _ in drafts.values():
        units.add(KnownUnit(draft.code, draft.name, draft.service))
    return [_with_parent(records, units, *parts) for parts in drafts.values()]


def _with_parent(
    records: Records, units: UnitLookup, record: Record, draft: UnitRow, parent: str
) -> UnitRow:
    if not parent:
        return draft
    try:
        above = units.find(parent, draft.service)
    except ValueError as error:
        records.problem(record, "parent", error.args[0])
        return draft
    if above.service != draft.service:
        reason = Sentence(say.OTHER_SERVICE, what=above.name, service=SERVICE_NAMES[above.service])
        records.problem(record, "parent", reason)
    return replace(draft, parent=above.code)


def _check_no_circle(records: Records, rows: list[UnitRow]) -> None:
    parents = {row.code: row.parent for row in rows}
    for row in rows:
        chain, code = [row.code], row.parent
        while code and code not in chain:
            chain.append(code)
            code = parents.get(code, "")
        if code == row.code:
            reason = Sentence(say.UNIT_IS_ITS_OWN_PARENT, chain=" > ".join([*chain, code]))
            records.findings.problem(row.row, records.column("parent"), row.parent, reason)
