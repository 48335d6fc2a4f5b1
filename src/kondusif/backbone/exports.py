"""What leaves the house: spreadsheets and GeoJSON that carry their class, who took them and when.

A file travels without the screen that it came from, so it says itself what it is, in Indonesian and English: on a first
sheet "Keterangan", in the first row of every sheet, and in the lines above and below each printed page.

    envelope = Envelope(Classification.RESTRICTED, "Daftar TPS", exported_by="planner.polisi", at=now, stamp=SIMULATION)
    body = xlsx([Sheet("TPS", ["Kode", "Pemilih"], rows)], envelope)
    return download(actor, envelope, body, kind="stations", count=len(rows), extension="xlsx")

`kondusif.operation.exporting.envelope(account, ...)` fills in the operation's clock, zone and stamp.
"""

import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import chain, islice
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from django.db import transaction
from django.http import HttpResponse

from kondusif.backbone.accounts.rules import Actor
from kondusif.backbone.audit import services as audit

SIMULATION = "SIMULASI - BUKAN KEJADIAN NYATA"
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}
LONGEST_CELL = 32_767  # what a spreadsheet holds in one cell


class Classification(StrEnum):
    """Classes of official documents: ordinary, restricted, secret."""

    ORDINARY = "BIASA"
    RESTRICTED = "TERBATAS"
    SECRET = "RAHASIA"  # noqa: S105 - the name of the class


@dataclass(frozen=True)
class Envelope:
    """What an export says about itself.

    `exported_by` is the account's user name or service number, never a person's name; `at` is aware; `zone` an IANA
    name that decides how `at` is written; `stamp` is "" for a real operation; `remarks` are further lines (what is
    synthetic, which list a figure comes from).
    """

    classification: Classification
    title: str
    exported_by: str
    at: datetime
    stamp: str = ""
    zone: str = "Asia/Jakarta"
    remarks: Sequence[str] = ()

    @property
    def when(self) -> str:
        """`2024-11-27 06:45 WIB`."""
        return f"{self.at.astimezone(ZoneInfo(self.zone)):%Y-%m-%d %H:%M %Z}"

    @property
    def line(self) -> str:
        """Everything in one line, for the head of a sheet or a page."""
        parts = (self.classification, self.stamp, self.title, self.exported_by, self.when)
        return " · ".join(part for part in parts if part)

    def as_dict(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "classification": str(self.classification),
            "exported_by": self.exported_by,
            "exported_at": self.at.isoformat(),
            "stamp": self.stamp,
            "remarks": [str(remark) for remark in self.remarks],
        }


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, headers, and rows of str, int, float, bool, date, aware datetime or None."""

    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = field(default_factory=tuple)  # lines that the first sheet says about it


def xlsx(sheets: Sequence[Sheet], envelope: Envelope) -> bytes:
    """A workbook: "Keterangan" first; each further sheet has the envelope in row 1, its headers in row 2."""
    out = io.BytesIO()
    # Text stays text: a list from elsewhere must not become a formula in a commander's spreadsheet.
    options = {
        "in_memory": True,
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        created = envelope.at.astimezone(ZoneInfo(envelope.zone)).replace(tzinfo=None)
        book.set_properties(
            {
                "title": envelope.title,
                "category": str(envelope.classification),
                "created": created,
                "comments": envelope.line,
            }
        )
        formats = _formats(book)
        _explain(book, sheets, envelope, formats)
        for sheet in sheets:
            _write(book, sheet, envelope, formats)
    return out.getvalue()


def _formats(book: xlsxwriter.Workbook) -> dict[str, Any]:
    return {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "line": book.add_format({"bold": True, "italic": True}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }


def _explain(
    book: xlsxwriter.Workbook, sheets: Sequence[Sheet], envelope: Envelope, formats: dict[str, Any]
) -> None:
    page = _page(book, "Keterangan", envelope)
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 90)
    stamp = [(envelope.stamp, "A simulation; nothing here happened.")] if envelope.stamp else []
    lines = [
        *stamp,
        ("Klasifikasi / Class", str(envelope.classification)),
        ("Isi / Content", envelope.title),
        ("Diekspor oleh / Exported by", envelope.exported_by),
        ("Waktu / Time", envelope.when),
        *(("Catatan / Note", str(remark)) for remark in envelope.remarks),
        *(
            (f"Lembar / Sheet: {sheet.name}", str(note))
            for sheet in sheets
            for note in sheet.notes or ("",)
        ),
    ]
    for row, (name, value) in enumerate(lines):
        page.write_string(row, 0, name, formats["head"])
        page.write_string(row, 1, value)


def _page(book: xlsxwriter.Workbook, name: str, envelope: Envelope) -> Any:
    page = book.add_worksheet(sheet_name(name))
    head = " · ".join(part for part in (envelope.classification, envelope.stamp) if part)
    foot = f"{envelope.exported_by} · {envelope.when}".replace("&", "&&")
    page.set_header(f"&C&B{head}"[:255])
    page.set_footer(f"&L{foot[:180]}&R&P / &N")
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    return page


def sheet_name(text: str) -> str:
    """A name that spreadsheets accept: at most 31 characters, none of `[]:*?/\\`."""
    return re.sub(r"[\[\]:*?/\\]", " ", text).strip("' ")[:31] or "Data"


def _write(
    book: xlsxwriter.Workbook, sheet: Sheet, envelope: Envelope, formats: dict[str, Any]
) -> None:
    page = _page(book, sheet.name, envelope)
    rows = iter(sheet.rows)
    first = list(islice(rows, 200))  # enough to choose the widths by; the rest streams
    for column, header in enumerate(sheet.headers):
        cells = [str(header), *(str(row[column]) for row in first if row[column] is not None)]
        page.set_column(column, column, min(max(map(len, cells)) + 2, 60))
    page.write_string(0, 0, envelope.line, formats["line"])
    for column, header in enumerate(sheet.headers):
        page.write_string(1, column, str(header), formats["head"])
    last = 1
    for last, row in enumerate(chain(first, rows), 2):
        for column, cell in enumerate(row):
            _put(page, last, column, cell, envelope.zone, formats)
    page.freeze_panes(2, 0)
    page.repeat_rows(0, 1)
    page.autofilter(1, 0, max(last, 2), max(len(sheet.headers) - 1, 0))


def _put(page: Any, row: int, column: int, cell: Any, zone: str, formats: dict[str, Any]) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        page.write_string(row, column, "ya" if cell else "tidak")
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell)
    elif isinstance(cell, datetime):
        local = cell.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        page.write_datetime(row, column, local, formats["moment"])
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, formats["date"])
    else:
        page.write_string(row, column, str(cell)[:LONGEST_CELL])


def geojson(features: Iterable[Mapping[str, Any]], envelope: Envelope) -> bytes:
    """A FeatureCollection (RFC 7946) whose foreign member `kondusif` carries the envelope."""
    collection = {
        "type": "FeatureCollection",
        "kondusif": envelope.as_dict(),
        "features": list(features),
    }
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def point(lon: float, lat: float, properties: Mapping[str, Any]) -> dict[str, Any]:
    """A GeoJSON point, longitude first."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": dict(properties),
    }


def file_name(envelope: Envelope, kind: str, extension: str) -> str:
    """`SIMULASI_TERBATAS_stations_20241127-0645.xlsx`: the file's name already says what it is."""
    there = envelope.at.astimezone(ZoneInfo(envelope.zone))
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", kind).strip("-") or "export"
    parts = (
        "SIMULASI" if envelope.stamp else "",
        str(envelope.classification),
        plain,
        f"{there:%Y%m%d-%H%M}",
    )
    return "_".join(part for part in parts if part) + f".{extension}"


def download(
    actor: Actor | None,
    envelope: Envelope,
    body: bytes,
    *,
    kind: str,
    count: int,
    extension: str,
) -> HttpResponse:
    """The answer that hands the file over; the record says who took which kind, class and how many rows."""
    with transaction.atomic():
        audit.record(
            actor,
            "exported",
            f"export:{kind}",
            {
                "class": str(envelope.classification),
                "count": count,
                "format": extension,
                "bytes": len(body),
            },
            now=envelope.at,
        )
    content_type = CONTENT_TYPES.get(extension, "application/octet-stream")
    response = HttpResponse(body, content_type=content_type)
    name = file_name(envelope, kind, extension)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
