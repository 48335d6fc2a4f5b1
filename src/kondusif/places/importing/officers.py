"""Officers and soldiers from a spreadsheet: who, of which rank, in which unit."""

import re
from dataclasses import dataclass
from typing import Any

from kondusif.places.importing import parsers
from kondusif.places.importing import sentences as say
from kondusif.places.importing.findings import Parsed
from kondusif.places.importing.ranks import read_rank
from kondusif.places.importing.records import read_records
from kondusif.places.importing.schema import Field, Record, Records, Schema
from kondusif.places.importing.sentences import Sentence
from kondusif.places.importing.sheets import Table
from kondusif.places.importing.text import as_text
from kondusif.places.importing.units import SERVICE_NAMES, SERVICES, KnownUnit, UnitLookup


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """One person. `service_number` is NRP or NIP, `unit` the unit's code, `service` police or army,
    `phone` +62...
    """

    service_number: str
    name: str
    rank: str
    unit: str
    service: str
    phone: str
    synthetic: bool
    row: int

    @property
    def key(self) -> str:
        return self.service_number


SCHEMA = Schema(
    "officers",
    (
        Field(
            "service_number",
            ("NRP", "NRP/NIP", "NIP", "NIP/NRP", "No NRP", "Nomor Registrasi Pokok", "Service no"),
            parsers.service_number,
            required=True,
        ),
        Field("name", ("Nama", "Nama Lengkap", "Nama Personel", "Nama Anggota", "Full name"), parsers.text_of(120), required=True),
        Field("rank", ("Pangkat", "Pkt", "Pangkat/Korps", "Pangkat/Gol"), parsers.text_of(40), required=True),
        Field(
            "unit",
            ("Satuan", "Kesatuan", "Satuan/Kesatuan", "Unit Kerja", "Satker", "Nama Satuan", "Nama Kesatuan"),
            parsers.text,
        ),
        Field("unit_code", ("Kode Satuan", "Kode Kesatuan", "Kode Unit"), parsers.text),
        Field("service", ("Instansi", "Angkatan", "Institusi", "Matra"), parsers.choice(SERVICES)),
        Field(
            "phone",
            ("No HP", "Nomor HP", "HP", "Telepon", "No Telepon", "No Telp", "Telp", "WA", "No WA", "Phone number", "Mobile"),
            as_text,
        ),
        Field("synthetic", ("Sintetis", "Contoh", "Rekaan"), parsers.yes_no),
    ),
    one_of=(("unit", "unit_code"),),
)  # fmt: skip


def parse_officers(table: Table, units: UnitLookup) -> Parsed[OfficerRow]:
    """Officers of a file; their units must be known. The service is that of the unit.

    A rank or service column that says otherwise is a problem. Unknown ranks are kept and noted,
    unreadable telephone numbers left out and noted.
    """
    records = read_records(table, SCHEMA)
    rows: dict[str, OfficerRow] = {}
    for record, values in records.values():
        row = _row(records, record, values, units) if values is not None else None
        if row is None:
            continue
        if row.key in rows:
            first = rows[row.key].row
            reason = Sentence(say.DUPLICATE, what="NRP", key=row.key, first=first)
            records.problem(record, "service_number", reason)
            continue
        rows[row.key] = row
    found = records.findings
    return Parsed(
        tuple(rows.values()),
        found.sorted_problems(),
        found.sorted_notes(),
        records.sheet,
        records.columns,
    )


def _row(
    records: Records, record: Record, values: dict[str, Any], units: UnitLookup
) -> OfficerRow | None:
    missing = [name for name in ("service_number", "name", "rank") if not values.get(name)]
    for name in missing:
        records.problem(record, name, Sentence(say.EMPTY_VALUE))
    unit = _unit(records, record, values, units)
    if missing or unit is None:
        return None
    rank, rank_service = read_rank(values["rank"])
    if not rank:
        records.note(record, "rank", Sentence(say.UNKNOWN_RANK))
    for name, service in (("rank", rank_service), ("service", values.get("service"))):
        if service and service != unit.service:
            reason = Sentence(
                say.OTHER_SERVICE, what=unit.name, service=SERVICE_NAMES[unit.service]
            )
            records.problem(record, name, reason)
            return None
    return OfficerRow(
        values["service_number"],
        values["name"],
        rank or values["rank"],
        unit.code,
        unit.service,
        _phone(records, record, values.get("phone") or ""),
        bool(values.get("synthetic")),
        record.row,
    )


def _unit(
    records: Records, record: Record, values: dict[str, Any], units: UnitLookup
) -> KnownUnit | None:
    column = "unit_code" if values.get("unit_code") else "unit"
    text = values.get(column)
    if not text:
        column = "unit" if "unit" in records.columns else "unit_code"
        records.problem(record, column, Sentence(say.NO_UNIT))
        return None
    try:
        return units.find(text, values.get("service") or read_rank(values.get("rank") or "")[1])
    except ValueError as error:
        records.problem(record, column, error.args[0])
        return None


def _phone(records: Records, record: Record, text: str) -> str:
    """`0812-3456-7890`, `62812...` and 812... (the zero that Excel drops) as `+62812...`; "" where
    unreadable.
    """
    if parsers.is_nothing(text):
        return ""
    digits = re.sub(r"[\s().+-]", "", text)
    national = re.fullmatch(r"(?:0|62|0062)?([2-9]\d{7,11})", digits, re.ASCII)
    if national:
        return f"+62{national[1]}"
    records.note(record, "phone", Sentence(say.NOT_A_PHONE))
    return ""
