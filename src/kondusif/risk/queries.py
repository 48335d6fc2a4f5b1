"""Reads: the grades that count now, for this room's screens and for the rooms above."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kondusif.backbone.accounts.rules import Actor
from kondusif.operation.models import Operation
from kondusif.places.models import Area, Station

from . import inputs, rules
from .models import Assessment, FlagFact, Grading, Override
from .rules import OverrideState


def current_assessment(operation: Operation) -> Assessment | None:
    """The latest run, with its model; None before the first."""
    runs = Assessment.objects.filter(operation=operation).select_related("model")
    return runs.order_by("-number").first()


def confirmed(operation: Operation) -> dict[int, Override]:
    """The overrides that count, by station id."""
    standing = Override.objects.filter(operation=operation, state=OverrideState.CONFIRMED)
    return {found.station_id: found for found in standing.exclude(grade="")}


def computed_grades(assessment: Assessment | None) -> dict[int, str]:
    """What the model says, by station id, of stations that are still in the list."""
    rows = Grading.objects.filter(assessment=assessment, station__active=True)
    return dict(rows.values_list("station_id", "grade")) if assessment else {}


def grades(operation: Operation) -> dict[int, str]:
    """The grade that counts, by station id: confirmed overrides over the current assessment. A station that joined the
    list after the last assessment is missing here until the next one."""
    found = computed_grades(current_assessment(operation))
    found.update({pk: o.grade for pk, o in confirmed(operation).items() if pk in found})
    return found


def visible(operation: Operation, actor: Actor) -> QuerySet[Station]:
    """The active stations inside the actor's area."""
    found = inputs.stations(operation)
    if actor.area:
        # A station's code begins with its village's: 35.09.12.2001-004.
        inside = Q(code__startswith=f"{actor.area}.") | Q(code__startswith=f"{actor.area}-")
        found = found.filter(inside)
    return found


def graded_as(operation: Operation, assessment: Assessment | None, wanted: Iterable[str]) -> Q:
    """Stations whose grade that counts is one of `wanted`, as a condition on Station."""
    wanted = list(wanted)
    standing = confirmed(operation)
    changed_to = [pk for pk, override in standing.items() if override.grade in wanted]
    by_model = Grading.objects.filter(
        assessment=assessment, station=OuterRef("pk"), grade__in=wanted
    )
    return (Q(Exists(by_model)) & ~Q(pk__in=list(standing))) | Q(pk__in=changed_to)


def flagged(operation: Operation, variable: str = "") -> Q:
    """Stations with at least one indicator present, of one variable or of any."""
    present = FlagFact.objects.filter(operation=operation, state=rules.State.PRESENT)
    found = present.filter(variable=variable) if variable else present
    # A list that the database makes once; asked per station it took minutes at 50,000.
    return Q(pk__in=found.values("station"))


def flagged_in(operation: Operation, least: int) -> QuerySet[FlagFact, Any]:
    """Ids of stations flagged in at least this many variables, for `pk__in`."""
    present = FlagFact.objects.filter(operation=operation, state=rules.State.PRESENT).order_by()
    counted = present.values("station").annotate(n=Count("variable", distinct=True))
    return counted.filter(n__gte=least).values("station")


def flag_counts(operation: Operation, stations: Iterable[int] | None = None) -> dict[int, int]:
    """How many indicators are present, by station id; stations without any are absent."""
    present = FlagFact.objects.filter(operation=operation, state=rules.State.PRESENT)
    if stations is not None:
        present = present.filter(station__in=list(stations))
    counted = present.order_by().values_list("station").annotate(n=Count("id"))
    return dict(counted)


def district_names(operation: Operation) -> dict[str, str]:
    """Code to name, in the order of the codes."""
    inside = Area.objects.filter(
        level=Area.Level.DISTRICT, active=True, code__startswith=f"{operation.regency_id}."
    )
    return dict(inside.order_by("code").values_list("code", "name"))


def district_of(code: str) -> str:
    """35.09.12.2001-004 or 35.09.12.2001 -> 35.09.12."""
    return ".".join(code.split("-")[0].split(".")[:3])
