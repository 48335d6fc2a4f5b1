"""Solving a plan in the job process, and accepting it only when the independent checker agrees."""

import time
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from kondusif.backbone.audit import services as audit
from kondusif.backbone.jobs import services as jobs
from kondusif.backbone.live.services import publish as publish_event
from kondusif.engines.stationing import Problem, Progress, Result, Stop, solve
from kondusif.engines.stationing.checker import Report, check
from kondusif.places.models import Station

from .asking import Team, rows_of, teams_of
from .gathering import Inputs, inputs
from .models import Plan, PlanProof, PlanTeam, TeamStation
from .rules import Move, PlanState, after

# Asked and told at most so often: each asking is a read, each telling a write that other screens wait for.
SECONDS_BETWEEN = 0.4
CHECKING = "checking"  # what a run says while the checker is at work
GOOD_ENOUGH = 0.0005  # a gap below which more seconds buy nothing that could be walked

Tell = Callable[[float, str], bool]  # (fraction, message) -> go on?


class Refuted(Exception):
    """The checker doesn't agree with the engine; the plan is not accepted."""


class Watcher:
    """Passes progress on at a bearable rate and remembers when somebody asked to stop."""

    def __init__(self, tell: Tell, seconds: float) -> None:
        self.tell, self.seconds = tell, seconds
        self.began = self.told = time.monotonic()
        self.message, self.wanted = "", True

    def progress(self, at: Progress) -> None:
        self.message = f"{at.gap:.1%}"
        self.cancelled()

    def cancelled(self) -> bool:
        now = time.monotonic()
        if self.wanted and now - self.told >= SECONDS_BETWEEN:
            self.told = now
            self.wanted = self.tell(min(0.95, (now - self.began) / self.seconds), self.message)
        return not self.wanted


def run(plan: Plan, *, now: datetime, tell: Tell) -> Plan:
    """Solves, checks and stores one plan whose state is `solving`. Raises Refuted, ProblemError."""
    given = inputs(plan)
    problem = given.problem(plan.budget)
    watcher = Watcher(tell, plan.seconds_allowed)
    stop = Stop(seconds=plan.seconds_allowed, gap=GOOD_ENOUGH, cancelled=watcher.cancelled)
    result = solve(problem, stop, seed=plan.seed, progress=watcher.progress)
    tell(0.97, CHECKING)
    teams = teams_of(problem, result.plan, given.places) if result.plan else []
    report = judged(problem, teams, given, result)
    return accept(plan.pk, given, result, teams, report, now=now)


def judged(problem: Problem, teams: list[Team], given: Inputs, result: Result) -> Report:
    """The independent checker's report; raises Refuted with its first sentence when it disagrees."""
    report = check(problem, rows_of(teams, given.places), dict(result.certificate))
    if not report.holds:
        raise Refuted(report.problems[0])
    return report


def accept(
    plan_id: int, given: Inputs, result: Result, teams: list[Team], report: Report, *, now: datetime
) -> Plan:
    """Stores the answer with its proof, in one transaction with its record."""
    with transaction.atomic():
        plan = Plan.objects.select_for_update().get(pk=plan_id)
        feasible = result.status == "feasible"
        plan.state = after(plan.state, Move.ACCEPT if feasible else Move.REFUTE)
        plan.assessment, plan.grades_label = given.assessment, given.grades_label
        _figures(plan, result, report)
        plan.solved_at, plan.problem = now, ""
        plan.save()
        PlanProof.objects.create(
            plan=plan, certificate=result.certificate, verdict=verdict_of(report), passed=True
        )
        store_teams(plan, teams, given)
        facts = {"status": result.status, "teams": plan.teams, "officers": plan.officers,
                 "budget": plan.budget, "gap": plan.gap, "checked": True}  # fmt: skip
        audit.record(None, "plan.solved", f"plan:{plan.pk}", facts, now=now)
        publish_event("plan", plan.pk, now=now)
        return plan


def _figures(plan: Plan, result: Result, report: Report) -> None:
    """The checker's own figures, not the engine's claims, where both have them."""
    plan.stations, plan.seconds, plan.stopped_by = (
        result.stations,
        result.seconds,
        result.stopped_by,
    )
    plan.shortage, plan.relaxations = list(result.shortage), list(result.relaxations)
    if result.status != "feasible":
        return
    plan.teams, plan.officers = report.teams, report.officers
    plan.objective, plan.lower_bound, plan.gap = report.objective, report.lower_bound, report.gap
    plan.value_of_one_more_team = result.value_of_one_more_team


def verdict_of(report: Report) -> dict:
    return {
        "status": report.status,
        "stations": report.stations,
        "teams": report.teams,
        "officers": report.officers,
        "objective": report.objective,
        "lower_bound": report.lower_bound,
        "gap": report.gap,
        "closed_cells": report.closed_cells,
        "problems": list(report.problems),
    }


def store_teams(plan: Plan, teams: list[Team], given: Inputs) -> None:
    made = PlanTeam.objects.bulk_create(
        [
            PlanTeam(
                plan=plan, number=team.number, village_id=team.village, class_name=team.class_name,
                base_id=given.places[team.base].id, officers=team.officers,
                size=len(team.members), walking_minutes=team.walking_minutes,
            )
            for team in teams
        ]
    )  # fmt: skip
    TeamStation.objects.bulk_create(
        [
            TeamStation(
                plan=plan, team=row, station_id=place.id, grade=place.grade,
                lat=place.lat, lon=place.lon, position=place.position,
            )
            for row, team in zip(made, teams, strict=True)
            for place in (given.places[i] for i in team.members)
        ],
        batch_size=2000,
    )  # fmt: skip


def give_up(plan_id: int, reason: str, *, now: datetime) -> None:
    """Back to draft with the reason, so that the same plan can be solved again."""
    with transaction.atomic():
        plan = Plan.objects.select_for_update().get(pk=plan_id)
        if plan.state != PlanState.SOLVING:
            return
        plan.state = after(plan.state, Move.GIVE_UP)
        plan.problem = reason[:300]
        plan.save(update_fields=["state", "problem"])
        audit.record(None, "plan.given_up", f"plan:{plan.pk}", {}, now=now)
        publish_event("plan", plan.pk, now=now)


def positions_changed(plan: Plan) -> tuple[int, int]:
    """How many active stations the plan doesn't know, and how many of its stations are gone."""
    from .gathering import stations

    known = set(plan.team_stations.values_list("station_id", flat=True))
    active = set(stations(plan.operation).values_list("id", flat=True))
    gone = Station.objects.filter(pk__in=known - active).count() if known - active else 0
    return len(active - known), gone


def finish_run(run_id: int, plan: Plan) -> None:
    stopped = plan.stopped_by == "cancelled"
    jobs.finish(
        run_id, {"plan": plan.pk, "state": plan.state}, state="stopped" if stopped else "done"
    )
