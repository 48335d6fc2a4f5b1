"""A plan's figures in words: the claim, the arithmetic of its budget, the remedies, two plans side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Plan
from .rules import round_up

TOLERANCE = 1e-6  # two sums of the same numbers differ by less (see `checker.report.RELATIVE`)


def bound(plan: Plan) -> float | None:
    """The proven gap as it is shown: rounded up, and 0 where it is within the checker's tolerance."""
    if plan.gap is None:
        return None
    return 0.0 if plan.gap <= TOLERANCE else round_up(plan.gap)


def claim(plan: Plan, shares: Mapping[str, float]) -> dict[str, float]:
    """The figures of the proof, fractions as fractions; empty where there is no plan.

    `gap` is rounded up, so that the sentence never promises more than the checker proved.
    """
    if plan.gap is None or plan.objective is None:
        return {}
    value = plan.value_of_one_more_team or 0.0
    return {
        "gap": bound(plan) or 0.0,
        "estimated": shares["estimated"],
        "synthetic": shares["synthetic"],
        "one_more": value,
        "one_more_share": value / plan.objective if plan.objective else 0.0,
    }


@dataclass(frozen=True)
class Remedy:
    """One way out, in words, with its price."""

    says: str
    sufficient: bool
    cheapest: bool
    officers_added: int
    officers_saved: int
    stations_regraded: int
    exposure_added: float


def remedy(row: Mapping[str, Any]) -> Remedy:
    price = row["price"]
    return Remedy(
        says=_says(row),
        sufficient=bool(row["sufficient"]),
        cheapest=bool(row.get("cheapest")),
        officers_added=price["officers_added"],
        officers_saved=price["officers_saved"],
        stations_regraded=price["stations_regraded"],
        exposure_added=price["exposure_added"],
    )


def _says(row: Mapping[str, Any]) -> str:
    kind, changes, price = row["kind"], row["changes"], row["price"]
    if kind in ("longer_pattern", "longer_patterns"):
        return " ".join(_longer(change) for change in changes)
    if kind == "shorter_pattern":
        change = changes[0]
        return (
            _("Let a team of class %(class)s guard as few as %(to)d stations, not %(from)d.")
            % change
        )
    if kind == "regraded_stations":
        return _regraded(changes, price["stations_regraded"])
    missing = price["officers_added"]
    return ngettext("Find %(n)d more officer.", "Find %(n)d more officers.", missing) % {
        "n": missing
    }


def _longer(change: Mapping[str, Any]) -> str:
    return _("Let a team of class %(class)s guard up to %(to)d stations, not %(from)d.") % change


def _regraded(changes: Any, stations: int) -> str:
    first = changes[0]
    return _(
        "Grade %(n)d stations again, from %(from)s to %(to)s, where the check on the ground allows it."
    ) % {"n": stations, "from": first["class"], "to": first["to"]}


def side_by_side(first: Plan, second: Plan) -> list[dict[str, Any]]:
    """Rows (name, a, b, places) of the figures that two plans are compared by."""
    rows = (
        (_("Police at stations"), "officers", 0),
        (_("Teams"), "teams", 0),
        (_("Stations"), "stations", 0),
        (_("Exposure (points)"), "objective", 1),
        (_("Proven lower bound"), "lower_bound", 1),
        (_("Value of one more team"), "value_of_one_more_team", 1),
    )
    shown = [
        {"name": name, "a": getattr(first, key), "b": getattr(second, key), "places": places}
        for name, key, places in rows
    ]
    for row in shown:
        known = row["a"] is not None and row["b"] is not None
        row["difference"] = row["b"] - row["a"] if known else None
    return shown
