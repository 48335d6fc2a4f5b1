"""Both lenses on one page, and Bawaslu's list coming in."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kondusif.backbone.accounts.rules import Action, can
from kondusif.places.importing import UnreadableFileError, read_table
from kondusif.places.said import in_words
from kondusif.risk import explaining, filters, inputs, queries, rules, services, tables
from kondusif.risk.flag_lists import parse_flags
from kondusif.risk.flags import lens
from kondusif.risk.forms import LARGEST_LIST, FlagsForm
from kondusif.risk.models import FlagFact
from kondusif.risk.reconciling import Reconciled, reconcile

from .common import Asked, staff

PAGE = 50
LEAST = 2  # variables from which a low grade deserves a second look
SHOWN_PROBLEMS = 20


@require_GET
@staff()
def overview(request: HttpRequest, asked: Asked) -> HttpResponse:
    assessment = queries.current_assessment(asked.operation)
    stations = queries.visible(asked.operation, asked.actor)
    wanted = filters.read({"least": request.GET.get("least", str(LEAST))}, asked.terms)
    low = filters.Filter(grade=rules.Grade.LESS, least=wanted.least, flag="any")
    found = filters.apply(stations, asked.operation, assessment, low).select_related("village")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    both = _both(asked, stations)
    shown = {
        "assessment": assessment,
        "whole": both.whole,
        "districts": _by_name(asked, both),
        "variables": _variables(both),
        "sources": _sources(asked),
        "least": max(low.least, 1),
        "page": page,
        "rows": tables.rows(asked.operation, assessment, page),
        "may_propose": can(asked.actor, Action.GRADE_STATIONS),
        "form": FlagsForm() if can(asked.actor, Action.IMPORT_LISTS) else None,
    }
    return render(request, "risk/reconcile.html", shown)


def _both(asked: Asked, stations: Any) -> Reconciled:
    places = (
        (pk, queries.district_of(village))
        for pk, village in stations.order_by().values_list("id", "village_id")
    )
    present = FlagFact.objects.filter(operation=asked.operation, state=rules.State.PRESENT)
    flags = present.values_list("station_id", "variable", "indicator")
    return reconcile(places, queries.grades(asked.operation), flags.iterator(chunk_size=5000))


def _by_name(asked: Asked, both: Reconciled) -> list[tuple[str, str, Any]]:
    names = queries.district_names(asked.operation)
    return [
        (code, names[code], both.by_district[code]) for code in names if code in both.by_district
    ]


def _variables(both: Reconciled) -> list[dict[str, Any]]:
    """Each variable with its stations by grade, and its indicators beside what was published."""
    known = lens()
    counts = {key: both.by_variable.get(key, Counter()) for key in known.variables}
    return [
        {
            "key": key,
            "title": explaining.in_language(title),
            "grades": [(grade, counts[key][grade]) for grade in rules.ORDER],
            "stations": counts[key].total(),
            "indicators": [
                (i.number, explaining.in_language(i.title), both.by_indicator.get(i.number, 0))
                for i in known.indicators
                if i.variable == key
            ],
        }
        for key, title in known.variables.items()
    ]


def _sources(asked: Asked) -> list[Any]:
    given = FlagFact.objects.filter(operation=asked.operation).order_by()
    return list(given.values("source", "as_of", "synthetic").distinct()[:10])


@require_POST
@staff(Action.IMPORT_LISTS)
def import_list(request: HttpRequest, asked: Asked) -> HttpResponse:
    """All of the list or nothing; every problem is named by its row."""
    form = FlagsForm(request.POST, request.FILES)
    if not form.is_valid() or form.cleaned_data["file"].size > LARGEST_LIST:
        messages.error(request, _("Choose a file of at most 32 MB and say where it comes from."))
        return redirect("risk:reconcile")
    words = form.cleaned_data
    try:
        table = read_table(words["file"].read(), words["file"].name)
    except UnreadableFileError as problem:
        messages.error(request, in_words(problem.reason))
        return redirect("risk:reconcile")
    parsed = parse_flags(
        table, set(inputs.stations(asked.operation).values_list("code", flat=True))
    )
    if parsed.problems:
        return render(request, "risk/flag_problems.html", _problems(parsed.problems), status=422)
    change = services.import_flags(
        asked.operation,
        parsed.flags,
        source=words["source"],
        actor=asked.actor,
        now=asked.now,
        as_of=words["as_of"],
        complete=words["complete"],
    )
    said = _("%(added)s flags added, %(changed)s changed, %(withdrawn)s withdrawn.")
    messages.success(request, said % vars(change))
    return redirect("risk:reconcile")


def _problems(problems: Any) -> dict[str, Any]:
    shown = [(p.row, p.column, p.value, in_words(p.reason)) for p in problems[:SHOWN_PROBLEMS]]
    return {"problems": shown, "more": len(problems) - len(shown)}
