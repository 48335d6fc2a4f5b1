"""What a newer list changes: added, changed (field by field), gone and unchanged, by key. Pure."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from kondusif.places.importing.findings import Note, Problem

MAX_DETAILS = 1000
NOT_COMPARED = frozenset({"row"})


@dataclass(frozen=True)
class Diff:
    """The outcome. `changed` holds, per key, each changed field with its (old, new) values."""

    added: dict[Hashable, Any]
    changed: dict[Hashable, dict[str, tuple[Any, Any]]]
    gone: dict[Hashable, Any]
    unchanged: int

    @property
    def empty(self) -> bool:
        return not (self.added or self.changed or self.gone)


def diff(
    current: Mapping[Any, Any],
    incoming: Mapping[Any, Any],
    ignore: Collection[str] = NOT_COMPARED,
) -> Diff:
    """Compares records (dataclasses or mappings) of the same key by the fields that both have."""
    changed, unchanged = {}, 0
    for key, record in incoming.items():
        if key not in current:
            continue
        if differing := _changes(current[key], record, ignore):
            changed[key] = differing
        else:
            unchanged += 1
    added = {key: record for key, record in incoming.items() if key not in current}
    gone = {key: record for key, record in current.items() if key not in incoming}
    return Diff(added, changed, gone, unchanged)


def _changes(old: Any, new: Any, ignore: Collection[str]) -> dict[str, tuple[Any, Any]]:
    before, after = _as_mapping(old), _as_mapping(new)
    return {
        name: (before[name], value)
        for name, value in after.items()
        if name not in ignore and name in before and before[name] != value
    }


def _as_mapping(record: Any) -> Mapping[str, Any]:
    if is_dataclass(record) and not isinstance(record, type):
        return {part.name: getattr(record, part.name) for part in fields(record)}
    if isinstance(record, Mapping):
        return record
    raise TypeError(f"a record must be a dataclass or a mapping, not {type(record).__name__}")


def summary(
    found: Diff | None,
    problems: Collection[Problem] = (),
    notes: Collection[Note] = (),
) -> dict[str, Any]:
    """The JSON that `kondusif import --json` prints: counts, problems, notes and the first keys of
    each kind.

    `found` is None where problems kept the file from being compared: then every count is 0.
    """
    found = found or Diff({}, {}, {}, 0)
    return {
        "added": len(found.added),
        "changed": len(found.changed),
        "gone": len(found.gone),
        "unchanged": found.unchanged,
        "problems": [problem.as_dict() for problem in problems],
        "notes": [note.as_dict() for note in notes],
        "details": {
            "added": _keys(found.added),
            "changed": [
                {"key": key_text(key), "fields": {name: list(pair) for name, pair in parts.items()}}
                for key, parts in list(found.changed.items())[:MAX_DETAILS]
            ],
            "gone": _keys(found.gone),
        },
    }


def _keys(records: Mapping[Hashable, Any]) -> list[str]:
    return [key_text(key) for key in list(records)[:MAX_DETAILS]]


def key_text(key: Hashable) -> str:
    """A key as one string: the parts of a tuple joined by a dash, a station's number with three
    digits.
    """
    parts = key if isinstance(key, tuple) else (key,)
    return "-".join(f"{part:03d}" if isinstance(part, int) else str(part) for part in parts)
