"""The station table as a file, with the filters of the screen. Grades are secret: the file says so."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kondusif.backbone.accounts.rules import Action, check
from kondusif.backbone.exports import (
    Classification,
    Envelope,
    Sheet,
    download,
    geojson,
    point,
    xlsx,
)
from kondusif.operation.exporting import envelope
from kondusif.places.models import Station
from kondusif.risk import filters, queries, tables
from kondusif.risk.models import GRADES, Assessment

from .common import Asked, staff

FORMATS = ("xlsx", "geojson")


@require_GET
@staff(Action.EXPORT)
def export(request: HttpRequest, asked: Asked, extension: str) -> HttpResponse:
    """XLSX or GeoJSON of the stations as filtered; points and intervals only for those who see the terms."""
    check(asked.actor, Action.SEE_GRADES)
    if extension not in FORMATS:
        raise Http404
    assessment = queries.current_assessment(asked.operation)
    wanted = filters.read(request.GET, asked.terms)
    stations = queries.visible(asked.operation, asked.actor)
    found = filters.apply(stations, asked.operation, assessment, wanted).select_related("village")
    rows = list(tables.batches(asked.operation, assessment, found))
    cover = envelope(
        asked.account, Classification.SECRET, _("Station grades"), _remarks(assessment, rows)
    )
    body = _xlsx(rows, asked, cover) if extension == "xlsx" else _geojson(rows, asked, cover)
    return download(asked.actor, cover, body, kind="grades", count=len(rows), extension=extension)


def _remarks(assessment: Assessment | None, rows: list[tables.Row]) -> list[str]:
    remarks = []
    if assessment:
        remarks.append(
            _("Assessment %(number)s, model %(model)s")
            % {"number": assessment.number, "model": assessment.model}
        )
    if any(row.station.position == Station.Position.SYNTHETIC for row in rows):
        remarks.append(_("Positions, voters and flags of single stations are synthetic."))
    return remarks


def _headers(asked: Asked) -> list[str]:
    shared = [
        _("Code"),
        _("District"),
        _("Village"),
        _("Station number"),
        _("Voters"),
        _("Latitude"),
        _("Longitude"),
        _("Position on the map"),
        _("Grade"),
        _("Computed grade"),
        _("Changed by a person"),
        _("Flags"),
        _("Variables"),
    ]
    return (
        [*shared, _("Points"), _("Points at most"), _("Unknown criteria")]
        if asked.terms
        else shared
    )


def _cells(row: tables.Row, asked: Asked, names: dict[str, str]) -> list[Any]:
    station = row.station
    shared = [
        station.code,
        row.district,
        station.village.name,
        station.number,
        station.voters,
        station.lat,
        station.lon,
        station.get_position_display(),
        names.get(row.grade, ""),
        names.get(row.computed, ""),
        row.overridden,
        row.flags,
        ", ".join(row.variables),
    ]
    return [*shared, row.score, row.high, row.missing] if asked.terms else shared


def _xlsx(rows: list[tables.Row], asked: Asked, cover: Envelope) -> bytes:
    names = {value: str(name) for value, name in GRADES}
    cells = (_cells(row, asked, names) for row in rows)
    return xlsx([Sheet(_("Stations"), _headers(asked), cells)], cover)


def _geojson(rows: list[tables.Row], asked: Asked, cover: Envelope) -> bytes:
    return geojson((_feature(row, asked) for row in rows), cover)


def _feature(row: tables.Row, asked: Asked) -> dict[str, Any]:
    station = row.station
    told: dict[str, Any] = {
        "code": station.code,
        "district": row.district,
        "village": station.village.name,
        "number": station.number,
        "voters": station.voters,
        "position": station.position,
        "grade": row.grade,
        "computed_grade": row.computed,
        "overridden": row.overridden,
        "flags": row.flags,
    }
    if asked.terms:
        told |= {"points": row.score, "points_at_most": row.high, "unknown": row.missing}
    return point(station.lon, station.lat, told)
