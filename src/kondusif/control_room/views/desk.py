"""The desk: map, list, one incident, and the form for a call. Every piece is also a page of its own."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kondusif.backbone.accounts.requests import SignedIn
from kondusif.backbone.accounts.rules import Action, can, check, check_area
from kondusif.operation import queries as operations

from ..forms import CallForm
from ..messages import Refusal
from ..models import Incident, LogEntry
from ..queries import desk, wall
from ..queries.places import find
from ..rules import KEYS, Act, NotNow
from ..services.calls import take_call
from ..services.incidents import Wish, perform, strike
from ..wall_rules import current_stage
from ..words import ACT_NAMES, NOT_NOW, act_done, sentence

NO_STORE = {"Cache-Control": "private, no-store"}


def piece(request: SignedIn) -> bool:
    """Asked for by the page's own script: only the part that changes."""
    return bool(request.headers.get("X-Fragment"))


def listing(request: SignedIn) -> dict[str, Any]:
    operation = operations.current()
    show = request.GET.get("show", "open")
    show = show if show in desk.SHOWS else "open"
    lines, count = desk.incidents(operation, request.user.actor, show, operations.now(operation))
    return {"lines": lines, "count": count, "show": show, "shows": SHOW_NAMES()}


def SHOW_NAMES() -> list[tuple[str, str]]:  # noqa: N802 - in the active language
    return [
        ("open", _("Open")),
        ("severe", _("Serious")),
        ("mine", _("Mine")),
        ("ended", _("Ended")),
    ]


@login_required
@require_GET
def index(request: SignedIn) -> HttpResponse:
    check(request.user.actor, Action.SEE_PICTURE)
    keys = [(KEYS[act], ACT_NAMES[act]) for act in Act]
    return render(request, "control_room/desk.html", listing(request) | {"keys": keys})


@login_required
@require_GET
def incident_list(request: SignedIn) -> HttpResponse:
    check(request.user.actor, Action.SEE_PICTURE)
    template = "control_room/list.html" if piece(request) else "control_room/desk.html"
    return render(request, template, listing(request))


@login_required
@require_GET
def incident(request: SignedIn, number: int) -> HttpResponse:
    actor = request.user.actor
    check(actor, Action.SEE_PICTURE)
    operation = operations.current()
    found = _incident(request, number)
    shown = desk.incident_view(found, actor, operations.now(operation)) | {"act_id": uuid4()}
    template = "control_room/incident.html" if piece(request) else "control_room/incident_page.html"
    return render(request, template, shown)


def _incident(request: SignedIn, number: int) -> Incident:
    rows = Incident.objects.select_related(
        "report__station__village__parent",
        "report__area__parent",
        "station__village__parent",
        "area__parent",
    )
    found = rows.filter(pk=number, operation=operations.current()).first()
    if found is None:
        raise Http404
    check_area(request.user.actor, found.area_id)
    return found


@login_required
@require_POST
def act(request: SignedIn, number: int) -> HttpResponse:
    """One act; pressed twice it is done once. The answer is the incident as it stands then."""
    actor = request.user.actor
    check(actor, Action.SEE_PICTURE)
    found = _incident(request, number)
    try:
        wish = _wish(request)
        _, done = perform(actor, found.pk, wish, now=operations.now(operations.current()))
    except NotNow as refusal:
        return _after(request, number, str(NOT_NOW[refusal.code]), "error")
    return _after(request, number, act_done(wish.act) if done else str(NOT_NOW["already"]))


def _wish(request: SignedIn) -> Wish:
    given = request.POST
    try:
        severity = int(given["severity"]) if given.get("severity") else None
        wanted, act_id = Act(given.get("act", "")), UUID(given.get("act_id", ""))
    except ValueError:
        raise Http404 from None
    text = given.get("text", "").replace("\x00", "")[:2000]
    return Wish(wanted, act_id, text, severity, given.get("shared") == "yes")


def _after(request: SignedIn, number: int, text: str, level: str = "success") -> HttpResponse:
    if not piece(request):
        (messages.error if level == "error" else messages.success)(request, text)
        return redirect("control_room:incident", number)
    shown = desk.incident_view(
        _incident(request, number), request.user.actor, operations.now(operations.current())
    )
    status = 409 if level == "error" else 200
    return render(
        request,
        "control_room/incident.html",
        shown | {"act_id": uuid4(), "said": text, "level": level},
        status=status,
    )


@login_required
@require_POST
def strike_entry(request: SignedIn, number: int, entry: int) -> HttpResponse:
    _incident(request, number)
    try:
        strike(request.user.actor, entry, now=operations.now(operations.current()))
    except LogEntry.DoesNotExist:
        raise Http404 from None
    except NotNow as refusal:
        return _after(request, number, str(NOT_NOW[refusal.code]), "error")
    return _after(request, number, _("Struck through; it stays readable."))


@login_required
@require_GET
def picture(request: SignedIn) -> HttpResponse:
    """Columns for the map: stations by what they have told, open incidents by severity."""
    actor = request.user.actor
    check(actor, Action.SEE_PICTURE)
    operation = operations.current()
    now = operations.now(operation)
    stage = current_stage(wall.day_of(operation), now)
    rows = desk.seen(operation, actor).filter(state__in=desk.OPEN).order_by("severity")
    columns = list(rows.values_list("id", "lat", "lon", "severity"))
    incidents = {
        "ids": [str(row[0]) for row in columns],
        "lat": [row[1] for row in columns],
        "lon": [row[2] for row in columns],
        "style": [row[3] - 1 for row in columns],
    }
    stations = wall.marks(wall.picture(operation), operation, actor, stage, now)
    return JsonResponse({"stations": stations, "incidents": incidents}, headers=NO_STORE)


@login_required
def call(request: SignedIn) -> HttpResponse:
    """A call or radio message becomes a report."""
    actor = request.user.actor
    check(actor, Action.REPORT)
    check(actor, Action.HANDLE_INCIDENTS)
    operation = operations.current()
    now = operations.now(operation)
    data = request.POST if request.method == "POST" else None
    form = CallForm(data, operation=operation, now=now, initial={"id": uuid4()})
    if not can(actor, Action.SEE_PUBLIC_REPORTERS):
        del form.fields["caller"]
    if data is not None and form.is_valid():
        caller = form.cleaned_data.get("caller", "")
        outcome = take_call(actor, form.wanted(), caller, operation=operation, now=now)
        if not isinstance(outcome, Refusal):
            messages.success(request, _("Recorded: %(receipt)s.") % {"receipt": outcome.receipt})
            return redirect(
                f"/control/?incident={outcome.incident}"
                if outcome.incident
                else "control_room:desk"
            )
        form.add_error(None, sentence(outcome))
    return render(request, "control_room/call.html", {"form": form})


@login_required
@require_GET
def places(request: SignedIn) -> HttpResponse:
    check(request.user.actor, Action.REPORT)
    found = find(operations.current(), request.GET.get("q", "").replace("\x00", ""))
    return JsonResponse({"places": found}, headers=NO_STORE)
