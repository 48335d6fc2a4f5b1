from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kondusif.backbone.accounts.requests import SignedIn
from kondusif.backbone.accounts.rules import Action, check

from . import queries


@login_required
@require_GET
def roster(request: SignedIn) -> HttpResponse:
    """Names of one's own service only; of the other service, how many."""
    actor = request.user.actor
    check(actor, Action.SEE_ROSTER)
    unit = request.GET.get("unit", "")[:30]
    text = request.GET.get("text", "").strip()[:60]
    found = queries.roster(actor, unit, text)
    own = str(actor.service)
    strength = queries.strength()
    shown = {
        "page": Paginator(found, 50).get_page(request.GET.get("page")),
        "units": queries.unit_tree(own),
        "unit": unit,
        "text": text,
        "own": strength.get(own, 0),
        "own_name": queries.SERVICE_NAMES.get(own, ""),
        "others": [
            (queries.SERVICE_NAMES[service], count)
            for service, count in strength.items()
            if service != own
        ],
    }
    return render(request, "people/roster.html", shown)
