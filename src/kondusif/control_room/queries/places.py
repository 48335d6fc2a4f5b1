"""Finding a place that somebody names in a hurry: "12 kaliwates", a code, a village."""

import re
from typing import Any

from django.db.models import Q, QuerySet

from kondusif.backbone.accounts.rules import Actor
from kondusif.operation.models import Operation
from kondusif.places.models import Area, Station

MOST = 12
CODE = re.compile(r"^\d\d(\.\d\d){1,2}(\.\d{4})?(-\d{1,3})?$")
NUMBERED = re.compile(r"^(?:tps\s*)?0*(\d{1,3})\s+(.+)$|^(.+?)\s+(?:tps\s*)?0*(\d{1,3})$", re.I)


def find(operation: Operation, text: str) -> list[dict[str, Any]]:
    """Up to a dozen stations and villages, best first, as {code, name}."""
    text = " ".join(text.split())[:80]
    if len(text) < 2:
        return []
    return [*_stations(operation, text), *_villages(operation, text)][:MOST]


def _stations(operation: Operation, text: str) -> list[dict[str, Any]]:
    stations = Station.objects.filter(active=True, code__startswith=operation.regency_id)
    numbered = NUMBERED.match(text)
    if CODE.match(text):
        stations = stations.filter(code__startswith=_full(text))
    elif numbered:
        number = int(numbered[1] or numbered[4])
        stations = stations.filter(_named(numbered[2] or numbered[3], "village__"), number=number)
    else:
        return []
    stations = stations.select_related("village__parent").order_by("code")[:MOST]
    return [{"code": station.code, "name": station_name(station)} for station in stations]


def _full(code: str) -> str:
    """35.09.12.2001-4 means 35.09.12.2001-004."""
    village, dash, number = code.partition("-")
    return f"{village}-{int(number):03d}" if dash and number else code


def _villages(operation: Operation, text: str) -> list[dict[str, Any]]:
    areas = Area.objects.filter(level="village", code__startswith=operation.regency_id)
    matching = (
        areas.filter(code__startswith=text) if CODE.match(text) else areas.filter(_named(text))
    )
    return [
        {"code": area.code, "name": village_name(area)}
        for area in matching.select_related("parent").order_by("name")[:MOST]
    ]


def _named(text: str, prefix: str = "") -> Q:
    """Every word stands in the village's or its district's name."""
    wanted = Q()
    for word in text.split():
        wanted &= Q(**{f"{prefix}name__icontains": word}) | Q(
            **{f"{prefix}parent__name__icontains": word}
        )
    return wanted


def station_name(station: Station) -> str:
    return f"TPS {station.number:03d} {village_name(station.village)}"


def village_name(area: Area) -> str:
    return f"{area.name}, {area.parent.name}" if area.parent else area.name


def resolve(operation: Operation, text: str) -> list[dict[str, Any]]:
    """The places that a filled-in field may mean: one when it is clear, several to choose from, none."""
    code = text.split(" ", 1)[0].strip()
    if CODE.match(code):
        exact = [place for place in find(operation, code) if place["code"] == _full(code)]
        if exact:
            return exact
    found = find(operation, text)
    named = [
        place for place in found if place["name"].split(",")[0].lower() == text.lower().strip()
    ]
    return named if len(named) == 1 else found


def within(rows: QuerySet[Any], actor: Actor, field: str) -> QuerySet[Any]:
    """Rows of the actor's own area; `field` holds an official code."""
    if not actor.area:
        return rows
    return rows.filter(Q(**{field: actor.area}) | Q(**{f"{field}__startswith": actor.area + "."}))
