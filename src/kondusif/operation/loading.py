"""Stages, strength figures and vulnerable points from CSV files, for `kondusif operation` and the examples; pure.

UTF-8, comma or semicolon, header in the first row. Raises BadFile with a sentence that names the row.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from .services import NewFigure, NewStage

Made = TypeVar("Made")
SITE_KINDS = ("kpu", "warehouse", "ppk", "pps", "route")
POSITIONS = ("given", "estimated", "synthetic")


class BadFile(Exception):
    """The message is a sentence that names file, row and column."""


@dataclass(frozen=True)
class NewSite:
    """A vulnerable point that is no station. `area` is an official code; lat, lon in degrees."""

    code: str
    kind: str
    name: str
    area: str
    lat: float
    lon: float
    position: str
    note: str


def stages(text: str) -> list[NewStage]:
    """Columns stage, start, end; optional stage_en, who, source. Days as YYYY-MM-DD, both included."""
    return _read(text, ("stage", "start", "end"), _stage)


def _stage(row: dict[str, str]) -> NewStage:
    return NewStage(
        name=row["stage"][:160],
        start=_day(row, "start"),
        end=_day(row, "end"),
        who=row.get("who", "")[:80],
        source=row.get("source", "")[:300],
        name_en=row.get("stage_en", "")[:160],
    )


def figures(text: str) -> list[NewFigure]:
    """Columns key, value, what, source; optional what_en, as_of, used (yes or no)."""
    return _read(text, ("key", "value", "what", "source"), _figure)


def _figure(row: dict[str, str]) -> NewFigure:
    return NewFigure(
        key=row["key"][:40],
        value=_whole(row, "value"),
        what=row["what"][:160],
        source=row["source"][:300],
        as_of=_day(row, "as_of") if row.get("as_of") else None,
        used=row.get("used", "").lower() in ("yes", "ya"),
        what_en=row.get("what_en", "")[:160],
    )


def sites(text: str) -> list[NewSite]:
    """Columns code, kind (kpu, warehouse, ppk, pps, route), name, area, lat, lon; optional position, note."""
    return _read(text, ("code", "kind", "name", "area", "lat", "lon"), _site)


def _site(row: dict[str, str]) -> NewSite:
    return NewSite(
        code=row["code"][:30],
        kind=_one_of(row, "kind", SITE_KINDS),
        name=row["name"][:120],
        area=row["area"],
        lat=_number(row, "lat"),
        lon=_number(row, "lon"),
        position=_one_of(row, "position", POSITIONS) if row.get("position") else "given",
        note=row.get("note", "")[:200],
    )


def _read(text: str, needed: tuple[str, ...], make: Callable[[dict[str, str]], Made]) -> list[Made]:
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    missing = [name for name in needed if name not in (reader.fieldnames or ())]
    if missing:
        raise BadFile(f"The header lacks {', '.join(missing)}.")
    made = []
    for row in reader:
        cells = {key: (value or "").strip() for key, value in row.items() if key}
        if not any(cells.values()):
            continue
        try:
            empty = next((name for name in needed if not cells[name]), None)
            if empty:
                raise ValueError(f"{empty} is empty")
            made.append(make(cells))
        except ValueError as error:
            raise BadFile(f"Row {reader.line_num}: {error}.") from None
    return made


def _day(row: dict[str, str], name: str) -> date:
    try:
        return date.fromisoformat(row[name])
    except ValueError:
        raise ValueError(f"{name} is {row[name]!r}, not a day such as 2024-11-27") from None


def _whole(row: dict[str, str], name: str) -> int:
    if not row[name].isdigit() or len(row[name]) > 9:
        raise ValueError(f"{name} is {row[name]!r}, not a whole number")
    return int(row[name])


def _number(row: dict[str, str], name: str) -> float:
    try:
        return float(row[name].replace(",", "."))
    except ValueError:
        raise ValueError(f"{name} is {row[name]!r}, not a number") from None


def _one_of(row: dict[str, str], name: str, choices: tuple[str, ...]) -> str:
    if row[name] not in choices:
        raise ValueError(f"{name} is {row[name]!r}; known are {', '.join(choices)}")
    return row[name]
