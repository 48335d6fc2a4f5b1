"""What a file looks like once it is read: sheets of cells; the limits; the error for a file that
can't be read.
"""

from dataclasses import dataclass

from kondusif.places.importing import sentences as say
from kondusif.places.importing.sentences import Sentence
from kondusif.places.importing.text import Cell

MAX_BYTES = 32 * 1024 * 1024
MAX_UNPACKED_BYTES = 512 * 1024 * 1024  # a ZIP bomb is small until it is opened
MAX_ROWS = 200_000
MAX_COLUMNS = 400
MAX_CELLS = 6_000_000  # the reader holds the whole rectangle, empty cells too

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


def check_extent(name: str, rows: int, columns: int) -> None:
    """Raises UnreadableFileError where a sheet reaches further than can be held."""
    limit = min(MAX_ROWS, MAX_CELLS // max(columns, 1)) if columns <= MAX_COLUMNS else MAX_ROWS
    if rows > limit:
        raise UnreadableFileError(say.TOO_MANY_ROWS, sheet=name, rows=rows, limit=limit)
    if columns > MAX_COLUMNS:
        raise UnreadableFileError(say.TOO_WIDE, sheet=name, columns=columns, limit=MAX_COLUMNS)


def has_content(rows: list[list[Cell]]) -> bool:
    return any(cell != "" for row in rows for cell in row)
