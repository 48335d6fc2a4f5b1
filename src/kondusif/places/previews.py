"""An outcome as tables for the screen: added, changed, gone, wrong and worth knowing, the first rows of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kondusif.places.importing import Diff, Problem, key_text

from .models import Area
from .said import in_words
from .services import Outcome

SHOWN = 200
HIDDEN = ("row", "geometry", "level", "parent")

FIELD_NAMES = {
    "address": _("Address"),
    "area": _("Area"),
    "code": _("Code"),
    "kind": _("Kind"),
    "lat": _("Latitude"),
    "location": _("Place"),
    "lon": _("Longitude"),
    "name": _("Name"),
    "note": _("Remarks"),
    "number": _("No."),
    "phone": _("Telephone"),
    "position": _("Basis of position"),
    "rank": _("Rank"),
    "remote": _("Remote"),
    "service": _("Police or army"),
    "service_number": _("Service number"),
    "shape": _("Shape"),
    "special": _("Special place"),
    "synthetic": _("Synthetic"),
    "unit": _("Unit"),
    "village": _("Village"),
    "voters": _("Voters"),
    "level": _("Level"),
    "parent": _("Above"),
}
VALUE_NAMES = {
    "given": _("from the list"),
    "estimated": _("estimated"),
    "synthetic": _("synthetic"),
    "prison": _("prison"),
    "hospital": _("hospital"),
    "relocation": _("relocation camp"),
    "other": _("other"),
    "police": _("Police"),
    "army": _("Army"),
    "function": _("function at headquarters"),
}


@dataclass(frozen=True)
class Rows:
    """A table: headers, the first rows, and how many there are in all."""

    headers: Sequence[Any]
    rows: Sequence[Sequence[str]]
    total: int

    @property
    def more(self) -> int:
        return max(0, self.total - len(self.rows))


@dataclass(frozen=True)
class Preview:
    """What the screen shows of an outcome."""

    outcome: Outcome
    added: Rows
    changed: Rows
    gone: Rows
    problems: Rows
    notes: Rows

    @property
    def counts(self) -> dict[str, Any]:
        return self.outcome.as_dict()


def preview(outcome: Outcome) -> Preview:
    found = outcome.found or Diff({}, {}, {}, 0)
    return Preview(
        outcome,
        _facts(found.added),
        _changes(found.changed),
        _facts(found.gone),
        _findings(outcome.problems),
        _findings(outcome.notes),
    )


def _facts(records: Mapping[Any, Any]) -> Rows:
    first = list(records.values())[:SHOWN]
    names = [part.name for part in fields(first[0]) if part.name not in HIDDEN] if first else []
    # A column that says nothing in any row is no column.
    names = [name for name in names if any(getattr(one, name) not in ("", None) for one in first)]
    areas = _area_names(first)
    rows = [[_cell(name, getattr(one, name), areas) for name in names] for one in first]
    return Rows([FIELD_NAMES.get(name, name) for name in names], rows, len(records))


def _area_names(records: Sequence[Any]) -> dict[str, str]:
    """Names of the areas that records refer to by code."""
    codes = {getattr(one, name, "") for one in records for name in ("village", "area")}
    return dict(Area.objects.filter(code__in=codes - {""}).values_list("code", "name"))


def _cell(name: str, value: Any, areas: Mapping[str, str]) -> str:
    if name in ("village", "area") and value in areas:
        return f"{areas[value]} ({value})"
    return as_text(value)


def _changes(changed: Mapping[Any, Mapping[str, tuple[Any, Any]]]) -> Rows:
    rows = [
        [key_text(key), str(FIELD_NAMES.get(name, name)), as_text(old), as_text(new)]
        for key, parts in list(changed.items())[:SHOWN]
        for name, (old, new) in parts.items()
    ]
    # Rows are changed fields; the total counts changed entries.
    more = max(0, len(changed) - SHOWN)
    return Rows((_("Entry"), _("Changed field"), _("Until now"), _("New")), rows, len(rows) + more)


def _findings(found: Iterable[Problem]) -> Rows:
    every = list(found)
    rows = [
        [str(one.row or "–"), one.column or "–", one.value or "–", in_words(one.reason)]
        for one in every[:SHOWN]
    ]
    return Rows((_("Row"), _("Column"), _("Value"), _("Finding")), rows, len(every))


def as_text(value: Any) -> str:
    """A stored value in words: yes and no, the names of choices, a dash for nothing."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(VALUE_NAMES.get(value, value)) if isinstance(value, str) else str(value)
