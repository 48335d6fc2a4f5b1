"""The other vulnerable points: KPU office, warehouses, the district committees, box routes."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from kondusif.backbone.accounts.rules import Action, can, within_area
from kondusif.places.models import Site
from kondusif.risk import explaining, inputs, queries, rules
from kondusif.risk.criteria import parse_model
from kondusif.risk.forms import FactForm
from kondusif.risk.models import Assessment, SiteGrading

from .common import Asked, staff
from .stations import record_form


def _visible(asked: Asked) -> QuerySet[Site]:
    found = inputs.sites(asked.operation).select_related("area").order_by("kind", "code")
    return found.filter(area__code__startswith=asked.actor.area) if asked.actor.area else found


@require_GET
@staff()
def overview(request: HttpRequest, asked: Asked) -> HttpResponse:
    assessment = queries.current_assessment(asked.operation)
    gradings = {
        g.site_id: g for g in SiteGrading.objects.filter(assessment=assessment).defer("terms")
    }
    lines = [(site, gradings.get(site.pk) if assessment else None) for site in _visible(asked)]
    lines.sort(key=lambda line: -rules.rank(line[1].grade) if line[1] else 1)
    shown = {"lines": lines, "assessment": assessment, "terms": asked.terms}
    return render(request, "risk/sites.html", shown)


@require_GET
@staff()
def site(request: HttpRequest, asked: Asked, code: str) -> HttpResponse:
    found = _find(asked, code)
    assessment = queries.current_assessment(asked.operation)
    shown: dict[str, Any] = {"site": found, "assessment": assessment, "terms": asked.terms}
    if assessment:
        shown["grading"] = found.gradings.filter(assessment=assessment).first()
    if assessment and asked.terms:
        shown["explained"] = explaining.explain_site(assessment, found)
    may_record = can(asked.actor, Action.GRADE_STATIONS) and within_area(asked.actor, found.area_id)
    if assessment and may_record:
        shown["fact_form"] = _form(found, assessment)
    return render(request, "risk/site.html", shown)


def _find(asked: Asked, code: str) -> Site:
    found = _visible(asked).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _form(site: Site, assessment: Assessment, data: Any = None) -> FactForm:
    criteria = [
        (c.key, explaining.in_language(c.title))
        for c in parse_model(assessment.model.content).of("site", site.kind)
        if not c.measure
    ]
    return FactForm(data, criteria=criteria, places=[(site.code, site.name)])


@require_POST
@staff(Action.GRADE_STATIONS)
def record(request: HttpRequest, asked: Asked, code: str) -> HttpResponse:
    found = _find(asked, code)
    assessment = queries.current_assessment(asked.operation)
    if assessment is None:
        raise Http404
    return record_form(
        request, asked, _form(found, assessment, request.POST), "risk:site", found.code
    )
