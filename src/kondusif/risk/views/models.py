"""The model as a person reads it, its versions, and what an assessment changed against another."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kondusif.backbone.accounts.rules import Action, can
from kondusif.places.models import Area, Station
from kondusif.risk import comparing, explaining, queries, services
from kondusif.risk.criteria import Criterion, ModelProblem, parse_model
from kondusif.risk.forms import FactForm, ModelForm
from kondusif.risk.models import Assessment, Fact, Grading, RiskModel

from .common import Asked, done, staff
from .stations import criteria_of, record_form

PAGE = 100


@require_GET
@staff(Action.SEE_GRADE_TERMS)
def overview(request: HttpRequest, asked: Asked) -> HttpResponse:
    """One version's criteria and points (`?version=ID`, else the one in use), all versions, all assessments."""
    assessment = queries.current_assessment(asked.operation)
    chosen = _chosen(request, asked, assessment)
    content = parse_model(chosen.content)
    may = can(asked.actor, Action.GRADE_STATIONS)
    shown = {
        "assessment": assessment,
        "chosen": chosen,
        "content": content,
        "title": explaining.in_language(content.title),
        "station_criteria": _lines(content.of("station")),
        "site_criteria": _lines(tuple(c for c in content.criteria if c.of == "site")),
        "versions": RiskModel.objects.all(),
        "assessments": Assessment.objects.filter(operation=asked.operation).select_related("model"),
        "facts": _wider_facts(asked),
        "may": may,
        "upload": ModelForm() if may else None,
        "fact_form": _wide_form(asked) if may else None,
    }
    return render(request, "risk/model.html", shown)


def _chosen(request: HttpRequest, asked: Asked, assessment: Assessment | None) -> RiskModel:
    wanted = request.GET.get("version", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 10:
        found = RiskModel.objects.filter(pk=int(wanted)).first()
        if found:
            return found
    return assessment.model if assessment else services.shipped_model(asked.now)


def _lines(criteria: tuple[Criterion, ...]) -> list[dict[str, Any]]:
    said = explaining.in_language
    return [{"title": said(c.title), "source": said(c.source), "criterion": c} for c in criteria]


def _wider_facts(asked: Asked) -> list[dict[str, Any]]:
    """What is recorded for whole areas now: the latest word on each criterion, the widest area first."""
    titles = dict(criteria_of("station"))
    latest: dict[tuple[str, str], Fact] = {}
    areas = Area.objects.filter(code__startswith=asked.operation.regency_id).values("code")
    for fact in Fact.objects.filter(operation=asked.operation, subject__in=areas).order_by("id"):
        latest[fact.subject, fact.criterion] = fact
    names = Area.objects.in_bulk({subject for subject, _criterion in latest})
    ordered = sorted(latest.values(), key=lambda f: (f.subject.count("."), f.subject, f.criterion))
    return [
        {"area": names[f.subject], "title": titles.get(f.criterion, f.criterion), "fact": f}
        for f in ordered
    ]


def _wide_form(asked: Asked, data: Any = None) -> FactForm:
    regency = asked.operation.regency
    inside = asked.actor.area or regency.code
    areas = Area.objects.filter(
        code__startswith=inside, level__in=("regency", "district", "village")
    )
    places = [(a.code, f"{a.code} {a.name}") for a in areas.order_by("code")]
    return FactForm(data, criteria=criteria_of("station"), places=places)


@require_POST
@staff(Action.GRADE_STATIONS)
def record(request: HttpRequest, asked: Asked) -> HttpResponse:
    return record_form(request, asked, _wide_form(asked, request.POST), "risk:model")


@require_GET
@staff(Action.SEE_GRADE_TERMS)
def content(request: HttpRequest, asked: Asked, version: int) -> HttpResponse:
    """The file of one version, to change a copy of it."""
    model = RiskModel.objects.filter(pk=version).first()
    if model is None:
        raise Http404
    answer = HttpResponse(model.content, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="risk-model-{model.pk}.toml"'
    return answer


@require_POST
@staff(Action.GRADE_STATIONS)
def upload(request: HttpRequest, asked: Asked) -> HttpResponse:
    def act() -> object:
        file = request.FILES.get("file")
        if file is None or (file.size or 0) > services.assessing.MOST_BYTES:
            raise ModelProblem([_("Choose a TOML or JSON file of at most 200 kB.")])
        text = file.read().decode("utf-8", errors="replace")
        return services.upload_model(text, asked.actor, asked.now)

    return done(request, act, _("Stored. Assess with it to see what changes."), "risk:model")


@require_POST
@staff(Action.GRADE_STATIONS)
def assess(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Runs the chosen version; where nothing changed, the last assessment stands."""
    model = RiskModel.objects.filter(pk=_number(request.POST.get("version", ""))).first()
    if model is None:
        raise Http404

    def act() -> object:
        return services.assess(asked.operation, model, asked.actor, asked.now)

    said = _("Assessed. Where nothing had changed, the last assessment still stands.")
    return done(request, act, said, "risk:model")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@require_GET
@staff()
def compare(request: HttpRequest, asked: Asked) -> HttpResponse:
    """`?old=N&new=M` (numbers of assessments; the last two without): what moved, by district, and which stations."""
    runs = Assessment.objects.filter(operation=asked.operation).select_related("model")
    new = runs.filter(number=_number(request.GET.get("new", ""))).first() or runs.first()
    before = runs.filter(number__lt=new.number) if new else runs.none()
    old = runs.filter(number=_number(request.GET.get("old", ""))).first() or before.first()
    shown: dict[str, Any] = {"old": old, "new": new, "assessments": runs}
    if old and new and old != new:
        shown |= _compared(request, asked, old, new)
    return render(request, "risk/compare.html", shown)


def _compared(
    request: HttpRequest, asked: Asked, old: Assessment, new: Assessment
) -> dict[str, Any]:
    found = comparing.compare(_grades(asked, old), _grades(asked, new), queries.district_of)
    names = queries.district_names(asked.operation)
    page = Paginator(list(found.moved.items()), PAGE).get_page(request.GET.get("page"))
    places = Station.objects.filter(code__in=[code for code, _moved in page])
    villages = dict(places.values_list("code", "village__name"))
    return {
        "totals": [(move, found.total(move)) for move in comparing.Move],
        "districts": [
            (names.get(code, code), [counts.get(move, 0) for move in comparing.Move])
            for code, counts in found.by_area.items()
        ],
        "page": page,
        "moved": [(code, villages.get(code, ""), *moved) for code, moved in page],
    }


def _grades(asked: Asked, assessment: Assessment) -> dict[str, str]:
    """By code, inside the actor's area; a station that has since left the list is still told of its past."""
    rows = Grading.objects.filter(assessment=assessment)
    if asked.actor.area:
        rows = rows.filter(station__code__startswith=f"{asked.actor.area}")
    return dict(rows.values_list("station__code", "grade"))
