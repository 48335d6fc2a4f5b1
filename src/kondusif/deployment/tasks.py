"""What the job process does for this room."""

import logging

from django_tasks import task

from kondusif.backbone.jobs import services as jobs
from kondusif.engines.stationing import ProblemError
from kondusif.operation import queries as operations

from . import solving, what_if
from .models import Plan
from .rules import NotNow

logger = logging.getLogger(__name__)
FAILED = "Something went wrong while solving; the log has the details. Try again."


@task()
def solve_plan(plan_id: int, run_id: int) -> str:
    """Solves a plan that a person has started. Returns its state."""
    plan = Plan.objects.select_related("operation", "doctrine").get(pk=plan_id)
    now = operations.now(plan.operation)
    try:
        solved = solving.run(
            plan, now=now, tell=lambda done, words: jobs.progress(run_id, done, words)
        )
    except (ProblemError, solving.Refuted, NotNow) as reason:
        _give_up(plan, run_id, str(reason), now)
        return "failed"
    except Exception:
        logger.exception("Solving plan %s", plan_id)
        _give_up(plan, run_id, FAILED, now)
        return "failed"
    solving.finish_run(run_id, solved)
    return solved.state


def _give_up(plan: Plan, run_id: int, reason: str, now) -> None:
    solving.give_up(plan.pk, reason, now=now)
    jobs.finish(run_id, {"plan": plan.pk}, state="failed", message=reason)


@task()
def try_strength(plan_id: int, officers: int, run_id: int) -> str:
    """A quick solve of the same question with other people; stores figures only, no plan."""
    plan = Plan.objects.select_related("operation", "doctrine").get(pk=plan_id)
    try:
        figures = what_if.quick_solve(plan, officers)
    except Exception:
        logger.exception("What if, plan %s with %s officers", plan_id, officers)
        jobs.finish(run_id, {}, state="failed", message=FAILED)
        return "failed"
    jobs.finish(run_id, figures)
    return "done"
