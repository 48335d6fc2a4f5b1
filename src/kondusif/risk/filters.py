"""What a person may ask of the station table, read from an address: unknown values are ignored, never an error."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from kondusif.operation.models import Operation
from kondusif.places.models import Station

from . import queries, rules
from .flags import lens
from .models import Assessment, Grading, Override
from .rules import RAISED, OverrideState

RAISED_VALUE = "raised"  # vulnerable or very vulnerable
UNGRADED = "ungraded"
GRADE_VALUES = (*rules.ORDER, RAISED_VALUE, UNGRADED)
CHANGED = ("override", "stale", "proposed")
OPEN = "open"  # what is missing could change the grade: shown to those who see the terms


@dataclass(frozen=True)
class Filter:
    """`district` and `village` are codes, `least` a number of variables, `q` a station's number, code or village."""

    district: str = ""
    village: str = ""
    grade: str = ""
    flag: str = ""  # any, none, or a variable
    least: int = 0
    position: str = ""
    changed: str = ""
    q: str = ""


def read(query: Mapping[str, str], sees_terms: bool) -> Filter:
    """From GET parameters."""
    changed = (*CHANGED, OPEN) if sees_terms else CHANGED
    least = query.get("least", "")
    return Filter(
        district=_code(query.get("district", "")),
        village=_code(query.get("village", "")),
        grade=_one_of(query.get("grade", ""), GRADE_VALUES),
        flag=_one_of(query.get("flag", ""), ("any", "none", *lens().variables)),
        least=int(least) if least.isascii() and least.isdigit() and len(least) < 3 else 0,
        position=_one_of(query.get("position", ""), Station.Position.values),
        changed=_one_of(query.get("changed", ""), changed),
        q=query.get("q", "").strip().replace("\x00", "")[:60],
    )


def _one_of(value: str, known: Any) -> str:
    return value if value in tuple(known) else ""


def _code(value: str) -> str:
    return value if len(value) <= 13 and value.replace(".", "").isdigit() else ""


def apply(
    stations: QuerySet[Station],
    operation: Operation,
    assessment: Assessment | None,
    wanted: Filter,
) -> QuerySet[Station]:
    """`stations` narrowed to what is wanted, by code."""
    found = stations.filter(_place(wanted))
    if wanted.grade:
        found = found.filter(_grade(operation, assessment, wanted.grade))
    if wanted.flag:
        flagged = queries.flagged(operation, "" if wanted.flag in ("any", "none") else wanted.flag)
        found = found.filter(~flagged if wanted.flag == "none" else flagged)
    if wanted.least > 1:
        found = found.filter(pk__in=queries.flagged_in(operation, wanted.least))
    if wanted.changed:
        found = found.filter(_changed(operation, assessment, wanted.changed))
    return found.order_by("code")


def _place(wanted: Filter) -> Q:
    asked = Q()
    if wanted.district:
        asked &= Q(code__startswith=f"{wanted.district}.")
    if wanted.village:
        asked &= Q(village_id=wanted.village)
    if wanted.position:
        asked &= Q(position=wanted.position)
    if wanted.q:
        text = Q(code__icontains=wanted.q) | Q(village__name__icontains=wanted.q)
        number = wanted.q.upper().removeprefix("TPS").strip()
        if number.isascii() and number.isdigit() and len(number) < 6:
            text = Q(number=int(number))
        asked &= text
    return asked


def _grade(operation: Operation, assessment: Assessment | None, grade: str) -> Q:
    if grade == UNGRADED:
        return ~Q(Exists(Grading.objects.filter(assessment=assessment, station=OuterRef("pk"))))
    return queries.graded_as(operation, assessment, RAISED if grade == RAISED_VALUE else (grade,))


def _changed(operation: Operation, assessment: Assessment | None, changed: str) -> Q:
    if changed == "proposed":
        waiting = Override.objects.filter(operation=operation, state=OverrideState.PROPOSED)
        return Q(pk__in=waiting.values("station"))
    if changed == OPEN:
        graded = Grading.objects.filter(assessment=assessment, station=OuterRef("pk"))
        return Q(Exists(graded.exclude(lowest=F("highest"))))
    standing = queries.confirmed(operation)
    if changed == "stale":
        computed = queries.computed_grades(assessment)
        standing = {
            pk: o for pk, o in standing.items() if rules.is_stale(o.computed, computed.get(pk))
        }
    return Q(pk__in=list(standing))
