"""Plans: the list, a new one, one with its proof, its map, its villages, and a comparison of two."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kondusif.backbone.accounts.requests import SignedIn
from kondusif.backbone.accounts.rules import Action, Actor, can, check
from kondusif.backbone.exports import Classification, download, geojson
from kondusif.backbone.jobs.models import Run
from kondusif.operation.exporting import envelope
from kondusif.places.models import Area

from .. import exporting, forms, proof, queries, services, solving
from ..models import Plan, Posting
from ..rules import Move, PlanState, can_make_posts, can_publish, can_release, possible
from .common import act, operation_now, plan_of
from .what_if import STEPS


@login_required
def plan_list(request: SignedIn) -> HttpResponse:
    check(request.user.actor, Action.SEE_PICTURE)
    operation, _now = operation_now()
    form = forms.PlanForm(operation, request.POST or None)
    if request.method == "POST":
        check(request.user.actor, Action.PLAN)
        if form.is_valid():
            return _make(request, form)
    plans = Plan.objects.filter(operation=operation).select_related("doctrine", "strength", "run")
    shown = {
        "form": form,
        "plans": [{"plan": plan, "bound": proof.bound(plan)} for plan in plans],
        "doctrines": forms.newest_doctrines(),
        "published": queries.published(operation),
    }
    return render(request, "deployment/plans.html", shown)


def _make(request: SignedIn, form: forms.PlanForm) -> HttpResponse:
    operation, now = operation_now()
    asked = form.cleaned_data
    actor = request.user.actor
    plan = services.make_plan(
        actor, operation, asked["doctrine"], asked["strength"], now=now,
        share_elsewhere=asked["share_elsewhere"] / 100, seconds=asked["seconds"],
    )  # fmt: skip
    services.begin_solving(actor, plan.pk, now=now)
    return redirect("deployment:plan", plan.number)


@login_required
def plan_page(request: SignedIn, number: int) -> HttpResponse:
    plan = plan_of(request, number)
    actor = request.user.actor
    shown = {
        "plan": plan,
        "claim": proof.claim(plan, queries.shares_of_positions(plan)),
        "rest": plan.strength_value - plan.budget,
        "districts": queries.by_district(plan),
        "classes": queries.by_class(plan),
        "shortage": queries.shortage_table(plan.shortage),
        "remedies": [proof.remedy(row) for row in plan.relaxations],
        "others": Plan.objects.filter(operation=plan.operation, state__in=_comparable()).exclude(
            pk=plan.pk
        ),
        "counts": queries.post_counts(plan),
        "releases": queries.releases(plan),
        "running": plan.state == PlanState.SOLVING and _runs(plan.run),
        "can_publish": can_publish(actor) and possible(plan.state, Move.PUBLISH),
        "can_withdraw": _can_withdraw(plan, actor),
        "can_make": can_make_posts(actor, actor.service),
        "can_release": can_release(actor, actor.service),
        "post_kinds": Posting.Kind.choices,
        "what_if_steps": STEPS,
        "changed": solving.positions_changed(plan) if plan.teams else (0, 0),
    }
    return render(request, "deployment/plan.html", shown)


def _comparable() -> tuple[PlanState, ...]:
    return (PlanState.SOLVED, PlanState.PUBLISHED, PlanState.REPLACED)


def _runs(run: Run | None) -> bool:
    return run is not None and run.state in (Run.State.WAITING, Run.State.RUNNING)


def _can_withdraw(plan: Plan, actor: Actor) -> bool:
    who = can_publish(actor) if plan.state == PlanState.PUBLISHED else can(actor, Action.PLAN)
    return who and possible(plan.state, Move.WITHDRAW)


@login_required
def progress(request: SignedIn, number: int) -> HttpResponse:
    """The progress of a running solve, as a piece of the page."""
    plan = plan_of(request, number)
    running = plan.state == PlanState.SOLVING and _runs(plan.run)
    return render(request, "deployment/progress.html", {"plan": plan, "running": running})


@login_required
@require_POST
def solve(request: SignedIn, number: int) -> HttpResponse:
    plan = plan_of(request, number)
    _operation, now = operation_now()
    return act(
        request, plan, lambda: services.begin_solving(request.user.actor, plan.pk, now=now),
        _("The plan is being solved."),
    )  # fmt: skip


@login_required
@require_POST
def stop(request: SignedIn, number: int) -> HttpResponse:
    plan = plan_of(request, number)
    return act(
        request, plan, lambda: services.stop_solving(request.user.actor, plan.pk),
        _("Stopping; the best plan so far is kept."),
    )  # fmt: skip


@login_required
@require_POST
def publish(request: SignedIn, number: int) -> HttpResponse:
    plan = plan_of(request, number)
    _operation, now = operation_now()
    return act(
        request, plan, lambda: services.publish_plan(request.user.actor, plan.pk, now=now),
        _("Plan %(number)d is published.") % {"number": plan.number},
    )  # fmt: skip


@login_required
@require_POST
def withdraw(request: SignedIn, number: int) -> HttpResponse:
    plan = plan_of(request, number)
    _operation, now = operation_now()
    return act(
        request, plan, lambda: services.withdraw_plan(request.user.actor, plan.pk, now=now),
        _("Plan %(number)d is withdrawn.") % {"number": plan.number},
    )  # fmt: skip


@login_required
def map_data(request: SignedIn, number: int) -> JsonResponse:
    return JsonResponse(queries.map_columns(plan_of(request, number)))


@login_required
def district(request: SignedIn, number: int, code: str) -> HttpResponse:
    plan = plan_of(request, number)
    area = Area.objects.filter(code=code, level=Area.Level.DISTRICT).first()
    if area is None:
        raise Http404
    shown = {"plan": plan, "area": area, "villages": queries.by_village(plan, code)}
    return render(request, "deployment/district.html", shown)


@login_required
def village(request: SignedIn, number: int, code: str) -> HttpResponse:
    plan = plan_of(request, number)
    area = Area.objects.select_related("parent").filter(code=code).first()
    if area is None:
        raise Http404
    shown = {"plan": plan, "area": area, "teams": queries.teams_of_village(plan, code)}
    piece = request.headers.get("X-Piece") == "yes"
    return render(
        request, "deployment/village_teams.html" if piece else "deployment/village.html", shown
    )


@login_required
def compare(request: SignedIn) -> HttpResponse:
    check(request.user.actor, Action.SEE_GRADES)
    operation, _now = operation_now()
    plans = Plan.objects.filter(operation=operation, state__in=_comparable())
    plans = plans.select_related("doctrine", "operation")
    first, second = (_chosen(plans, request.GET.get(key, "")) for key in ("a", "b"))
    shown: dict[str, Any] = {"plans": plans, "first": first, "second": second}
    if first and second:
        shown["comparison"] = queries.compare(first, second)
        shown["bounds"] = proof.bound(first), proof.bound(second)
        shown["figures"] = proof.side_by_side(first, second)
    return render(request, "deployment/compare.html", shown)


def _chosen(plans, number: str) -> Plan | None:
    return (
        plans.filter(number=int(number)).first() if number.isdecimal() and len(number) < 9 else None
    )


@login_required
def export_geojson(request: SignedIn, number: int) -> HttpResponse:
    check(request.user.actor, Action.EXPORT)
    plan = plan_of(request, number)
    title = f"Rencana penempatan {plan.number} - {plan.doctrine.title}"
    cover = envelope(request.user, Classification.RESTRICTED, title)
    body = geojson(exporting.plan_features(plan), cover)
    return download(
        request.user.actor, cover, body, kind=f"plan-{plan.number}", count=plan.stations or 0,
        extension="geojson",
    )  # fmt: skip
