"""Builds the files that the tests read: XLSX with every oddity, and a small known regency."""

import io
from collections.abc import Callable

import xlsxwriter

from kondusif.places.importing import AreaLookup, KnownArea

AREAS = (
    KnownArea("35", "Jawa Timur"),
    KnownArea("35.09", "Kabupaten Jember"),
    KnownArea("35.09.01", "Jombang", -8.223, 113.357),
    KnownArea("35.09.01.2001", "Padomasan", -8.227, 113.335),
    KnownArea("35.09.01.2002", "Keting", -8.259, 113.330),
    KnownArea("35.09.02", "Kencong", -8.287, 113.357),
    KnownArea("35.09.02.2003", "Kencong", -8.280, 113.370),
    KnownArea("35.09.02.2005", "Wonorejo", -8.283, 113.384),
    KnownArea("35.09.20", "Patrang", -8.140, 113.700),
    KnownArea("35.09.20.1006", "Jemberlor", -8.158, 113.703),
    KnownArea("35.09.20.2009", "Wonorejo", -8.130, 113.710),
)


def lookup() -> AreaLookup:
    return AreaLookup.of(AREAS)


def xlsx(*sheets: tuple[str, Callable]) -> bytes:
    """A workbook of named sheets, each filled by a function of (sheet, workbook)."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, fill in sheets:
        fill(book.add_worksheet(name), book)
    book.close()
    return out.getvalue()


def grid(*rows: list) -> Callable:
    """A sheet that holds these rows from A1 on; None leaves a cell out."""

    def fill(sheet, _book) -> None:
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value)

    return fill


def csv_bytes(*lines: str, encoding: str = "utf-8") -> bytes:
    return ("\r\n".join(lines) + "\r\n").encode(encoding)
