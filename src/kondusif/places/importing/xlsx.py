"""XLSX by python-calamine, after a look into the package that keeps hostile or careless files out."""

import io
import re
import zipfile
import zlib

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from kondusif.places.importing import sentences as say
from kondusif.places.importing.sheets import (
    MAX_UNPACKED_BYTES,
    Sheet,
    UnreadableFileError,
    check_extent,
    has_content,
)
from kondusif.places.importing.text import clean

CHUNK = 1 << 20
OVERLAP = 512  # longer than any cell's opening tag
_FILLED_CELL = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\br=["']([A-Z]{1,3})(\d+)["'][^<>]*(?<!/)>""")
_UNNAMED_CELL = re.compile(rb"""<(?:\w+:)?c(?=[\s>])(?![^<>]*\sr=)""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^<>]*?\br=["'](\d+)""")


def read_xlsx(data: bytes) -> tuple[Sheet, ...]:
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
    """Refuses ZIP files that are no XLSX, and those that would fill the memory once opened.

    The extent is measured here because the reader allocates the whole rectangle at once: one stray
    value in the last cell of a sheet would end the process.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_kind(package)
            for name in package.namelist():
                if _is_sheet(name):
                    check_extent(name.rpartition("/")[2], *_extent(package, name))
    except UnreadableFileError:
        raise
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        zlib.error,
    ):
        raise UnreadableFileError(say.IS_DAMAGED) from None


def _check_kind(package: zipfile.ZipFile) -> None:
    names = set(package.namelist())
    if "mimetype" in names and b"opendocument" in package.read("mimetype"):
        raise UnreadableFileError(say.IS_ODS)
    if not any(name.startswith("xl/") for name in names) or "xl/workbook.bin" in names:
        raise UnreadableFileError(say.IS_OTHER_ZIP)
    size = sum(item.file_size for item in package.infolist())
    if size > MAX_UNPACKED_BYTES:
        limit = MAX_UNPACKED_BYTES // 2**20
        raise UnreadableFileError(say.TOO_LARGE, size=size // 2**20, limit=limit)


def _is_sheet(name: str) -> bool:
    lower = name.lower()
    other = lower.endswith(("sharedstrings.xml", "styles.xml")) or "/theme/" in lower
    return lower.endswith(".xml") and lower.startswith("xl/") and not other


def _extent(package: zipfile.ZipFile, name: str) -> tuple[int, int]:
    """The furthest row and column, counted from 1, of cells that hold something.

    Cells with nothing but a border don't count. Cells that don't say where they are follow their
    row's number.
    """
    rows, columns, rest = 0, 0, b""
    with package.open(name) as part:
        while chunk := part.read(CHUNK):
            text = rest + chunk
            rest = chunk[-OVERLAP:]
            found = _FILLED_CELL.findall(text)
            columns = max(columns, max(map(_column, {letters for letters, _ in found}), default=0))
            numbers = [digits for _, digits in found]
            if _UNNAMED_CELL.search(text):
                numbers += _ROW.findall(text)
            rows = max(rows, max((int(digits[:9]) for digits in numbers), default=0))
    return rows, columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _visible(book: CalamineWorkbook) -> list[str]:
    """Work sheets that a person sees; all of them where every one is hidden."""
    plain = [meta for meta in book.sheets_metadata if "WorkSheet" in str(meta.typ)]
    shown = [meta.name for meta in plain if str(meta.visible).endswith(".Visible")]
    return shown or [meta.name for meta in plain]


def _xlsx_sheet(sheet: CalamineSheet) -> Sheet:
    if sheet.end is None:
        return Sheet(sheet.name, [])
    rows = [[clean(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    merges = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
    return Sheet(sheet.name, rows if has_content(rows) else [], merges)
