"""What reading a file gives back: rows, problems that stop the import, notes that do not."""

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that stops the import. `row` is the spreadsheet's own row number (1 = first row), 0
    the whole file.

    `column` is the header as the file has it, `value` the cell as text, `reason` a whole sentence
    (a `Sentence`, which a screen can translate).
    """

    row: int
    column: str
    value: str
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """The four keys as plain JSON values."""
        return {
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": str(self.reason),
        }


@dataclass(frozen=True, slots=True)
class Note(Problem):
    """Something worth knowing that doesn't stop the import (a position that was estimated, a sheet
    not read).
    """


@dataclass(frozen=True)
class Parsed(Generic[RowT]):
    """The outcome for one file. All or nothing: with any problem, `ok` is false and nothing may be
    imported.
    """

    rows: tuple[RowT, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()
    sheet: str = ""
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.problems


class Findings:
    """Collects problems and notes while rows are read; sorted by row at the end."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.notes: list[Note] = []

    def problem(self, row: int, column: str, value: object, reason: str) -> None:
        self.problems.append(Problem(row, column, str(value), reason))

    def note(self, row: int, column: str, value: object, reason: str) -> None:
        self.notes.append(Note(row, column, str(value), reason))

    def sorted_problems(self) -> tuple[Problem, ...]:
        return tuple(sorted(self.problems, key=lambda found: found.row))

    def sorted_notes(self) -> tuple[Note, ...]:
        return tuple(sorted(self.notes, key=lambda found: found.row))
