from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render

from kondusif.backbone.accounts.requests import SignedIn
from kondusif.backbone.accounts.rules import Action, can, check, check_area
from kondusif.control_room.kinds import all_kinds
from kondusif.control_room.words import SEVERITY_NAMES, STATE_NAMES
from kondusif.operation import queries as operations
from kondusif.places.models import Area

from . import situation


@login_required
def home(request: SignedIn) -> HttpResponse:
    """The situation for whoever may see it; others go to where their work is."""
    actor = request.user.actor
    if not can(actor, Action.SEE_PICTURE):
        return redirect(
            "accounts:list" if can(actor, Action.MANAGE_ACCOUNTS) else "control_room:field"
        )
    try:
        operation = operations.current()
    except operations.NoOperation:
        return render(request, "no_operation.html")
    now = operations.now(operation)
    incidents = situation.open_incidents(operation, actor)
    shown = {
        "picture": situation.situation(operation, actor, now),
        "incidents": [_line(incident) for incident in incidents[:6]],
        "more_incidents": max(0, len(incidents) - 6),
        "steps": situation.next_steps(operation, actor, now),
    }
    template = "situation.html" if request.headers.get("X-Fragment") else "home.html"
    return render(request, template, shown)


def _line(incident: situation.Incident) -> dict[str, object]:
    return {
        "incident": incident,
        "kind": all_kinds().get(incident.kind),
        "severity": SEVERITY_NAMES[incident.severity],
        "state": STATE_NAMES[situation.IncidentState(incident.state)],
    }


@login_required
def points(request: SignedIn) -> HttpResponse:
    check(request.user.actor, Action.SEE_PICTURE)
    found = situation.points(operations.current(), request.user.actor)
    return JsonResponse(found, headers={"Cache-Control": "private, no-store"})


@login_required
def village(request: SignedIn, code: str) -> HttpResponse:
    """One village: a page of its own, and the panel beside the map."""
    actor = request.user.actor
    check(actor, Action.SEE_PICTURE)
    check_area(actor, code)
    area = get_object_or_404(
        Area.objects.select_related("parent"), pk=code, level=Area.Level.VILLAGE
    )
    found = situation.village(operations.current(), actor, area)
    shown = {"village": found, "incidents": [_line(incident) for incident in found.incidents]}
    template = "village.html" if request.headers.get("X-Fragment") else "village_page.html"
    return render(request, template, shown)
