"""The kinds of field report, read from `kinds.toml` and checked when they are read.

Pure but for the one file that ships with this module. Sources: the kinds that recur in public accounts of elections,
and the milestones that police units ask their station guards for.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("kinds.toml")
GROUPS = ("logistics", "nature", "voting", "order", "violence", "own_people", "supply")


class WrongKinds(ValueError):
    """The file of kinds is wrong; the message says where."""


@dataclass(frozen=True)
class Milestone:
    """When a milestone may be expected: local times on the day `day` counted from the vote."""

    day: int
    opens: time
    due: time


@dataclass(frozen=True)
class Kind:
    """One kind of report. `severity` 1-4 is the default; `milestone` is None unless it marks a stage."""

    code: str
    names: Mapping[str, str]  # by language: id, en
    trouble: bool
    severity: int = 1
    group: str = ""
    alarm: bool = False
    own_lead: bool = False
    milestone: Milestone | None = None

    @property
    def id(self) -> str:
        return self.names["id"]

    @property
    def en(self) -> str:
        return self.names["en"]

    def name(self, language: str) -> str:
        return self.names.get(language[:2], self.names["en"])


def parse(data: Mapping[str, Any]) -> dict[str, Kind]:
    """The kinds of a decoded file, in its order. Raises WrongKinds with the entry that is wrong."""
    kinds: dict[str, Kind] = {}
    for section in ("milestone", "calm", "trouble"):
        for entry in data.get(section, []):
            kind = _kind(section, entry)
            if kind.code in kinds:
                raise WrongKinds(f"The kind {kind.code!r} stands twice in the file.")
            kinds[kind.code] = kind
    if not kinds:
        raise WrongKinds("The file holds no kinds.")
    return kinds


def _kind(section: str, entry: Mapping[str, Any]) -> Kind:
    code = str(entry.get("code", ""))
    if not code.isidentifier() or len(code) > 40:
        raise WrongKinds(f"{code!r} is no code: write up to 40 letters, digits and underscores.")
    names = {"id": str(entry.get("id", "")), "en": str(entry.get("en", ""))}
    if not all(names.values()):
        raise WrongKinds(f"The kind {code!r} needs a name in both languages, id and en.")
    if section == "trouble":
        return _trouble(code, names, entry)
    return Kind(code, names, False, milestone=_milestone(entry) if section == "milestone" else None)


def _trouble(code: str, names: Mapping[str, str], entry: Mapping[str, Any]) -> Kind:
    severity, group = entry.get("severity"), entry.get("group")
    if severity not in (1, 2, 3, 4):
        raise WrongKinds(f"The kind {code!r} has severity {severity!r}; write 1, 2, 3 or 4.")
    if group not in GROUPS:
        raise WrongKinds(
            f"The kind {code!r} has group {group!r}; write one of {', '.join(GROUPS)}."
        )
    own = entry.get("lead", "police") == "own"
    return Kind(code, names, True, severity, group, bool(entry.get("alarm")), own)


def _milestone(entry: Mapping[str, Any]) -> Milestone:
    try:
        opens, due = time.fromisoformat(entry["from"]), time.fromisoformat(entry["due"])
    except (KeyError, ValueError, TypeError) as wrong:
        raise WrongKinds(f"The milestone {entry['code']!r} needs from and due as HH:MM.") from wrong
    if due < opens:
        raise WrongKinds(f"The milestone {entry['code']!r} is due before it may begin.")
    return Milestone(int(entry.get("day", 0)), opens, due)


@cache
def all_kinds() -> dict[str, Kind]:
    return parse(tomllib.loads(FILE.read_text(encoding="utf-8")))


@cache
def milestones() -> tuple[Kind, ...]:
    """The kinds that mark a stage of the day, in their order."""
    return tuple(kind for kind in all_kinds().values() if kind.milestone)


@cache
def troubles() -> tuple[Kind, ...]:
    return tuple(kind for kind in all_kinds().values() if kind.trouble)
