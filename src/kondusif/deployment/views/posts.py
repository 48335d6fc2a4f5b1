"""Posts: making and releasing them, the list of one's own service, an officer's own post, the spreadsheet."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kondusif.backbone.accounts.models import Account
from kondusif.backbone.accounts.requests import SignedIn
from kondusif.backbone.accounts.rules import Action, Service, check
from kondusif.backbone.exports import Classification, download, xlsx
from kondusif.operation.exporting import envelope
from kondusif.people.models import Officer, Unit

from .. import exporting, postings, queries
from ..models import Posting
from ..rules import can_see_names, check_see_names
from .common import act, operation_now, plan_of

SWORN = (Service.POLICE, Service.ARMY)


@login_required
@require_POST
def make(request: SignedIn, number: int, service: str) -> HttpResponse:
    plan = plan_of(request, number)
    _operation, now = operation_now()
    return act(
        request, plan, lambda: postings.make_posts(request.user.actor, plan.pk, known(service), now=now),
        _("Everybody has a post. Nobody sees it before it is released."),
    )  # fmt: skip


@login_required
@require_POST
def release(request: SignedIn, number: int, service: str) -> HttpResponse:
    plan = plan_of(request, number)
    _operation, now = operation_now()
    return act(
        request, plan, lambda: postings.release_posts(request.user.actor, plan.pk, known(service), now=now),
        _("The posts are released; everybody sees their own."),
    )  # fmt: skip


def known(service: str) -> Service:
    if service not in SWORN:
        raise Http404
    return Service(service)


@login_required
def post_list(request: SignedIn, number: int, service: str) -> HttpResponse:
    """Names for one's own service; for the other, how many stand where."""
    plan = plan_of(request, number)
    side = known(service)
    shown = {
        "plan": plan,
        "service": side,
        "release": queries.releases(plan).get(side),
        "post_kinds": Posting.Kind.choices,
    }
    if not can_see_names(request.user.actor, side):
        shown["sectors"] = queries.sector_counts(plan, side)
        return render(request, "deployment/post_counts.html", shown)
    found = queries.postings(plan, side, request.user.actor.area)
    unit, kind = request.GET.get("unit", ""), request.GET.get("kind", "")
    if unit:
        found = found.filter(officer__unit__code=unit)
    if kind in Posting.Kind.values:
        found = found.filter(kind=kind)
    shown |= {
        "page": Paginator(found, 100).get_page(request.GET.get("page")),
        "units": Unit.objects.filter(service=side, officers__postings__plan=plan).distinct(),
        "kinds": Posting.Kind.choices, "unit": unit, "kind": kind,
    }  # fmt: skip
    return render(request, "deployment/posts.html", shown)


@login_required
def export_posts(request: SignedIn, number: int, service: str) -> HttpResponse:
    """One sheet per Polsek; names of one's own service only."""
    actor = request.user.actor
    check(actor, Action.EXPORT)
    side = known(service)
    check_see_names(actor, side)
    plan = plan_of(request, number)
    sheets = exporting.posting_sheets(plan, side, actor.area)
    title = (
        f"Daftar penugasan {'Polri' if side == Service.POLICE else 'TNI'} - rencana {plan.number}"
    )
    cover = envelope(request.user, Classification.RESTRICTED, title)
    count = sum(len(list(sheet.rows)) for sheet in sheets)
    body = xlsx(sheets, cover)
    return download(actor, cover, body, kind=f"posts-{side}", count=count, extension="xlsx")


@login_required
def my_post(request: SignedIn) -> HttpResponse:
    officer = officer_of(request.user)
    post = queries.post_of(officer) if officer else None
    return render(request, "deployment/my_post.html", {"officer": officer, "post": post})


def officer_of(account: Account) -> Officer | None:
    return Officer.objects.select_related("unit").filter(account=account).first()
