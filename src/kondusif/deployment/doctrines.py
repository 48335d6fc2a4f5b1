"""Reading a doctrine: the engine's tables (`[weights]`, `[classes.NAME]`) and what the app adds to them.

The app's additions are optional: `[about]` (title, source, notes), `[grades]` (risk grade = class name), `[elsewhere]`
(kind of post = share of the police who aren't at stations) and `[army]` (`per_sector`). See
`docs/reference/doctrine.md`. Pure: text in, `Pattern` out, or a `DoctrineError` that says in words what is wrong.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kondusif.engines.stationing import ClassRule, Weights

from . import planfiles

GRADES = ("less_vulnerable", "vulnerable", "very_vulnerable", "special")
KINDS_ELSEWHERE = ("kpu", "warehouse", "ppk", "headquarters", "reserve")
# Bantul's published plan: of 602 police who weren't at stations, KPU 32, PPS and PPK 199, logistics 30, headquarters
# 191, Brimob and attached 150.
USUAL_ELSEWHERE = {"kpu": 5.0, "warehouse": 5.0, "ppk": 33.0, "headquarters": 32.0, "reserve": 25.0}
USUAL_SOLDIERS_PER_SECTOR = 8
LONGEST_CLASS = 60
LARGEST_TEAM = 200
KNOWN_TABLES = frozenset({"about", "weights", "classes", "grades", "elsewhere", "army"})


class DoctrineError(ValueError):
    """The text isn't a doctrine. `sentence` is a template for gettext, `values` fill it."""

    def __init__(self, sentence: str, **values: Any) -> None:
        self.sentence, self.values = sentence, values
        super().__init__(sentence % values)


@dataclass(frozen=True)
class Pattern:
    """A doctrine that has been read and checked."""

    title: str
    source: str
    notes: str
    weights: Weights
    classes: tuple[ClassRule, ...]
    class_of_grade: Mapping[str, str]
    elsewhere: tuple[tuple[str, float], ...]
    soldiers_per_sector: int

    def class_index(self) -> dict[str, int]:
        """Risk grade -> position of its class."""
        position = {rule.name: i for i, rule in enumerate(self.classes)}
        return {grade: position[name] for grade, name in self.class_of_grade.items()}


def read(text: str, name: str) -> Pattern:
    """Reads the TOML `text`; `name` is the title where the text has none."""
    tables = _tables(text)
    weights, classes = _engine_tables(tables)
    about = _table(tables, "about")
    return Pattern(
        title=_line(about.get("title") or name, 160),
        source=_line(about.get("source", ""), 300),
        notes=_line(about.get("notes", ""), 4000),
        weights=weights,
        classes=tuple(classes),
        class_of_grade=_grades(_table(tables, "grades"), [rule.name for rule in classes]),
        elsewhere=_elsewhere(_table(tables, "elsewhere")),
        soldiers_per_sector=_per_sector(_table(tables, "army")),
    )


def _tables(text: str) -> dict[str, Any]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DoctrineError("This isn't TOML: %(reason)s", reason=str(error)) from error
    unknown = sorted(set(tables) - KNOWN_TABLES)
    if unknown:
        raise DoctrineError(
            "The table [%(table)s] means nothing here; known are %(known)s.",
            table=unknown[0],
            known=", ".join(sorted(KNOWN_TABLES)),
        )
    return tables


def _line(value: Any, length: int) -> str:
    return str(value).replace("\x00", "")[:length]


def _engine_tables(tables: dict[str, Any]) -> tuple[Weights, list[ClassRule]]:
    """What `kondusif plan` reads too, by its own reader; every problem in one sentence after the other."""
    problems: list[planfiles.FileProblem] = []
    weights = planfiles.read_weights(tables, problems)
    entries = planfiles.table(tables, "classes", problems)
    if entries == {}:
        raise DoctrineError("There is no class in [classes].")
    found = [planfiles.read_class(name, entries or {}, problems) for name in entries or {}]
    if problems or weights is None:
        said = "; ".join(
            f"{problem.column or 'doctrine'}: {problem.reason}" for problem in problems
        )
        raise DoctrineError("%(reason)s", reason=said)
    rules = [rule for rule in found if rule is not None]
    for rule in rules:
        _check_bearable(rule)
    return weights, rules


def _check_bearable(rule: ClassRule) -> None:
    if len(rule.name) > LONGEST_CLASS or not rule.name.isprintable():
        raise DoctrineError(
            "A class has a name of at most %(length)d printable characters.", length=LONGEST_CLASS
        )
    if rule.officers > LARGEST_TEAM:
        raise DoctrineError(
            "Class %(name)s: a team of %(officers)d officers is beyond what can be meant (%(most)d).",
            name=rule.name, officers=rule.officers, most=LARGEST_TEAM,
        )  # fmt: skip


def _table(tables: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = tables.get(name, {})
    if not isinstance(found, dict):
        raise DoctrineError("[%(table)s] has to be a table.", table=name)
    return found


def _grades(table: Mapping[str, Any], classes: list[str]) -> dict[str, str]:
    """Every grade falls into exactly one class; a grade without a line goes to the class of its own name."""
    unknown = sorted(set(table) - set(GRADES))
    if unknown:
        raise DoctrineError(
            "[grades] knows no grade %(grade)s; the grades are %(known)s.",
            grade=unknown[0],
            known=", ".join(GRADES),
        )
    found = {grade: str(table.get(grade, grade)) for grade in GRADES}
    for grade, name in found.items():
        if name not in classes:
            raise DoctrineError(
                "No class for the grade %(grade)s: add a line %(grade)s = one of %(classes)s to [grades].",
                grade=grade,
                classes=", ".join(classes),
            )
    return found


def _elsewhere(table: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    shares = dict(table) or USUAL_ELSEWHERE
    for kind, share in shares.items():
        if kind not in KINDS_ELSEWHERE:
            raise DoctrineError(
                "[elsewhere] knows no post %(kind)s; the posts are %(known)s.",
                kind=kind,
                known=", ".join(KINDS_ELSEWHERE),
            )
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share < 1e6:
            raise DoctrineError("[elsewhere] %(kind)s has to be a number of at least 0.", kind=kind)
    if not sum(shares.values()):
        raise DoctrineError("[elsewhere] has to share out more than nothing.")
    return tuple((kind, float(shares[kind])) for kind in KINDS_ELSEWHERE if kind in shares)


def _per_sector(table: Mapping[str, Any]) -> int:
    number = table.get("per_sector", USUAL_SOLDIERS_PER_SECTOR)
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= 1000:
        raise DoctrineError("[army] per_sector has to be a whole number from 0 to 1000.")
    return number
