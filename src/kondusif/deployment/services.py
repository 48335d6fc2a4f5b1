"""Doctrines and plans: registering, making, starting, publishing, withdrawing.

Each is one transaction with its record."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from kondusif.backbone.accounts.rules import Action, Actor, check
from kondusif.backbone.audit import services as audit
from kondusif.backbone.jobs import services as jobs
from kondusif.backbone.jobs.models import Run
from kondusif.backbone.live.services import publish as publish_event
from kondusif.operation.models import Operation, Signal, StrengthFigure

from . import doctrines, solving
from .models import Doctrine, Plan
from .refusals import Refusal
from .rules import Move, PlanState, after, check_publish, officers_at_stations

KIND = "deployment.solve"


def may(actor: Actor | None, operation: Operation, question: Callable[[Actor], None]) -> None:
    """The machine itself (None) acts only in a simulation; everybody else is asked."""
    if actor is not None:
        question(actor)
    elif operation.kind != Operation.Kind.DEMO:
        raise Refusal("Outside a simulation only a person does this.")


# Doctrines


def register_doctrine(
    actor: Actor | None, operation: Operation, name: str, text: str, *, now: datetime
) -> tuple[Doctrine, bool]:
    """The doctrine with this text and whether it is new; raises DoctrineError.

    The same text again is the same version."""
    may(actor, operation, lambda one: check(one, Action.PLAN))
    pattern = doctrines.read(text, name)
    digest = hashlib.sha256(text.encode()).hexdigest()
    with transaction.atomic():
        Operation.objects.select_for_update().get(pk=operation.pk)
        same = Doctrine.objects.filter(name=name, sha256=digest).first()
        if same:
            return same, False
        last = Doctrine.objects.filter(name=name).aggregate(last=Max("version"))["last"] or 0
        made = Doctrine.objects.create(
            name=name, version=last + 1, title=pattern.title, source=pattern.source,
            notes=pattern.notes, text=text, sha256=digest,
            created_by=actor.id if actor else None, created_at=now,
        )  # fmt: skip
        facts = {"name": name, "version": made.version, "sha256": digest}
        audit.record(actor, "doctrine.registered", f"doctrine:{made.pk}", facts, now=now)
        return made, True


# Plans


def make_plan(
    actor: Actor | None, operation: Operation, doctrine: Doctrine, strength: StrengthFigure, *,
    share_elsewhere: float, seconds: float = 5.0, seed: int = 1, now: datetime,
) -> Plan:  # fmt: skip
    """A draft that asks: these stations, this doctrine, this share of this strength."""
    may(actor, operation, lambda one: check(one, Action.PLAN))
    budget = officers_at_stations(strength.value, share_elsewhere)
    with transaction.atomic():
        Operation.objects.select_for_update().get(pk=operation.pk)
        last = operation.plans.aggregate(last=Max("number"))["last"] or 0
        plan = Plan.objects.create(
            operation=operation, number=last + 1, doctrine=doctrine, strength=strength,
            strength_value=strength.value, share_elsewhere=share_elsewhere, budget=budget,
            seed=seed, seconds_allowed=seconds,
            created_by=actor.id if actor else None, created_at=now,
        )  # fmt: skip
        facts = {"doctrine": doctrine.pk, "strength": strength.value, "budget": budget}
        audit.record(actor, "plan.made", f"plan:{plan.pk}", facts, now=now)
        publish_event("plan", plan.pk, now=now)
        return plan


def begin_solving(actor: Actor | None, plan_id: int, *, now: datetime) -> Run:
    """Hands the plan to the job process; pressed twice it is the same run."""
    from .tasks import solve_plan

    with transaction.atomic():
        plan = _locked(plan_id)
        may(actor, plan.operation, lambda one: check(one, Action.PLAN))
        if plan.state == PlanState.SOLVING and plan.run and plan.run.state in jobs.OPEN:
            return plan.run
        if plan.state == PlanState.SOLVING:  # the job process died with it
            plan.state = after(plan.state, Move.GIVE_UP)
        plan.state = after(plan.state, Move.SOLVE)
        plan.run, _new = jobs.begin(KIND, f"plan:{plan.pk}", actor, now=now)
        plan.problem = ""
        plan.save(update_fields=["state", "run", "problem"])
        audit.record(actor, "plan.solving", f"plan:{plan.pk}", {"budget": plan.budget}, now=now)
        publish_event("plan", plan.pk, now=now)
        run = plan.run
        transaction.on_commit(lambda: solve_plan.enqueue(plan_id, run.pk))
        return run


def stop_solving(actor: Actor, plan_id: int) -> None:
    """Asks the run to end; it keeps the best plan found so far, with its proof."""
    check(actor, Action.PLAN)
    plan = Plan.objects.get(pk=plan_id)
    if plan.run_id:
        jobs.ask_to_stop(plan.run_id)


def solve_now(
    actor: Actor | None,
    plan_id: int,
    *,
    now: datetime,
    tell: solving.Tell = lambda done, words: True,
) -> Plan:
    """Solves in this process, for command lines and the demo; raises Refuted or ProblemError and leaves a draft."""
    with transaction.atomic():
        plan = _locked(plan_id)
        may(actor, plan.operation, lambda one: check(one, Action.PLAN))
        plan.state = after(plan.state, Move.SOLVE)
        plan.save(update_fields=["state"])
    try:
        return solving.run(plan, now=now, tell=tell)
    except Exception as reason:
        solving.give_up(plan.pk, str(reason), now=now)
        raise


def publish_plan(actor: Actor | None, plan_id: int, *, now: datetime) -> Plan:
    """Makes this the plan in force; the one before it becomes replaced. Pressed twice it is published once."""
    with transaction.atomic():
        plan = _locked(plan_id)
        may(actor, plan.operation, check_publish)
        if plan.state == PlanState.PUBLISHED:
            return plan
        plan.state = after(plan.state, Move.PUBLISH)
        _check_current(plan)
        replaced = _replace_published(plan, now)
        plan.published_at, plan.published_by = now, actor.id if actor else None
        plan.save(update_fields=["state", "published_at", "published_by"])
        facts = {
            "replaces": replaced,
            "teams": plan.teams,
            "officers": plan.officers,
            "gap": plan.gap,
        }
        audit.record(actor, "plan.published", f"plan:{plan.pk}", facts, now=now)
        Signal.objects.create(
            operation=plan.operation, at=now, kind="plan_published", subject=f"plan:{plan.pk}",
            area=plan.operation.regency_id, value=plan.number,
        )  # fmt: skip
        publish_event("plan", plan.pk, now=now)
        return plan


def withdraw_plan(actor: Actor, plan_id: int, *, now: datetime) -> Plan:
    """Takes a plan out of use: a published one by a police commander, any other by whoever plans."""
    with transaction.atomic():
        plan = _locked(plan_id)
        if plan.state == PlanState.WITHDRAWN:
            return plan
        if plan.state == PlanState.PUBLISHED:
            check_publish(actor)
        else:
            check(actor, Action.PLAN)
        plan.state, plan.ended_at = after(plan.state, Move.WITHDRAW), now
        plan.save(update_fields=["state", "ended_at"])
        audit.record(actor, "plan.withdrawn", f"plan:{plan.pk}", {}, now=now)
        publish_event("plan", plan.pk, now=now)
        return plan


def _locked(plan_id: int) -> Plan:
    """The plan under the operation's lock: two commanders can't publish two plans at the same moment."""
    operation = Plan.objects.values_list("operation_id", flat=True).get(pk=plan_id)
    Operation.objects.select_for_update().get(pk=operation)
    return Plan.objects.select_related("operation", "run").get(pk=plan_id)


def _check_current(plan: Plan) -> None:
    new, gone = solving.positions_changed(plan)
    if new or gone:
        raise Refusal(
            "The list of stations has changed since this plan: %(new)d new, %(gone)d gone. Solve a new plan.",
            new=new, gone=gone,
        )  # fmt: skip


def _replace_published(plan: Plan, now: datetime) -> int | None:
    old = Plan.objects.filter(operation=plan.operation, state=PlanState.PUBLISHED).first()
    if old is None:
        return None
    old.state, old.ended_at = after(old.state, Move.REPLACE), now
    old.save(update_fields=["state", "ended_at"])
    publish_event("plan", old.pk, now=now)
    return old.pk
