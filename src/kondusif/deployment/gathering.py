"""What a plan is made from, read from the rooms below: active stations, their grades, the doctrine."""

from dataclasses import dataclass

from django.db.models import QuerySet

from kondusif.engines.stationing import Problem
from kondusif.operation.models import Operation
from kondusif.places.models import Station
from kondusif.risk import queries as risk

from . import doctrines
from .asking import Place, problem_of
from .models import Plan

LOWEST = "less_vulnerable"
DISTRICT_LENGTH = len("35.09.12")


@dataclass(frozen=True)
class Inputs:
    """Everything one solve reads. `assessment` is the id of the risk assessment, None where there is none yet."""

    places: list[Place]
    pattern: doctrines.Pattern
    assessment: int | None
    grades_label: str

    def problem(self, officers: int) -> Problem:
        return problem_of(self.places, self.pattern, officers)


def inputs(plan: Plan) -> Inputs:
    """Raises ProblemError later, in `problem`, when there is no station."""
    pattern = doctrines.read(plan.doctrine.text, plan.doctrine.name)
    assessment = risk.current_assessment(plan.operation)
    return Inputs(
        places(plan.operation, risk.grades(plan.operation)),
        pattern,
        assessment.pk if assessment else None,
        f"{assessment.number} · {assessment.model}" if assessment else "",
    )


def places(operation: Operation, grades: dict[int, str]) -> list[Place]:
    """Active stations of the operation's regency, by code; a station without a grade counts as less vulnerable."""
    rows = stations(operation).values_list("id", "code", "village_id", "lat", "lon", "position")
    return [
        Place(key, code, at, at[:DISTRICT_LENGTH], lat, lon, kind, grades.get(key, LOWEST))
        for key, code, at, lat, lon, kind in rows
    ]


def stations(operation: Operation) -> QuerySet[Station]:
    """Active stations of the operation's regency, by code."""
    return Station.objects.filter(
        active=True, village__code__startswith=operation.regency_id + "."
    ).order_by("code")
