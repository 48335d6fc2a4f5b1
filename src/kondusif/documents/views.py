from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse

from kondusif.backbone.accounts.requests import SignedIn
from kondusif.backbone.accounts.rules import Action, Service, check
from kondusif.backbone.exports import Classification, download
from kondusif.deployment.models import Plan
from kondusif.deployment.rules import check_see_names
from kondusif.operation import queries as operations
from kondusif.operation.exporting import envelope

from . import annex, queries

LARGEST_NUMBER = 2**31 - 1


@login_required
def annex_pdf(request: SignedIn, number: int, service: str) -> HttpResponse:
    """The order's annex with the names of one's own service, class TERBATAS."""
    actor = request.user.actor
    check(actor, Action.EXPORT)
    if service not in (Service.POLICE, Service.ARMY):
        raise Http404
    check_see_names(actor, service)
    plan = _plan(number)
    cover = envelope(
        request.user, Classification.RESTRICTED, f"Lampiran surat perintah, rencana {plan.number}"
    )
    sheet = queries.annex_of(plan, Service(service), cover, actor.area)
    body = annex.pdf(sheet, cover.at)
    return download(actor, cover, body, kind=f"annex-{service}", count=sheet.count, extension="pdf")


def _plan(number: int) -> Plan:
    try:
        operation = operations.current()
    except operations.NoOperation as reason:
        raise Http404(str(reason)) from reason
    found = Plan.objects.select_related("doctrine", "operation__regency__parent").filter(
        operation=operation, number=min(number, LARGEST_NUMBER), teams__isnull=False
    )
    plan = found.first()
    if plan is None:
        raise Http404
    return plan
