"""What if: so many people more or fewer. Counting is answered at once; the exposure follows from the job process."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kondusif.backbone.accounts.requests import SignedIn
from kondusif.backbone.accounts.rules import Action, check
from kondusif.backbone.jobs.models import Run

from .. import proof, queries
from .. import what_if as asking
from ..models import Plan
from ..rules import round_up
from .common import operation_now, plan_of

STEPS = ("-100", "-50", "-10", "+10", "+50", "+100")
MOST = 100_000


@login_required
@require_GET
def ask(request: SignedIn, number: int) -> HttpResponse:
    """`?change=-50`: fewer police at stations, read against the plan's own budget."""
    check(request.user.actor, Action.PLAN)
    plan = plan_of(request, number)
    change = _whole(request.GET.get("change", "0"))
    officers = max(0, plan.budget + change)
    found = asking.count(plan, officers)
    shown: dict[str, Any] = {
        "plan": plan,
        "change": officers - plan.budget,
        "officers": officers,
        "found": found,
        "spare": officers - found.least,
        "shortage": queries.shortage_table([dict(row) for row in found.shortage]),
        "remedies": [proof.remedy(row) for row in found.relaxations],
        "what_if_steps": STEPS,
        "run": None,
    }
    if found.possible:
        shown["run"] = _run(request, plan, officers)
        shown["figures"] = _figures(shown["run"], plan)
    piece = request.headers.get("X-Piece") == "yes"
    return render(
        request, "deployment/what_if_answer.html" if piece else "deployment/what_if.html", shown
    )


def _whole(text: str) -> int:
    try:
        return max(-MOST, min(MOST, int(text[:12])))
    except ValueError:
        return 0


def _run(request: SignedIn, plan: Plan, officers: int) -> Run:
    _operation, now = operation_now()
    return asking.begin(request.user.actor, plan, officers, now=now)


def _figures(run: Run, plan: Plan) -> dict[str, Any] | None:
    """What the quick solve found, beside the plan's exposure; None while it runs."""
    if run.state != Run.State.DONE:
        return None
    figures = dict(run.result)
    figures["bound"] = round_up(figures.get("gap") or 0.0)
    if plan.objective is not None and figures.get("objective") is not None:
        figures["more"] = figures["objective"] - plan.objective
        figures["less"] = -figures["more"]
    return figures
