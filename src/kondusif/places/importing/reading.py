"""A file's bytes as sheets of cells: XLSX by python-calamine, CSV by the csv module, told apart by
content.

Nothing here knows what the columns mean. Rows keep the spreadsheet's own numbers: `sheet.rows[0]`
is row 1.
"""

import csv
import io
import zipfile
from collections import Counter
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from kondusif.places.importing import sentences as say
from kondusif.places.importing.sentences import Sentence
from kondusif.places.importing.text import Cell, clean

MAX_BYTES = 32 * 1024 * 1024
MAX_UNPACKED_BYTES = 512 * 1024 * 1024  # a ZIP bomb is small until it is opened
MAX_ROWS = 200_000
MAX_COLUMNS = 400
DELIMITERS = ";\t,|"

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column; all from 0


class UnreadableFileError(ValueError):
    """The file as a whole can't be read. `reason` is a whole sentence that may be shown as it is."""

    def __init__(self, template: str, **params: object) -> None:
        self.reason = Sentence(template, **params)
        super().__init__(str(self.reason))


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows of cleaned cells from row 1 on (empty cells are ""), and its merged ranges."""

    name: str
    rows: list[list[Cell]]
    merges: tuple[Merge, ...] = ()


@dataclass(frozen=True)
class Table:
    """A file as read: one sheet for CSV, every visible sheet with content for XLSX."""

    filename: str
    sheets: tuple[Sheet, ...]


def read_table(data: bytes, filename: str = "") -> Table:
    """Reads XLSX or CSV. Raises UnreadableFileError with a sentence for anything else, or a file
    that's too large.
    """
    _check_size(data)
    if data.startswith(b"PK\x03\x04"):
        return Table(filename, _read_xlsx(data))
    _refuse_other_formats(data)
    return Table(filename, (_read_csv(_decode(data)),))


def _check_size(data: bytes) -> None:
    if not data.strip(b"\x00\xff\xfe\xef\xbb\xbf \r\n\t"):
        raise UnreadableFileError(say.EMPTY_FILE)
    if len(data) > MAX_BYTES:
        size = -(-len(data) // 2**20)
        raise UnreadableFileError(say.TOO_LARGE, size=size, limit=MAX_BYTES // 2**20)


def _refuse_other_formats(data: bytes) -> None:
    start = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(b"%pdf"):
        raise UnreadableFileError(say.IS_PDF)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        # An encrypted XLSX hides in the same container as an old XLS.
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise UnreadableFileError(say.IS_ENCRYPTED if locked else say.IS_OLD_EXCEL)
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta", b"<style")):
        raise UnreadableFileError(say.IS_HTML)


# --- XLSX


def _read_xlsx(data: bytes) -> tuple[Sheet, ...]:
    _check_package(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [_xlsx_sheet(book.get_sheet_by_name(name)) for name in _visible(book)]
    except PasswordError:
        raise UnreadableFileError(say.IS_ENCRYPTED) from None
    except UnreadableFileError:
        raise
    except (CalamineError, ValueError, OSError):
        raise UnreadableFileError(say.IS_DAMAGED) from None
    kept = tuple(sheet for sheet in sheets if sheet.rows)
    if not kept:
        raise UnreadableFileError(say.EMPTY_FILE)
    return kept


def _check_package(data: bytes) -> None:
    """Refuses ZIP files that are no XLSX, or that would unpack to something enormous."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
            size = sum(item.file_size for item in package.infolist())
            opendocument = "mimetype" in names and b"opendocument" in package.read("mimetype")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        raise UnreadableFileError(say.IS_DAMAGED) from None
    if opendocument:
        raise UnreadableFileError(say.IS_ODS)
    if not any(name.startswith("xl/") for name in names):
        raise UnreadableFileError(say.IS_OTHER_ZIP)
    if size > MAX_UNPACKED_BYTES:
        limit = MAX_UNPACKED_BYTES // 2**20
        raise UnreadableFileError(say.TOO_LARGE, size=size // 2**20, limit=limit)


def _visible(book: CalamineWorkbook) -> list[str]:
    """Work sheets that a person sees; all of them where every one is hidden."""
    plain = [meta for meta in book.sheets_metadata if "WorkSheet" in str(meta.typ)]
    shown = [meta.name for meta in plain if str(meta.visible).endswith(".Visible")]
    return shown or [meta.name for meta in plain]


def _xlsx_sheet(sheet: CalamineSheet) -> Sheet:
    if sheet.end is None:
        return Sheet(sheet.name, [])
    _check_extent(sheet.name, sheet.end[0] + 1, sheet.end[1] + 1)
    rows = [[clean(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    merges = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
    return Sheet(sheet.name, rows if _has_content(rows) else [], merges)


def _check_extent(name: str, rows: int, columns: int) -> None:
    if rows > MAX_ROWS:
        raise UnreadableFileError(say.TOO_MANY_ROWS, sheet=name, rows=rows, limit=MAX_ROWS)
    if columns > MAX_COLUMNS:
        raise UnreadableFileError(say.TOO_WIDE, sheet=name, columns=columns, limit=MAX_COLUMNS)


def _has_content(rows: list[list[Cell]]) -> bool:
    return any(cell != "" for row in rows for cell in row)


# --- CSV


def _decode(data: bytes) -> str:
    """UTF-16 by its mark, else UTF-8, else cp1252 (what Excel on an Indonesian Windows writes)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data:
        raise UnreadableFileError(say.IS_BINARY)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    _refuse_control_characters(text)
    return text


def _refuse_control_characters(text: str) -> None:
    """Pictures and programs decode as cp1252 too, but are full of control characters."""
    sample = text[:4096]
    strange = sum(char < " " and char not in "\t\r\n\x0b\x0c\x1a" for char in sample)
    if strange > len(sample) / 100:
        raise UnreadableFileError(say.IS_BINARY)


def _read_csv(text: str) -> Sheet:
    text, delimiter = _declared_delimiter(text)
    rows = _split(text, delimiter or _guess_delimiter(text))
    cleaned: list[list[Cell]] = [[clean(cell) for cell in row] for row in rows]
    if not _has_content(cleaned):
        raise UnreadableFileError(say.EMPTY_FILE)
    _check_extent("CSV", len(cleaned), max(map(len, cleaned)))
    return Sheet("CSV", cleaned)


def _declared_delimiter(text: str) -> tuple[str, str]:
    """Excel's own hint `sep=;` in the first line, which no spreadsheet shows as a row."""
    first, _, rest = text.partition("\n")
    hint = first.strip().strip('"').lower()
    if len(hint) == 5 and hint.startswith("sep="):
        return rest, hint[4]
    return text, ""


def _guess_delimiter(text: str) -> str:
    """The delimiter that cuts the first lines into most columns, most evenly.

    Decimal commas make a `,` look frequent in a `;` file, but not in its header, hence evenness.
    """
    sample = text[:65536]
    if len(text) > len(sample):
        sample = sample.rpartition("\n")[0]
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> float:
    try:
        rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
    except csv.Error:
        return 0
    widths = Counter(len(row) for row in rows[:200] if any(cell.strip() for cell in row))
    if not widths:
        return 0
    width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]))
    return (width - 1) * (count / sum(widths.values())) ** 2


def _split(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise UnreadableFileError(say.BAD_QUOTES) from None
    try:  # a stray quotation mark inside a cell is tolerated, as Excel does
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise UnreadableFileError(say.FIELD_TOO_LONG, limit=csv.field_size_limit()) from None
