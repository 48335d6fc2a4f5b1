"""What if there were fewer people, or more? Counting answers at once; the exposure takes a second in the job process.

Nothing here changes a plan: the answers live in a `Run` and are never published.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from kondusif.backbone.accounts.rules import Action, Actor, check
from kondusif.backbone.jobs import services as jobs
from kondusif.backbone.jobs.models import Run
from kondusif.engines.stationing import Stop, solve

from .asking import Finding, finding
from .gathering import inputs
from .models import Plan

KIND = "deployment.what_if"
QUICK_SECONDS = 1.0


@dataclass(frozen=True)
class Figures:
    """What a quick solve found. Exposure in the objective's own points."""

    officers: int
    teams: int | None
    objective: float | None
    lower_bound: float | None
    gap: float | None


def count(plan: Plan, officers: int) -> Finding:
    """Whether any plan can exist with so many officers at stations; else the shortage and the remedies."""
    return finding(inputs(plan).problem(max(0, officers)))


def quick_solve(plan: Plan, officers: int) -> dict:
    result = solve(inputs(plan).problem(officers), Stop(seconds=QUICK_SECONDS), seed=plan.seed)
    found = Figures(officers, result.teams, result.objective, result.lower_bound, result.gap)
    return asdict(found)


def begin(actor: Actor, plan: Plan, officers: int, *, now: datetime) -> Run:
    """The run that works out the exposure with so many officers: an earlier answer is used again."""
    from .tasks import try_strength

    check(actor, Action.PLAN)
    subject = f"plan:{plan.pk}:{plan.assessment}:{officers}"
    done = Run.objects.filter(kind=KIND, subject=subject, state=Run.State.DONE).first()
    if done:
        return done
    with transaction.atomic():
        run, new = jobs.begin(KIND, subject, actor, now=now)
        if new:
            transaction.on_commit(lambda: try_strength.enqueue(plan.pk, officers, run.pk))
    return run
