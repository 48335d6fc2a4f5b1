"""What kinds of lists can be loaded. A room declares its kinds when it starts; `services` loads them all alike.

A kind reads a file against what is stored and says what the stored side is (both as facts by key), and can save the
difference. It never decides permissions of its own making: what it refuses, it returns as problems by row.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kondusif.backbone.accounts.rules import Actor, within_area
from kondusif.places.importing import Diff, Note, Parsed, Problem


@dataclass(frozen=True)
class Scope:
    """Who loads (None: the machine's own command line), and whether the list covers only the parts that it names."""

    actor: Actor | None = None
    partial: bool = False

    def holds(self, area: str) -> bool:
        return self.actor is None or within_area(self.actor, area)


@dataclass(frozen=True)
class Upload:
    """A file as it came."""

    data: bytes
    file_name: str


@dataclass
class Reading:
    """A file beside what is stored: facts by key on both sides, problems that stop it, notes that don't."""

    parsed: Parsed[Any]
    incoming: dict[Any, Any] = field(default_factory=dict)
    current: dict[Any, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @classmethod
    def of(cls, parsed: Parsed[Any]) -> "Reading":
        return cls(parsed, problems=list(parsed.problems), notes=list(parsed.notes))

    def problem(self, row: int, column: str, value: str, reason: str) -> None:
        self.problems.append(Problem(row, self.parsed.columns.get(column, column), value, reason))

    def note(self, reason: str) -> None:
        self.notes.append(Note(0, "", "", reason))


@dataclass(frozen=True)
class Column:
    """One column of the template that a district fills in: header, an example, what it means."""

    header: str
    example: str
    meaning: Any


@dataclass(frozen=True)
class ListKind:
    """One kind of list. `read` runs inside the transaction that saves; `save` gets only what differs."""

    name: str
    title: Any
    order: int
    read: Callable[[Upload, Scope], Reading]
    save: Callable[[Diff, Mapping[Any, Any], datetime], None]
    count: Callable[[Actor | None], int]
    columns: Sequence[Column] = ()
    personal: bool = False  # rows hold personal data: nobody but the service's own staff sees them


_kinds: dict[str, ListKind] = {}


def declare(kind: ListKind) -> None:
    _kinds[kind.name] = kind


def kinds() -> list[ListKind]:
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def names() -> list[str]:
    return [kind.name for kind in kinds()]


def get(name: str) -> ListKind:
    """Raises KeyError for a kind that no room declared."""
    return _kinds[name]
