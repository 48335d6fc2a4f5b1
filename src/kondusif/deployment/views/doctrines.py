"""Doctrines: read one, load one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from kondusif.backbone.accounts.requests import SignedIn
from kondusif.backbone.accounts.rules import Action, check

from .. import doctrines, forms, services
from ..models import Doctrine
from ..refusals import REASONS, in_words
from .common import LARGEST_NUMBER, operation_now


@login_required
def doctrine_page(request: SignedIn, key: int) -> HttpResponse:
    check(request.user.actor, Action.SEE_GRADES)
    doctrine = get_object_or_404(Doctrine, pk=min(key, LARGEST_NUMBER))
    shown = {
        "doctrine": doctrine,
        "pattern": doctrines.read(doctrine.text, doctrine.name),
        "versions": Doctrine.objects.filter(name=doctrine.name),
        "grades": _grades(doctrine),
    }
    return render(request, "deployment/doctrine.html", shown)


def _grades(doctrine: Doctrine) -> list[tuple[str, str]]:
    return list(doctrines.read(doctrine.text, doctrine.name).class_of_grade.items())


@login_required
def compare_doctrines(request: SignedIn) -> HttpResponse:
    """The newest version of every doctrine, class by class."""
    check(request.user.actor, Action.SEE_GRADES)
    found = [(one, doctrines.read(one.text, one.name)) for one in forms.newest_doctrines()]
    return render(
        request, "deployment/doctrines.html", {"found": found, "form": forms.DoctrineForm()}
    )


@login_required
def load_doctrine(request: SignedIn) -> HttpResponse:
    check(request.user.actor, Action.PLAN)
    operation, now = operation_now()
    start = Doctrine.objects.filter(pk=_number(request.GET.get("from", ""))).first()
    initial = {"name": start.name, "text": start.text} if start else {}
    form = forms.DoctrineForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            made, new = services.register_doctrine(
                request.user.actor, operation, asked["name"], asked["text"], now=now
            )
        except REASONS as reason:
            form.add_error("text", in_words(reason))
        else:
            said = _("Doctrine loaded.") if new else _("This text is already there.")
            messages.success(request, said)
            return redirect("deployment:doctrine", made.pk)
    return render(request, "deployment/doctrine_load.html", {"form": form})


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
