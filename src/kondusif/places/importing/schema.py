"""What columns a kind of file has, and how to find them under the headers that people really write."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from kondusif.places.importing.findings import Findings
from kondusif.places.importing.text import Cell, as_text, header_key

Parse = Callable[[Cell], Any]


@dataclass(frozen=True)
class Field:
    """One thing a row can hold.

    `headers` are accepted spellings, compared without case, spaces and punctuation; `fallbacks`
    count only where none of `headers` is there. A `words_only` field skips columns that hold
    nothing but numbers (a column `Desa` that counts villages). `parse` turns a cell into a value or
    raises ValueError with a sentence.
    """

    name: str
    headers: tuple[str, ...]
    parse: Parse
    fallbacks: tuple[str, ...] = ()
    required: bool = False
    words_only: bool = False

    def rank(self, keys: tuple[str, ...]) -> int:
        """0 where one of the keys is a header, 1 a fallback, 2 neither."""
        known, spare = _keys_of(self)
        if any(key in known for key in keys):
            return 0
        return 1 if any(key in spare for key in keys) else 2


_KEYS: dict[Field, tuple[frozenset[str], frozenset[str]]] = {}


def _keys_of(wanted: Field) -> tuple[frozenset[str], frozenset[str]]:
    if wanted not in _KEYS:
        _KEYS[wanted] = (
            frozenset(map(header_key, (wanted.name, *wanted.headers))),
            frozenset(map(header_key, wanted.fallbacks)),
        )
    return _KEYS[wanted]


@dataclass(frozen=True)
class Schema:
    """The fields of one kind of file; of each group in `one_of` at least one field must have a
    column.
    """

    kind: str
    fields: tuple[Field, ...]
    one_of: tuple[tuple[str, ...], ...] = ()

    def __getitem__(self, name: str) -> Field:
        return next(found for found in self.fields if found.name == name)


@dataclass(frozen=True)
class Record:
    """One data row: its own row number, and the cells by field name (only fields that have a
    column).
    """

    row: int
    cells: dict[str, Cell]

    def has(self, name: str) -> bool:
        return self.cells.get(name, "") != ""

    def text(self, name: str) -> str:
        return as_text(self.cells.get(name, ""))


@dataclass
class Records:
    """The rows of the sheet that fits a schema best, and what was noticed on the way."""

    schema: Schema
    sheet: str
    header_row: int
    columns: dict[str, str]
    rows: list[Record]
    findings: Findings = field(default_factory=Findings)

    def column(self, name: str) -> str:
        """The header a field was found under; the field's first accepted header where it has no
        column.
        """
        return self.columns.get(name) or self.schema[name].headers[0]

    def problem(self, record: Record, name: str, reason: str) -> None:
        self.findings.problem(record.row, self.column(name), record.text(name), reason)

    def note(self, record: Record, name: str, reason: str) -> None:
        self.findings.note(record.row, self.column(name), record.text(name), reason)

    def values(self) -> Iterator[tuple[Record, dict[str, Any] | None]]:
        """Each record with its parsed values; None where a cell could not be read (the problem is
        recorded).
        """
        parsers = [
            (wanted, wanted.parse) for wanted in self.schema.fields if wanted.name in self.columns
        ]
        for record in self.rows:
            yield record, self._parse(record, parsers)

    def _parse(self, record: Record, parsers: list[tuple[Field, Parse]]) -> dict[str, Any] | None:
        values: dict[str, Any] = {}
        readable = True
        for wanted, parse in parsers:
            cell = record.cells[wanted.name]
            try:
                values[wanted.name] = None if cell == "" else parse(cell)
            except ValueError as error:
                self.problem(record, wanted.name, error.args[0])
                readable = False
        return values if readable else None
