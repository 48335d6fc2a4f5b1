"""The demo's plans: a doctrine that the strength can meet, published and posted, and one that shows the shortage."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from kondusif.backbone.accounts.rules import Service
from kondusif.operation.models import Operation, StrengthFigure

from . import postings, services
from .models import Doctrine, Plan
from .refusals import Refusal

FOLDER = Path(__file__).resolve().parents[3] / "example_data" / "doctrines"
MET, SHORT = "pola-2-20", "pola-2-12"
# Within the published band of 33-45%. With 2-20 it leaves 330 pairs for stations, a few more than the least: taking 50
# people away shows the shortage.
SHARE_ELSEWHERE = 0.38

Say = Callable[[str], None]


def plan_demo(operation: Operation, now: datetime, progress: Say = print) -> Plan:
    """Registers the doctrines, solves both plans, publishes the one that can be met, posts and releases everybody."""
    doctrines = register_doctrines(operation, now)
    strength = strength_for(operation)
    progress(doctrines[MET].title)
    plan = solve(operation, doctrines[MET], strength, now)
    progress(doctrines[SHORT].title)
    solve(operation, doctrines[SHORT], strength, now)
    services.publish_plan(None, plan.pk, now=now)
    for service in (Service.POLICE, Service.ARMY):
        progress(str(service))
        postings.make_posts(None, plan.pk, service, now=now)
        postings.release_posts(None, plan.pk, service, now=now)
    return Plan.objects.get(pk=plan.pk)


def register_doctrines(operation: Operation, now: datetime) -> dict[str, Doctrine]:
    return {
        file.stem: services.register_doctrine(
            None, operation, file.stem, file.read_text(encoding="utf-8"), now=now
        )[0]
        for file in sorted(FOLDER.glob("*.toml"))
    }


def strength_for(operation: Operation) -> StrengthFigure:
    """The police figure that the operation plans with, else the joint one."""
    for key in ("police", "joint"):
        found = operation.strength.filter(key=key).order_by("-used", "-as_of", "id").first()
        if found:
            return found
    raise Refusal("The operation has no strength figure to plan with.")


def solve(
    operation: Operation, doctrine: Doctrine, strength: StrengthFigure, now: datetime
) -> Plan:
    plan = services.make_plan(
        None, operation, doctrine, strength, share_elsewhere=SHARE_ELSEWHERE, seconds=4.0, now=now
    )
    return services.solve_now(None, plan.pk, now=now)
