"""The map and table of all stations, and one station explained."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from kondusif.backbone.accounts.rules import Action, can
from kondusif.places.models import Area, Station
from kondusif.risk import explaining, filters, queries, rules, services, tables
from kondusif.risk.forms import FactForm, ProposalForm
from kondusif.risk.models import GRADES, Fact, Override
from kondusif.risk.services.recording import FactProblem, recordable

from .common import Asked, done, staff

PAGE = 100


@require_GET
@staff()
def overview(request: HttpRequest, asked: Asked) -> HttpResponse:
    assessment = queries.current_assessment(asked.operation)
    wanted = filters.read(request.GET, asked.terms)
    stations = queries.visible(asked.operation, asked.actor)
    found = filters.apply(stations, asked.operation, assessment, wanted)
    page = Paginator(found.select_related("village"), PAGE).get_page(request.GET.get("page"))
    shown = {
        "assessment": assessment,
        "wanted": wanted,
        "page": page,
        "rows": tables.rows(asked.operation, assessment, page),
        "figures": _figures(asked, stations),
        "districts": queries.district_names(asked.operation),
        "villages": _villages(wanted.district or queries.district_of(wanted.village)),
        "options": _options(asked),
        "terms": asked.terms,
        "picked": _picked(asked, request.GET.get("picked", "")),
        "exports": can(asked.actor, Action.EXPORT),
    }
    return render(request, "risk/map.html", shown)


def _figures(asked: Asked, stations: Any) -> dict[str, Any]:
    grades = queries.grades(asked.operation)
    inside = set(stations.order_by().values_list("id", flat=True))
    counts = dict.fromkeys(rules.ORDER, 0)
    for pk, grade in grades.items():
        if pk in inside:
            counts[rules.Grade(grade)] += 1
    flags = queries.flag_counts(asked.operation)
    return {
        "stations": len(inside),
        "grades": [(value, name, counts[rules.Grade(value)]) for value, name in GRADES],
        "flagged": len(inside & flags.keys()),
        "ungraded": len(inside - grades.keys()),
    }


def _villages(district: str) -> list[Area]:
    if not district:
        return []
    return list(Area.objects.filter(level="village", code__startswith=f"{district}."))


def _options(asked: Asked) -> dict[str, list[tuple[str, Any]]]:
    grades = [
        *GRADES,
        ("raised", _("vulnerable or very vulnerable")),
        ("ungraded", _("not graded")),
    ]
    variables = [
        (key, explaining.in_language(title)) for key, title in explaining.lens().variables.items()
    ]
    changed = [
        ("override", _("changed by a person")),
        ("stale", _("changed, computed grade moved since")),
        ("proposed", _("proposal waiting")),
    ]
    if asked.terms:
        changed.append(("open", _("could change with what is missing")))
    return {
        "grade": grades,
        "flag": [("any", _("any flag")), ("none", _("no flag")), *variables],
        "position": list(Station.Position.choices),
        "changed": changed,
    }


def _picked(asked: Asked, code: str) -> dict[str, Any] | None:
    if not code:
        return None
    station = queries.visible(asked.operation, asked.actor).filter(code=code).first()
    return _explained(asked, station) if station else None


@require_GET
@staff()
def columns(request: HttpRequest, asked: Asked) -> HttpResponse:
    """`/risk/stations.json`, with the filters of the table."""
    assessment = queries.current_assessment(asked.operation)
    wanted = filters.read(request.GET, asked.terms)
    stations = queries.visible(asked.operation, asked.actor)
    found = filters.apply(stations, asked.operation, assessment, wanted)
    answer = tables.columns(asked.operation, assessment, found)
    return JsonResponse(answer, headers={"Cache-Control": "private, no-store"})


def find_station(asked: Asked, code: str) -> Station:
    """Raises Http404 for a code outside the list, or outside the actor's area."""
    station = queries.visible(asked.operation, asked.actor).filter(code=code).first()
    if station is None:
        raise Http404
    return station


@require_GET
@staff()
def station(request: HttpRequest, asked: Asked, code: str) -> HttpResponse:
    """One station; with `?panel=1` only the part that stands beside the map."""
    shown = _explained(asked, find_station(asked, code))
    panel = request.GET.get("panel") == "1"
    return render(request, "risk/panel.html" if panel else "risk/station.html", {"picked": shown})


def _explained(asked: Asked, station: Station) -> dict[str, Any]:
    assessment = queries.current_assessment(asked.operation)
    standing = explaining.standing_of(asked.operation, assessment, station)
    shown: dict[str, Any] = {
        "station": station,
        "village": station.village,
        "district": station.village.parent,
        "standing": standing,
        "flags": explaining.flags_of(asked.operation, station),
        "terms": asked.terms,
        "assessment": assessment,
        "history": explaining.past_gradings(asked.operation, station) if asked.terms else [],
        "may": _may(asked, station, standing),
    }
    if asked.terms and assessment:
        shown["explained"] = explaining.explain_station(assessment, station)
    if shown["may"]["propose"]:
        shown["proposal"] = ProposalForm()
        shown["fact_form"] = FactForm(criteria=criteria_of("station"), places=places_of(station))
    return shown


def _may(asked: Asked, station: Station, standing: explaining.Standing) -> dict[str, bool]:
    may = {"propose": rules.can_propose(asked.actor, station.village_id)}
    proposed = standing.proposed
    for act in rules.OverrideAct:
        may[act] = bool(proposed) and rules.can_decide(
            asked.actor, act, proposed.proposed_by if proposed else 0, station.village_id
        )
    return may


def criteria_of(what: str) -> list[tuple[str, str]]:
    return [(key, explaining.in_language(title)) for key, title in recordable(what).items()]


def places_of(station: Station) -> list[tuple[str, str]]:
    """Where a fact about this station may be recorded: the station, its village, its district."""
    village = station.village
    number = f"{station.number:03d}"
    choices = [
        (station.code, _("this station (TPS %(number)s)") % {"number": number}),
        (village.code, _("all stations of the village %(name)s") % {"name": village.name}),
    ]
    if village.parent:
        name = {"name": village.parent.name}
        choices.append((village.parent.code, _("all stations of the district %(name)s") % name))
    return choices


@require_POST
@staff(Action.GRADE_STATIONS)
def propose(request: HttpRequest, asked: Asked, code: str) -> HttpResponse:
    station = find_station(asked, code)
    form = ProposalForm(request.POST)
    form.is_valid()  # the service says what is missing, in the same words for every way in
    grade, reason = form.data.get("grade", ""), form.data.get("reason", "")

    def act() -> object:
        return services.propose_override(
            asked.operation, station, grade, reason, actor=asked.actor, now=asked.now
        )

    said = _("Proposed. It counts once a second person confirms it.")
    return done(request, act, said, "risk:station", code)


DECIDED = {
    "confirm": gettext_noop("Confirmed: this grade counts now."),
    "refuse": gettext_noop("Refused: the grade stays as it was."),
    "withdraw": gettext_noop("Withdrawn."),
}


@require_POST
@staff()
def decide(request: HttpRequest, asked: Asked, override: int, act: str) -> HttpResponse:
    found = Override.objects.filter(operation=asked.operation, pk=override).first()
    if found is None or act not in DECIDED:
        raise Http404
    return done(
        request,
        lambda: services.decide_override(found, act, actor=asked.actor, now=asked.now),
        _(DECIDED[act]),
        "risk:station",
        found.station.code,
    )


@require_POST
@staff(Action.GRADE_STATIONS)
def record(request: HttpRequest, asked: Asked, code: str) -> HttpResponse:
    station = find_station(asked, code)
    form = FactForm(request.POST, criteria=criteria_of("station"), places=places_of(station))
    return record_form(request, asked, form, "risk:station", code)


def record_form(
    request: HttpRequest, asked: Asked, form: FactForm, to: str, *args: Any
) -> HttpResponse:
    """Records what the form says and goes back; what is wrong with it is said there."""

    def act() -> Fact:
        if not form.is_valid():
            raise FactProblem(next(iter(form.errors.values()))[0])
        words = form.cleaned_data
        return services.record_fact(
            asked.operation,
            words["subject"],
            words["criterion"],
            words["state"],
            source=words["source"],
            note=words["note"],
            as_of=words["as_of"],
            actor=asked.actor,
            now=asked.now,
        )

    said = _("Recorded. Grades follow with the next assessment.")
    return done(request, act, said, to, *args)


@require_GET
@staff()
def proposals(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Every changed grade: the waiting ones, those that count (stale ones marked), and what was decided before."""
    assessment = queries.current_assessment(asked.operation)
    mine = queries.visible(asked.operation, asked.actor).values("pk")
    found = Override.objects.filter(operation=asked.operation, station__in=mine)
    found = found.select_related("station__village")
    computed = queries.computed_grades(assessment)
    alive = found.filter(state__in=(Override.State.PROPOSED, Override.State.CONFIRMED))
    lines = [(o, computed.get(o.station_id), _stale(o, computed)) for o in alive]
    shown = {
        "waiting": [line for line in lines if line[0].state == Override.State.PROPOSED],
        "counting": [line for line in lines if line[0].state == Override.State.CONFIRMED],
        "page": Paginator(found.exclude(pk__in=alive.values("pk")), PAGE).get_page(
            request.GET.get("page")
        ),
        "terms": asked.terms,
    }
    return render(request, "risk/proposals.html", shown)


def _stale(override: Override, computed: dict[int, str]) -> bool:
    now = computed.get(override.station_id)
    return bool(override.grade) and rules.is_stale(override.computed, now)
