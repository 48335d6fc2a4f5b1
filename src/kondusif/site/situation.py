"""What the first page says: the figures with their sources, what is going on, what to do next, district by district."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kondusif.backbone.accounts.rules import Action, Actor, can, within_area
from kondusif.control_room.kinds import all_kinds
from kondusif.control_room.models import Incident, Report
from kondusif.control_room.queries import wall
from kondusif.control_room.rules import OPEN, PEOPLE_IN_DANGER
from kondusif.control_room.rules import State as IncidentState
from kondusif.control_room.wall_rules import current_stage
from kondusif.deployment import queries as deployment
from kondusif.operation.models import Operation, StrengthFigure
from kondusif.places.models import Area, Station
from kondusif.risk import queries as risk
from kondusif.risk.criteria import parse_model
from kondusif.risk.models import Assessment, Grading, Override
from kondusif.risk.rules import State
from kondusif.risk.scoring import unpack

__all__ = [
    "Incident",
    "IncidentState",
    "next_steps",
    "open_incidents",
    "points",
    "situation",
    "village",
]

LOW_GRADE = "less_vulnerable"
HEADLINES = ("stations", "joint", "army_attached")
# Marks on the map, in the order of home.ts.
MARKS = (LOW_GRADE, "vulnerable", "very_vulnerable", "special")


@dataclass(frozen=True)
class Step:
    """Something that waits for this person: a sentence and where to do it (a URL name)."""

    text: Any
    url: str


@dataclass
class District:
    code: str
    name: str
    stations: int = 0
    raised: int = 0  # graded above the lowest
    flagged: int = 0
    heard: int = 0  # stations that told the day's present stage
    incidents: int = 0  # open ones


@dataclass(frozen=True)
class Situation:
    headlines: list[StrengthFigure]
    districts: list[District]
    totals: District
    stage: str  # what the day waits for now, in the reader's words
    grades: dict[str, int] = field(default_factory=dict)


def situation(operation: Operation, actor: Actor, now: datetime) -> Situation:
    """The picture within the actor's area; grades and flags only for those who may see them."""
    districts = {
        code: District(code, name)
        for code, name in risk.district_names(operation).items()
        if within_area(actor, code) or actor.area.startswith(code)
    }
    stations = dict(risk.visible(operation, actor).values_list("pk", "village_id"))
    _count(districts, stations.values(), "stations")
    grades = risk.grades(operation) if can(actor, Action.SEE_GRADES) else {}
    if can(actor, Action.SEE_GRADES):
        raised = (v for pk, v in stations.items() if grades.get(pk, LOW_GRADE) != LOW_GRADE)
        _count(districts, raised, "raised")
        flags = risk.flag_counts(operation)
        _count(districts, (v for pk, v in stations.items() if pk in flags), "flagged")
    stage = current_stage(wall.day_of(operation), now)
    told = Report.objects.filter(operation=operation, kind=stage.code)
    heard = set(told.values_list("station_id", flat=True))
    _count(districts, (v for pk, v in stations.items() if pk in heard), "heard")
    _count(districts, (i.area_id for i in open_incidents(operation, actor)), "incidents")
    counted = Counter(grades[pk] for pk in stations if pk in grades)
    return Situation(
        headlines(operation),
        list(districts.values()),
        _sum(districts.values()),
        all_kinds()[stage.code].name(get_language() or "id"),
        dict(counted),
    )


def headlines(operation: Operation) -> list[StrengthFigure]:
    """The figures that this operation plans with, each with its source."""
    used = {f.key: f for f in StrengthFigure.objects.filter(operation=operation, used=True)}
    return [used[key] for key in HEADLINES if key in used]


def open_incidents(operation: Operation, actor: Actor) -> list[Incident]:
    """Worst first. Place, kind, severity and state are shared by both services."""
    found = Incident.objects.filter(operation=operation, state__in=OPEN).order_by(
        "-severity", "opened_at"
    )
    return [incident for incident in found if within_area(actor, incident.area_id)]


def next_steps(operation: Operation, actor: Actor, now: datetime) -> list[Step]:
    """No dead ends: what waits for this role, most pressing first."""
    incidents = open_incidents(operation, actor)
    mine = can(actor, Action.HANDLE_INCIDENTS)
    checks = (
        (mine and any(i.severity >= PEOPLE_IN_DANGER for i in incidents),
         Step(_("People are in danger: open the desk."), "control_room:desk")),
        (mine and any(i.owner is None for i in incidents),
         Step(_("Incidents without an owner wait at the desk."), "control_room:desk")),
        (mine and _silent_teams(operation, actor, now),
         Step(_("Teams are silent: open the station wall."), "control_room:wall")),
        (can(actor, Action.GRADE_STATIONS) and risk.current_assessment(operation) is None,
         Step(_("Stations aren't graded yet."), "risk:model")),
        (can(actor, Action.CONFIRM_GRADE) and _open_overrides(operation, actor),
         Step(_("A proposed grade waits for a second person."), "risk:map")),
        (can(actor, Action.PLAN) and deployment.published(operation) is None,
         Step(_("No deployment plan is published."), "deployment:plans")),
        (can(actor, Action.RELEASE_POSTS) and _unreleased(operation, actor),
         Step(_("Your people's posts aren't released yet."), "deployment:plans")),
        (can(actor, Action.REPORT), Step(_("Report from the field"), "control_room:field")),
    )  # fmt: skip
    return [step for waits, step in checks if waits]


def _silent_teams(operation: Operation, actor: Actor, now: datetime) -> bool:
    stage = current_stage(wall.day_of(operation), now)
    lines = wall.lines(wall.picture(operation), operation, actor, stage, now)
    return any(line.silent for line in lines)


def _open_overrides(operation: Operation, actor: Actor) -> bool:
    waiting = Override.objects.filter(operation=operation, state=Override.State.PROPOSED)
    return waiting.exclude(proposed_by=actor.id).exists()


def _unreleased(operation: Operation, actor: Actor) -> bool:
    plan = deployment.published(operation)
    return plan is not None and actor.service not in deployment.releases(plan)


def points(operation: Operation, actor: Actor) -> dict[str, Any]:
    """Columns for the map: stations (`style` indexes MARKS; all 0 without the right to see grades) and open incidents
    (`style` = severity - 1)."""
    grades = risk.grades(operation) if can(actor, Action.SEE_GRADES) else {}
    rows = list(risk.visible(operation, actor).values_list("pk", "code", "lat", "lon"))
    rows.sort(key=lambda row: MARKS.index(grades.get(row[0], LOW_GRADE)))
    incidents = open_incidents(operation, actor)
    return {
        "stations": _columns(
            (c, lat, lon, MARKS.index(grades.get(pk, LOW_GRADE))) for pk, c, lat, lon in rows
        ),
        "incidents": _columns((str(i.pk), i.lat, i.lon, i.severity - 1) for i in incidents),
    }


def _columns(rows: Iterable[tuple[str, float, float, int]]) -> dict[str, list[Any]]:
    listed = list(rows)
    return {
        "ids": [r[0] for r in listed],
        "lat": [round(r[1], 5) for r in listed],
        "lon": [round(r[2], 5) for r in listed],
        "style": [r[3] for r in listed],
    }


@dataclass(frozen=True)
class Reason:
    title: Mapping[str, str]  # language to words
    points: int


@dataclass(frozen=True)
class Village:
    area: Area
    stations: int
    voters: int
    estimated: int
    raised: list[dict[str, Any]]  # station, grade, terms (only for those who may see them)
    flagged: int
    teams: int
    guards: int
    heard: int
    incidents: list[Incident]
    reports: dict[str, int]


def village(operation: Operation, actor: Actor, area: Area) -> Village:
    """One village on one panel. Raised stations come with the criteria that raised them, for those who may see."""
    stations = list(Station.objects.filter(village=area, active=True))
    teams = _teams(operation, area)
    reports = Report.objects.filter(operation=operation, area=area)
    flags = (
        risk.flag_counts(operation, [s.pk for s in stations])
        if can(actor, Action.SEE_GRADES)
        else {}
    )
    counts = reports.order_by().values_list("kind").annotate(Count("id"))
    return Village(
        area=area,
        stations=len(stations),
        voters=sum(s.voters for s in stations),
        estimated=sum(s.position != Station.Position.GIVEN for s in stations),
        raised=_raised(operation, actor, stations),
        flagged=len(flags),
        teams=len(teams),
        guards=sum(team.officers for team in teams),
        heard=reports.exclude(station=None).values("station").distinct().count(),
        incidents=[i for i in open_incidents(operation, actor) if i.area_id == area.code],
        reports={
            all_kinds()[k].name(get_language() or "id"): n for k, n in counts if k in all_kinds()
        },
    )


def _teams(operation: Operation, area: Area) -> list[Any]:
    plan = deployment.published(operation)
    return list(deployment.teams_of_village(plan, area.code)) if plan else []


def _raised(operation: Operation, actor: Actor, stations: list[Station]) -> list[dict[str, Any]]:
    if not can(actor, Action.SEE_GRADES):
        return []
    grades = risk.grades(operation)
    raised = [s for s in stations if grades.get(s.pk, LOW_GRADE) != LOW_GRADE]
    raised.sort(key=lambda s: (-MARKS.index(grades[s.pk]), s.number))
    reasons = (
        _reasons(risk.current_assessment(operation), raised)
        if can(actor, Action.SEE_GRADE_TERMS)
        else {}
    )
    return [{"station": s, "grade": grades[s.pk], "terms": reasons.get(s.pk, [])} for s in raised]


def _reasons(assessment: Assessment | None, stations: list[Station]) -> dict[int, list[Reason]]:
    """The criteria that are present, heaviest first, by station id."""
    if assessment is None:
        return {}
    criteria = parse_model(assessment.model.content).of("station")
    rows = Grading.objects.filter(assessment=assessment, station__in=stations)
    found = {}
    for pk, terms in rows.values_list("station_id", "terms"):
        pairs = zip(criteria, unpack(terms), strict=True)
        reasons = [Reason(c.title, c.points) for c, k in pairs if k.state is State.PRESENT]
        found[pk] = sorted(reasons, key=lambda reason: -reason.points)
    return found


def _count(districts: dict[str, District], codes: Iterable[str], name: str) -> None:
    for code in codes:
        district = districts.get(risk.district_of(code))
        if district:
            setattr(district, name, getattr(district, name) + 1)


def _sum(districts: Iterable[District]) -> District:
    total = District("", "")
    for district in districts:
        for name in ("stations", "raised", "flagged", "heard", "incidents"):
            setattr(total, name, getattr(total, name) + getattr(district, name))
    return total
