"""What the screens of this room read, and what rooms below ask of it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, QuerySet, Sum

from kondusif.operation.models import Operation
from kondusif.people.models import Officer
from kondusif.places.models import Area

from .asking import position_shares
from .gathering import DISTRICT_LENGTH
from .models import Plan, PlanTeam, Posting, Release, TeamStation
from .rules import PlanState


def published(operation: Operation) -> Plan | None:
    """The plan in force, None before the first one."""
    return (
        Plan.objects.select_related("doctrine", "operation")
        .filter(operation=operation, state=PlanState.PUBLISHED)
        .first()
    )


@dataclass(frozen=True)
class Post:
    """Where an officer stands: the kind of post, its name, its place and the stations it guards."""

    kind: str
    kind_name: Any
    name: str
    lat: float | None
    lon: float | None
    team: int | None
    stations: tuple[str, ...]  # codes, the base first
    colleagues: tuple[int, ...]  # officer ids of the same team
    plan: int


def post_of(officer: Officer) -> Post | None:
    """The officer's post under the plan in force, once their own command has released it; else None."""
    posting = (
        Posting.objects.select_related("team__base", "team__village", "site", "unit", "sector")
        .filter(officer=officer, plan__state=PlanState.PUBLISHED)
        .filter(plan__releases__service=F("service"))
        .first()
    )
    return _post(posting) if posting else None


def _post(posting: Posting) -> Post:
    team = posting.team
    lat, lon = place_of(posting)
    return Post(
        kind=posting.kind,
        kind_name=posting.get_kind_display(),
        name=name_of(posting),
        lat=lat,
        lon=lon,
        team=team.number if team else None,
        stations=_codes(team) if team else (),
        colleagues=tuple(team.postings.exclude(pk=posting.pk).values_list("officer_id", flat=True))
        if team
        else (),
        plan=posting.plan_id,
    )


def _codes(team: PlanTeam) -> tuple[str, ...]:
    codes = team.members.order_by("station__code").values_list("station__code", flat=True)
    return (team.base.code, *(code for code in codes if code != team.base.code))


def name_of(posting: Posting) -> str:
    """The place of a post in words that both services use."""
    if posting.team:
        return f"{posting.team.village} · {posting.team.base.code}"
    return str(posting.site or posting.unit or "")


def place_of(posting: Posting) -> tuple[float | None, float | None]:
    for place in (posting.team and posting.team.base, posting.site, posting.unit, posting.sector):
        if place and place.lat is not None:
            return place.lat, place.lon
    return None, None


# Figures of one plan


def by_district(plan: Plan) -> list[dict[str, Any]]:
    """Rows (code, name, stations, teams, officers, walk: mean minutes from base to station) by district."""
    return _grouped(plan, DISTRICT_LENGTH)


def by_village(plan: Plan, district: str) -> list[dict[str, Any]]:
    return [row for row in _grouped(plan, len("35.09.12.2001")) if row["code"].startswith(district)]


def _grouped(plan: Plan, length: int) -> list[dict[str, Any]]:
    names = dict(Area.objects.values_list("code", "name"))
    rows: dict[str, dict[str, Any]] = {}
    teams = plan.plan_teams.values_list("village_id", "officers", "size", "walking_minutes")
    for village, officers, size, minutes in teams:
        code = village[:length]
        row = rows.setdefault(
            code, {"code": code, "name": names.get(code, code), "stations": 0, "teams": 0,
                   "officers": 0, "minutes": 0.0}
        )  # fmt: skip
        row["stations"] += size
        row["teams"] += 1
        row["officers"] += officers
        row["minutes"] += minutes
    for row in rows.values():
        row["walk"] = row["minutes"] / row["stations"]
    return [rows[code] for code in sorted(rows)]


def by_class(plan: Plan) -> list[dict[str, Any]]:
    rows = plan.plan_teams.values("class_name").annotate(
        teams=Count("id"), stations=Sum("size"), people=Sum("officers"), mean=Avg("size")
    )
    return [dict(row) for row in rows.order_by("-stations")]


def teams_of_village(plan: Plan, village: str) -> QuerySet[PlanTeam]:
    return (
        plan.plan_teams.filter(village_id=village)
        .select_related("base", "village")
        .prefetch_related("members__station")
    )


def shares_of_positions(plan: Plan) -> dict[str, float]:
    return position_shares(plan.team_stations.values_list("position", flat=True))


def shortage_table(shortage: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The engine's rows with the districts' names, most people missing first."""
    names = dict(Area.objects.filter(level=Area.Level.DISTRICT).values_list("code", "name"))
    villages = [v["village"] for row in shortage for v in row["villages"]]
    known = dict(Area.objects.filter(code__in=villages).values_list("code", "name"))
    rows = [
        {
            **row,
            "name": names.get(row["district"], row["district"]),
            "class_name": row["class"],
            "places": [
                {**v, "name": known.get(v["village"], v["village"])} for v in row["villages"]
            ],
        }
        for row in shortage
    ]
    return sorted(rows, key=lambda row: (-(row["officers_short"] or 0), row["name"]))


# The map


def map_columns(plan: Plan) -> dict[str, Any]:
    """Columns for the map: bases (style = position of the class), stations, and a line from base to station."""
    teams = list(plan.plan_teams.select_related("base").order_by("number"))
    classes = sorted({team.class_name for team in teams})
    members = list(
        TeamStation.objects.filter(plan=plan)
        .order_by("team__number", "station__code")
        .values_list("station__code", "lat", "lon", "team__base_id", "station_id", "team__number")
    )
    bases = {team.base_id: team for team in teams}
    spot = {station: (lon, lat) for _, lat, lon, _, station, _ in members}
    others = [row for row in members if row[4] not in bases]
    return {
        "classes": classes,
        "teams": {
            "ids": [team.base.code for team in teams],
            "lat": [spot[team.base_id][1] for team in teams],
            "lon": [spot[team.base_id][0] for team in teams],
            "style": [classes.index(team.class_name) for team in teams],
            "number": [team.number for team in teams],
            "size": [team.size for team in teams],
        },
        "stations": {
            "ids": [row[0] for row in others],
            "lat": [row[1] for row in others],
            "lon": [row[2] for row in others],
            "team": [row[5] for row in others],
        },
        "lines": [[spot[row[3]], (row[2], row[1])] for row in others],
    }


# Comparing


@dataclass(frozen=True)
class Comparison:
    """Two plans side by side. `moved`: stations whose team is based elsewhere; only_*: known to one of them only."""

    first: Plan
    second: Plan
    moved: int
    only_first: int
    only_second: int
    villages: list[dict[str, Any]]


def compare(first: Plan, second: Plan) -> Comparison:
    a, b = _bases(first), _bases(second)
    moved = [code for code in a.keys() & b.keys() if a[code] != b[code]]
    names = dict(Area.objects.filter(level=Area.Level.VILLAGE).values_list("code", "name"))
    counts = Counter(code.rsplit("-", 1)[0] for code in moved)
    villages = [
        {"code": code, "name": names.get(code, code), "stations": counts[code]}
        for code in sorted(counts, key=lambda code: (-counts[code], code))
    ]
    return Comparison(
        first, second, len(moved), len(a.keys() - b.keys()), len(b.keys() - a.keys()), villages
    )


def _bases(plan: Plan) -> dict[str, str]:
    rows = TeamStation.objects.filter(plan=plan)
    return dict(rows.values_list("station__code", "team__base__code"))


# Posts


def post_counts(plan: Plan) -> dict[str, dict[str, int]]:
    """Service -> kind of post -> how many; both services may see it."""
    rows = (
        Posting.objects.filter(plan=plan)
        .order_by()
        .values_list("service", "kind")
        .annotate(n=Count("id"))
    )
    found: dict[str, dict[str, int]] = {"police": {}, "army": {}}
    for service, kind, number in rows:
        found[service][kind] = number
    return found


def sector_counts(plan: Plan, service: str) -> list[dict[str, Any]]:
    """How many of a service stand in each sector; what the other service sees instead of names."""
    rows = (
        Posting.objects.filter(plan=plan, service=service)
        .order_by()
        .values("sector_id", "sector__name", "kind")
        .annotate(people=Count("id"))
        .order_by("sector_id", "kind")
    )
    return [dict(row) for row in rows]


def releases(plan: Plan) -> dict[str, Release]:
    return {release.service: release for release in plan.releases.all()}


def postings(plan: Plan, service: str, area: str = "") -> QuerySet[Posting]:
    """Posts of one service with everything a list shows, by sector; within `area` where the reader has one."""
    found = Posting.objects.filter(plan=plan, service=service)
    if len(area) >= DISTRICT_LENGTH:
        found = found.filter(sector__code__startswith=area[:DISTRICT_LENGTH])
    return found.select_related(
        "officer__unit", "team__village", "team__base", "site", "unit", "sector"
    ).order_by(
        F("sector_id").asc(nulls_last=True),
        F("team__number").asc(nulls_last=True),
        "kind",
        "officer__service_number",
    )
