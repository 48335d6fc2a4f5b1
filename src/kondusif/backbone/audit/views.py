from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from kondusif.backbone.accounts.requests import SignedIn
from kondusif.backbone.accounts.rules import Action, check

from .models import Entry


@login_required
def log(request: SignedIn) -> HttpResponse:
    check(request.user.actor, Action.SEE_AUDIT)
    entries = Entry.objects.order_by("-sequence")
    subject = request.GET.get("subject", "").strip()
    if subject:
        entries = entries.filter(subject__startswith=subject)
    page = Paginator(entries, 100).get_page(request.GET.get("page"))
    return render(request, "audit/log.html", {"page": page, "subject": subject})
