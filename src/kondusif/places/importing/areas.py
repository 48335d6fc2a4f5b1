"""Areas (province > regency > district > village) from a spreadsheet, one row per area or one per
village.

A list per village names its district, regency and province in columns of their own, as KPU does it;
a list per area has a code and a name, as the ministry (Kemendagri) does it. Both may be mixed.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from kondusif.places.importing import parsers
from kondusif.places.importing import sentences as say
from kondusif.places.importing.area_names import kind_of, placeholder, tidy_name
from kondusif.places.importing.findings import Parsed
from kondusif.places.importing.lookup import LEVELS, AreaLookup, level_of, parent_of
from kondusif.places.importing.positions import INDONESIA
from kondusif.places.importing.records import read_records
from kondusif.places.importing.schema import Field, Record, Records, Schema
from kondusif.places.importing.sentences import Sentence
from kondusif.places.importing.sheets import Table
from kondusif.places.importing.text import name_key

_KINDS = {
    "desa": "desa", "kelurahan": "kelurahan", "kel": "kelurahan", "nagari": "desa", "gampong": "desa",
    "kampung": "desa", "kalurahan": "desa", "pekon": "desa", "negeri": "desa", "village": "desa",
    "kecamatan": "kecamatan", "distrik": "kecamatan", "kapanewon": "kecamatan", "kemantren": "kecamatan",
    "district": "kecamatan", "kabupaten": "kabupaten", "kab": "kabupaten", "kota": "kota",
    "regency": "kabupaten", "city": "kota", "provinsi": "provinsi", "propinsi": "provinsi",
    "province": "provinsi",
}  # fmt: skip
_KIND_LEVELS = {
    "desa": "village", "kelurahan": "village", "kecamatan": "district", "kabupaten": "regency",
    "kota": "regency", "provinsi": "province",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area. `level` is province, regency, district or village; `parent` the code above it, ""
    at the top.

    `kind` is desa, kelurahan, kecamatan, kabupaten, kota or provinsi; lat, lon its centre in
    degrees or None. `row` is 0 for an area that only a placeholder name was found for.
    """

    code: str
    level: str
    name: str
    parent: str
    kind: str
    lat: float | None
    lon: float | None
    row: int

    @property
    def key(self) -> str:
        return self.code


SCHEMA = Schema(
    "areas",
    (
        Field(
            "code",
            ("Kode", "Kode Wilayah", "Kode Kemendagri", "Area code", "Kode Area", "Kode Wilayah Administrasi"),
            parsers.area_code,
            fallbacks=("Kode KPU", "Kode BPS"),
        ),
        Field("name", ("Nama", "Nama Wilayah", "Area name", "Wilayah"), parsers.text_of(80), words_only=True),
        Field("level", ("Tingkat", "Tingkatan", "Jenjang"), parsers.choice({**_KINDS})),
        Field("kind", ("Jenis", "Status", "Jenis Wilayah", "Type", "Status Desa"), parsers.choice(_KINDS)),
        Field(
            "village",
            (
                "Desa/Kelurahan", "Kelurahan/Desa", "Kel/Desa", "Desa/Kel", "Desa", "Kelurahan", "Nama Desa",
                "Nama Kelurahan", "Kalurahan", "Nama Kalurahan", "Nama Desa/Kelurahan", "Nama Kelurahan/Desa", "Nama Kel/Desa", "Village name",
            ),
            parsers.text_of(80),
            words_only=True,
        ),
        Field(
            "village_code",
            ("Kode Desa", "Kode Kelurahan", "Kode Kalurahan", "Kode Desa/Kelurahan", "Kode Kelurahan/Desa", "Kode Kel/Desa"),
            parsers.area_code,
        ),
        Field("district", ("Kecamatan", "Nama Kecamatan", "Kapanewon", "Distrik", "Kec", "District name"), parsers.text_of(80), words_only=True),
        Field("district_code", ("Kode Kecamatan", "Kode Kec"), parsers.area_code, fallbacks=("Kode KPU Kec",)),
        Field(
            "regency",
            ("Kabupaten/Kota", "Kab/Kota", "Kabupaten", "Kota", "Nama Kabupaten", "Nama Kabupaten/Kota", "Kab", "City"),
            parsers.text_of(80),
            words_only=True,
        ),
        Field(
            "regency_code",
            ("Kode Kabupaten", "Kode Kabupaten/Kota", "Kode Kab/Kota", "Kode Kab"),
            parsers.area_code,
        ),
        Field("province", ("Provinsi", "Propinsi", "Nama Provinsi", "Prov"), parsers.text_of(80), words_only=True),
        Field("province_code", ("Kode Provinsi", "Kode Propinsi", "Kode Prov"), parsers.area_code),
        Field("lat", ("Lintang", "Latitude", "Garis Lintang", "Koordinat Lintang"), parsers.coordinate, ("Y",)),
        Field("lon", ("Bujur", "Longitude", "Garis Bujur", "Koordinat Bujur", "Lng", "Long"), parsers.coordinate, ("X",)),
    ),
    one_of=(
        ("code", "village_code", "district_code", "regency_code"),
        ("name", "village", "district", "regency"),
    ),
)  # fmt: skip


def parse_areas(table: Table, known: AreaLookup | None = None) -> Parsed[AreaRow]:
    """Areas of a file, those above first. `known` are areas that the file may leave out (its
    regency, say).

    A district that a village needs must be in the file or known; a province or regency that isn't
    gets a placeholder name and a note. A district without a centre gets the mean of its villages'
    centres.
    """
    records = read_records(table, SCHEMA)
    reader = _Reader(records, known or AreaLookup())
    for record, values in records.values():
        if values is not None:
            reader.read(record, values)
    reader.add_ancestors()
    found = records.findings
    return Parsed(
        tuple(_with_centres(reader.rows)),
        found.sorted_problems(),
        found.sorted_notes(),
        records.sheet,
        records.columns,
    )


class _Reader:
    """Collects areas by code: those with a row of their own, and those that other rows name as
    lying above.
    """

    def __init__(self, records: Records, known: AreaLookup) -> None:
        self.records, self.known = records, known
        self.rows: dict[str, AreaRow] = {}
        self.own: dict[str, int] = {}

    def read(self, record: Record, values: dict[str, Any]) -> None:
        own = _own_area(values)
        if own is None:
            column = "code" if "code" in self.records.columns else "village_code"
            self.records.problem(record, column, Sentence(say.EMPTY_VALUE))
            return
        code, name, column = own
        if not name:
            self.records.problem(record, column, Sentence(say.EMPTY_VALUE))
            return
        if self._contradicts(record, values, code):
            return
        for above in _codes_above(code):
            named = values.get(level_of(above))
            if named:
                self._add_above(record, above, named)
        self._add_own(record, values, code, name, column)

    def _contradicts(self, record: Record, values: dict[str, Any], code: str) -> bool:
        """Whether the row's level or the codes of the areas above don't fit its code."""
        level = values.get("level")
        if level and _KIND_LEVELS[level] != level_of(code):
            reason = Sentence(say.LEVEL_DIFFERS, code=code)
            self.records.problem(record, "level", reason)
            return True
        for above in _codes_above(code):
            given = values.get(f"{level_of(above)}_code")
            if given and given != above:
                reason = Sentence(say.LEVEL_DIFFERS, code=code)
                self.records.problem(record, f"{level_of(above)}_code", reason)
                return True
        return False

    def _add_above(self, record: Record, code: str, name: str) -> None:
        level, tidy = level_of(code), tidy_name(name, level_of(code))
        first = self.rows.get(code)
        if first is None:
            self.rows[code] = _area(code, tidy, record.row)
        elif name_key(first.name) != name_key(tidy):
            self._other_name(record, level, code, tidy, first)

    def _other_name(
        self, record: Record, column: str, code: str, name: str, first: AreaRow
    ) -> None:
        reason = Sentence(say.NAME_DIFFERS, code=code, name=name, other=first.name, first=first.row)
        self.records.problem(record, column, reason)

    def _add_own(
        self, record: Record, values: dict[str, Any], code: str, name: str, column: str
    ) -> None:
        tidy = tidy_name(name, level_of(code))
        if code in self.own:
            reason = Sentence(say.DUPLICATE, what=tidy, key=code, first=self.own[code])
            self.records.problem(record, _code_column(values), reason)
            return
        if code in self.rows and name_key(self.rows[code].name) != name_key(tidy):
            self._other_name(record, column, code, tidy, self.rows[code])
            return
        self.own[code] = record.row
        lat, lon = self._centre(record, values)
        kind = self._kind(record, values, code)
        self.rows[code] = replace(_area(code, tidy, record.row), lat=lat, lon=lon, kind=kind)

    def _kind(self, record: Record, values: dict[str, Any], code: str) -> str:
        given = values.get("kind")
        by_code = kind_of(code)
        if not given or given == by_code:
            return by_code
        self.records.note(record, "kind", Sentence(say.KIND_DIFFERS, code=code, kind=by_code))
        return given if _KIND_LEVELS[given] == level_of(code) else by_code

    def _centre(
        self, record: Record, values: dict[str, Any]
    ) -> tuple[float, float] | tuple[None, None]:
        lat, lon = values.get("lat"), values.get("lon")
        if lat is None or lon is None:
            return None, None
        if INDONESIA.holds(lat, lon):
            return lat, lon
        template = say.CENTRE_SWAPPED if INDONESIA.holds(lon, lat) else say.CENTRE_OUTSIDE
        self.records.note(record, "lat", Sentence(template))
        return None, None

    def add_ancestors(self) -> None:
        """Completes the tree upwards: known areas stay as they are, a missing district is a
        problem.
        """
        for code in sorted(self.rows):
            for above in _codes_above(code):
                if above not in self.rows and above not in self.known.areas:
                    self._add_missing(above, self.rows[code])

    def _add_missing(self, code: str, below: AreaRow) -> None:
        findings = self.records.findings
        name = placeholder(code)
        if level_of(code) == "district":
            findings.problem(below.row, "Kecamatan", "", Sentence(say.NO_PARENT, parent=code))
        else:
            findings.note(0, "", code, Sentence(say.NO_NAME_FOR, code=code, name=name))
        self.rows[code] = _area(code, name, 0)


def _own_area(values: dict[str, Any]) -> tuple[str, str, str] | None:
    """The code, the name and the name's field of the area that a row is about; None without any
    code.
    """
    for level in ("village", "district", "regency", "province"):
        code = values.get(f"{level}_code")
        if code and (values.get(level) or not values.get("name")):
            return code, values.get(level) or "", level
        if code:
            return code, values["name"], "name"
        if values.get(level) and values.get("code") and level_of(values["code"]) == level:
            return values["code"], values[level], level
    code = values.get("code")
    return (code, values.get("name") or "", "name") if code else None


def _code_column(values: dict[str, Any]) -> str:
    columns = ("village_code", "district_code", "regency_code", "province_code", "code")
    if values.get("code"):
        return "code"
    return next(name for name in columns if values.get(name))


def _codes_above(code: str) -> list[str]:
    """Codes of the areas above, the province first."""
    return [code[:length] for length in LEVELS if length < len(code)]


def _area(code: str, name: str, row: int) -> AreaRow:
    return AreaRow(code, level_of(code), name, parent_of(code), kind_of(code), None, None, row)


def _with_centres(rows: dict[str, AreaRow]) -> list[AreaRow]:
    """The rows by code, from the top down; areas above get the mean of the centres below where they
    have none.
    """
    below: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for area in rows.values():
        if area.level == "village" and area.lat is not None and area.lon is not None:
            for above in _codes_above(area.code):
                below[above].append((area.lat, area.lon))
    return [
        _centred(area, below[area.code]) for area in sorted(rows.values(), key=lambda one: one.code)
    ]


def _centred(area: AreaRow, points: list[tuple[float, float]]) -> AreaRow:
    if area.lat is not None or not points:
        return area
    lat, lon = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    return replace(area, lat=round(lat, 6), lon=round(lon, 6))
