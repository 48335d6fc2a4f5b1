"""Posting lists and the plan as files: what leaves this room, with its class."""

from collections.abc import Iterable, Sequence
from typing import Any

from kondusif.backbone.exports import Sheet, point
from kondusif.people.models import Unit

from . import queries
from .models import Plan, Posting, TeamStation

HEADERS = (
    "No",
    "NRP",
    "Nama",
    "Pangkat",
    "Kesatuan",
    "Penugasan",
    "Tempat",
    "Tim",
    "Desa/Kelurahan",
    "TPS",
    "Jarak dari kesatuan (km)",
)
# Official lists are in Indonesian whatever language the reader's screen has.
KIND_NAMES = {
    "station": "TPS",
    "kpu": "Kantor KPU",
    "warehouse": "Gudang logistik",
    "ppk": "Kantor PPK",
    "headquarters": "Mako dan ruang kendali",
    "sector": "Sektor Polsek",
    "reserve": "Cadangan",
}
ELSEWHERE = "Mako dan cadangan"


def posting_sheets(plan: Plan, service: str, area: str = "") -> list[Sheet]:
    """One sheet per Polsek sector, in the order of the codes, then headquarters and reserve; names of one service."""
    stations = stations_by_team(plan)
    groups: dict[str, list[Posting]] = {}
    for posting in queries.postings(plan, service, area):
        groups.setdefault(posting.sector_id or "", []).append(posting)
    polsek = sector_names()
    codes = sorted(code for code in groups if code)
    sheets = [
        Sheet(polsek.get(code, f"Sektor {code}"), HEADERS, list(rows_of(groups[code], stations)))
        for code in codes
    ]
    if "" in groups:
        sheets.append(Sheet(ELSEWHERE, HEADERS, list(rows_of(groups[""], stations))))
    return sheets


def sector_names() -> dict[str, str]:
    """District code -> "Polsek Silo"."""
    units = Unit.objects.filter(kind=Unit.Kind.POLSEK, active=True, area__isnull=False)
    return {code[:8]: name for code, name in units.values_list("area_id", "name")}


def rows_of(postings: Sequence[Posting], stations: dict[int, list[str]]) -> Iterable[list[Any]]:
    for number, posting in enumerate(postings, 1):
        officer, team = posting.officer, posting.team
        yield [
            number,
            officer.service_number,
            officer.name,
            officer.rank,
            officer.unit.name,
            KIND_NAMES[posting.kind],
            queries.name_of(posting),
            team.number if team else None,
            team.village.name if team else "",
            " ".join(stations.get(team.pk, [])) if team else "",
            None if posting.km_from_home is None else round(posting.km_from_home, 1),
        ]


def stations_by_team(plan: Plan) -> dict[int, list[str]]:
    """Team id -> station numbers ("004"), in order."""
    rows = TeamStation.objects.filter(plan=plan).order_by("station__code")
    found: dict[int, list[str]] = {}
    for team, code in rows.values_list("team_id", "station__code"):
        found.setdefault(team, []).append(code.rsplit("-", 1)[1])
    return found


def plan_features(plan: Plan) -> Iterable[dict[str, Any]]:
    """GeoJSON: every station with its team, and a line from the team's base; no names of people."""
    columns = queries.map_columns(plan)
    teams, stations = columns["teams"], columns["stations"]
    base = dict(zip(teams["number"], teams["ids"], strict=True))
    for code, lat, lon, number, style in zip(
        *(teams[key] for key in ("ids", "lat", "lon", "number", "style")), strict=True
    ):
        yield point(lon, lat, _facts(code, number, True, code, columns["classes"][style]))
    kind = {n: columns["classes"][s] for n, s in zip(teams["number"], teams["style"], strict=True)}
    for code, lat, lon, number in zip(
        *(stations[key] for key in ("ids", "lat", "lon", "team")), strict=True
    ):
        yield point(lon, lat, _facts(code, number, False, base[number], kind[number]))
    for start, end in columns["lines"]:
        line = {"type": "LineString", "coordinates": [start, end]}
        yield {"type": "Feature", "geometry": line, "properties": {}}


def _facts(code: str, team: int, is_base: bool, base: str, kind: str) -> dict[str, Any]:
    return {"station": code, "team": team, "is_base": is_base, "base": base, "class": kind}
