from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kondusif.backbone.accounts.requests import SignedIn
from kondusif.backbone.accounts.rules import Action, can, can_own_service, check, check_own_service
from kondusif.backbone.privacy import registry
from kondusif.people import queries as people
from kondusif.people.models import Officer

from . import picture, queries, seats, services
from .forms import ClockForm, DelegationForm, EndForm, FigureForm, HolderForm, StageForm
from .models import Delegation, Operation, Position
from .queries import NoOperation
from .rules import Refused, Term, local

SUGGESTED = 2000  # officers that a form suggests; with more, the number is typed


def say(request: SignedIn, act: Callable[[], object], done: str) -> bool:
    """Does `act`; a refusal becomes a message in the reader's language. True when it was done."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, _(str(refusal)))
        return False
    messages.success(request, done)
    return True


@login_required
@require_GET
def overview(request: SignedIn) -> HttpResponse:
    actor = request.user.actor
    check(actor, Action.SEE_PICTURE)
    try:
        operation = queries.current()
    except NoOperation:
        return render(request, "no_operation.html")
    now = queries.now(operation)
    stations = picture.stations(operation)
    manages = can(actor, Action.MANAGE_OPERATION)
    tree = picture.seats(operation, actor, now)
    sectors = [seat for seat in tree if seat.position.kind == Position.Kind.SECTOR]
    shown = {
        "groups": picture.strength(operation, actor),
        "line": picture.time_line(operation, now),
        "seats": [seat for seat in tree if seat not in sectors],
        "sectors": sectors,
        "vacant": picture.vacant(sectors),
        "services": picture.services(),
        "attachments": people.attachments(),
        "stations": stations,
        "linmas": stations * operation.linmas_per_station,
        "manages": manages,
        "figure_form": FigureForm() if manages else None,
        "stage_form": StageForm() if manages else None,
        "clock_form": _clock_form(operation) if manages else None,
        "end_form": EndForm() if manages and services.can_end(actor) else None,
    }
    return render(request, "operation/overview.html", shown)


def _clock_form(operation: Operation) -> ClockForm | None:
    if operation.clock != Operation.Clock.SIMULATED:
        return None
    return ClockForm(initial={"speed": operation.clock_speed})


# --- figures, stages, clock, end


@login_required
@require_POST
def use_figure(request: SignedIn, figure: int) -> HttpResponse:
    now = queries.shown()
    act = partial(services.use_figure, request.user.actor, figure, now=now)
    say(request, act, _("The operation plans with this figure now."))
    return redirect("operation:overview")


@login_required
@require_POST
def add_figure(request: SignedIn) -> HttpResponse:
    operation = queries.current()
    form = FigureForm(request.POST)
    if not form.is_valid():
        return _wrong(request, form)
    figure = services.NewFigure(**form.cleaned_data)
    act = partial(
        services.add_figures, request.user.actor, operation, [figure], now=queries.now(operation)
    )
    say(request, act, _("The figure is recorded with its source."))
    return redirect("operation:overview")


@login_required
@require_POST
def add_stage(request: SignedIn) -> HttpResponse:
    operation = queries.current()
    form = StageForm(request.POST)
    if not form.is_valid():
        return _wrong(request, form)
    stage = services.NewStage(**form.cleaned_data)
    if stage.end < stage.start:
        messages.error(request, _("A stage ends on or after its first day."))
        return redirect("operation:overview")
    act = partial(
        services.add_stages, request.user.actor, operation, [stage], now=queries.now(operation)
    )
    say(request, act, _("The stage is on the time line."))
    return redirect("operation:overview")


@login_required
@require_POST
def move_clock(request: SignedIn) -> HttpResponse:
    operation = queries.current()
    form = ClockForm(request.POST)
    if not form.is_valid():
        return _wrong(request, form)
    real = services.machine_now()
    shown = queries.now(operation, real)
    if form.cleaned_data["shown"]:
        shown = form.cleaned_data["shown"].replace(tzinfo=local(shown, operation.zone).tzinfo)
    act = partial(
        services.move_clock,
        request.user.actor,
        operation,
        shown,
        form.cleaned_data["speed"],
        real=real,
    )
    say(request, act, _("The clock is set."))
    return redirect("operation:overview")


@login_required
@require_POST
def end(request: SignedIn) -> HttpResponse:
    operation = queries.current()
    form = EndForm(request.POST)
    if not form.is_valid() or form.cleaned_data["name"].strip() != operation.name:
        messages.error(request, _("The name doesn't match; the operation goes on."))
        return redirect("operation:overview")
    act = partial(services.end, request.user.actor, operation, now=queries.now(operation))
    say(request, act, _("The operation has ended. Its personal data is erased tonight."))
    return redirect("operation:overview")


def _wrong(request: SignedIn, form: Any) -> HttpResponse:
    """Small forms of the page: each error as a message beside the name of its field."""
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        messages.error(request, f"{label}: {' '.join(errors)}")
    return redirect("operation:overview")


# --- positions and deputies


@login_required
def position(request: SignedIn, pk: int) -> HttpResponse:
    """One chair: who held it, who deputised, and for its own command the form to seat somebody."""
    actor = request.user.actor
    check(actor, Action.SEE_PICTURE)
    row = get_object_or_404(Position.objects.select_related("operation", "area", "parent"), pk=pk)
    own = can_own_service(actor, row.service)
    may_seat = own and can(actor, Action.MANAGE_OPERATION)
    form = HolderForm(row.service, request.POST or None)
    if request.method == "POST":
        check(actor, Action.MANAGE_OPERATION)
        check_own_service(actor, row.service)
        if form.is_valid():
            officer = form.cleaned_data["officer"]
            now = queries.now(row.operation)
            act = partial(seats.appoint, actor, row.pk, officer.pk, now=now)
            say(request, act, _("The position is filled."))
            return redirect("operation:position", pk=row.pk)
    shown = {
        "position": row,
        "own": own,
        "holdings": _named(row.holdings.select_related("officer").order_by("-since"), own),
        "delegations": _delegations(row.delegations.order_by("-since"), own),
        "form": form if may_seat else None,
        "officers": suggestions(row.service) if may_seat else [],
        "may_delegate": own and can(actor, Action.DELEGATE),
    }
    return render(request, "operation/position.html", shown)


def _named(holdings: Any, own: bool) -> list[tuple[Any, str]]:
    return [(one, picture.called(one.officer, own)) for one in holdings]


def _delegations(rows: Any, own: bool) -> list[dict[str, Any]]:
    now = queries.shown()
    return [
        {
            "row": one,
            "deputy": picture.called(one.deputy, own),
            "state": state_of(one, now),
            "reason": one.reason if own else "",
        }
        for one in rows.select_related("deputy", "position")
    ]


def state_of(row: Delegation, now: Any) -> str:
    """ended, over, acting or ahead."""
    if row.ended_at is not None and row.ended_at <= now:
        return "ended"
    if row.until <= now:
        return "over"
    return "acting" if row.since <= now else "ahead"


def suggestions(service: str) -> list[Officer]:
    """Whom a form may suggest: everybody of the service, while that is a list one can look through."""
    found = Officer.objects.filter(active=True, service=service).select_related("unit")
    return list(found[:SUGGESTED]) if found.count() <= SUGGESTED else []


@login_required
def delegations(request: SignedIn) -> HttpResponse:
    """Deputies of one's own service, and for its commander the form to name one."""
    actor = request.user.actor
    check(actor, Action.SEE_PICTURE)
    operation = queries.current()
    if request.method == "POST":
        check(actor, Action.DELEGATE)
    now = queries.now(operation)
    initial = {
        "position": request.GET.get("position"),
        "since": local(now, operation.zone).replace(tzinfo=None),
    }
    form = DelegationForm(operation, actor, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _delegate(request, form, now):
        return redirect("operation:delegations")
    rows = Delegation.objects.filter(
        position__operation=operation, position__service=str(actor.service)
    ).order_by("-since")
    may = can(actor, Action.DELEGATE)
    shown = {
        "delegations": _delegations(rows, own=True),
        "form": form if may else None,
        "officers": suggestions(str(actor.service)) if may else [],
    }
    return render(request, "operation/delegations.html", shown)


def _delegate(request: SignedIn, form: DelegationForm, now: Any) -> bool:
    asked = form.cleaned_data
    return say(
        request,
        lambda: seats.delegate(
            request.user.actor,
            asked["position"].pk,
            asked["deputy"].pk,
            Term(asked["since"], asked["until"]),
            asked["reason"],
            now=now,
        ),
        _("The delegation is recorded."),
    )


@login_required
@require_POST
def end_delegation(request: SignedIn, pk: int) -> HttpResponse:
    if not Delegation.objects.filter(pk=pk).exists():
        raise Http404
    now = queries.shown()
    act = partial(seats.end_delegation, request.user.actor, pk, now=now)
    say(request, act, _("The delegation has ended."))
    return redirect("operation:delegations")


# --- personal data


@login_required
@require_GET
def privacy(request: SignedIn) -> HttpResponse:
    """What personal data is held, why, who answers for it and how long: for everybody who is signed in."""
    return render(request, "operation/privacy.html", {"kinds": registry.kinds()})
