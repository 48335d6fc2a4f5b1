"""Exports of people and places, for those allowed: each carries its class, who, when and the stamp."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from kondusif.backbone.accounts.requests import SignedIn
from kondusif.backbone.accounts.rules import Action, Actor, check
from kondusif.backbone.exports import Classification, Sheet, download, geojson, point, xlsx
from kondusif.people import queries as people
from kondusif.places.models import Station

from .exporting import envelope

PEOPLE = gettext_noop(
    "Contains personal data. For the command that it belongs to; delete it after use."
)
PLACES = gettext_noop("Positions marked estimated or synthetic are not surveyed.")


@login_required
@require_GET
def roster(request: SignedIn) -> HttpResponse:
    """The own service's roster, as the page filters it by unit: restricted."""
    actor = request.user.actor
    check(actor, Action.SEE_ROSTER)
    check(actor, Action.EXPORT)
    rows = [
        (one.service_number, one.name, one.rank, one.unit.name, one.phone, one.synthetic)
        for one in people.roster(actor, request.GET.get("unit", "")[:30])
    ]
    headers = ("NRP", _("Name"), _("Rank"), _("Unit"), _("Telephone"), _("Synthetic"))
    made = envelope(request.user, Classification.RESTRICTED, _("Personnel"), [_(PEOPLE)])
    body = xlsx([Sheet(_("Personnel"), headers, rows)], made)
    return download(actor, made, body, kind="roster", count=len(rows), extension="xlsx")


@login_required
@require_GET
def stations(request: SignedIn, extension: str) -> HttpResponse:
    """The polling stations of the person's area, as XLSX or GeoJSON, without any grade: ordinary."""
    actor = request.user.actor
    check(actor, Action.SEE_PICTURE)
    check(actor, Action.EXPORT)
    made = envelope(request.user, Classification.ORDINARY, _("Polling stations"), [_(PLACES)])
    found = _stations(actor)
    if extension == "geojson":
        features = [
            point(one.lon, one.lat, _properties(one)) for one in found.iterator(chunk_size=5000)
        ]
        body, count = geojson(features, made), len(features)
    else:
        rows = list(_rows(found))
        body, count = xlsx([Sheet(_("Polling stations"), _headers(), rows)], made), len(rows)
    return download(actor, made, body, kind="stations", count=count, extension=extension)


def _stations(actor: Actor) -> QuerySet[Station]:
    found = Station.objects.filter(active=True).select_related("village__parent")
    if actor.area:
        inside = Q(village__code=actor.area) | Q(village__code__startswith=f"{actor.area}.")
        found = found.filter(inside)
    return found.order_by("code")


def _headers() -> tuple[str, ...]:
    return (
        _("Code"),
        _("District"),
        _("Village"),
        "No TPS",
        _("Voters"),
        _("Latitude"),
        _("Longitude"),
        _("Basis of position"),
        _("Place"),
        _("Special place"),
        _("Remote"),
        _("Remarks"),
    )


def _rows(found: QuerySet[Station]) -> Iterator[tuple[Any, ...]]:
    for one in found.iterator(chunk_size=5000):
        parent = one.village.parent
        yield (
            one.code,
            parent.name if parent else "",
            one.village.name,
            one.number,
            one.voters,
            one.lat,
            one.lon,
            one.get_position_display(),
            one.location,
            one.get_special_display() if one.special else "",
            one.remote,
            one.note,
        )


def _properties(one: Station) -> dict[str, Any]:
    return {
        "code": one.code,
        "village": one.village.name,
        "number": one.number,
        "voters": one.voters,
        "position": one.position,
        "special": one.special,
        "remote": one.remote,
    }
