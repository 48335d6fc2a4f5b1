"""What stations have said, summed for the wall and the map; kept in memory until another report comes."""

import threading
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min
from django.db.models.functions import Least

from kondusif.backbone.accounts.rules import Actor, within_area
from kondusif.deployment.models import TeamStation
from kondusif.deployment.queries import published
from kondusif.operation.models import Operation
from kondusif.places.models import Area, Station

from ..kinds import milestones
from ..models import Report
from ..wall_rules import Heard, Mark, Stage, TeamLine, mark, stages

Key = tuple[int, int, int]


@dataclass(frozen=True)
class Spot:
    code: str
    village: str
    team: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Picture:
    """Who stands where and what was heard, for one operation, plan and last report."""

    key: Key
    spots: dict[int, Spot]  # by station id
    heard: dict[int, Heard]
    team_last: dict[str, datetime]


_lock = threading.Lock()
_latest: Picture | None = None


def picture(operation: Operation) -> Picture:
    """The newest picture; computed once for all screens."""
    global _latest
    plan = published(operation)
    last = Report.objects.aggregate(last=Max("sequence"))["last"] or 0
    key = (operation.pk, plan.pk if plan else 0, last)
    with _lock:
        if _latest is None or _latest.key != key:
            _latest = _compute(operation, key)
        return _latest


def _compute(operation: Operation, key: Key) -> Picture:
    spots = _spots(operation, key[1])
    heard: dict[int, Heard] = defaultdict(Heard)
    rows = (
        Report.objects.filter(operation=operation, station__isnull=False)
        .order_by()
        .values_list("station_id", "kind")
        .annotate(first=Min("occurred_at"), last=Max(Least("occurred_at", "received_at")))
    )
    for station, kind, first, last in rows:
        found = heard[station]
        found.milestones[kind] = first
        found.last = max(found.last, last) if found.last else last
    return Picture(key, spots, dict(heard), _team_last(spots, heard))


def _team_last(spots: dict[int, Spot], heard: dict[int, Heard]) -> dict[str, datetime]:
    last: dict[str, datetime] = {}
    for station, found in heard.items():
        spot = spots.get(station)
        if spot and found.last:
            last[spot.team] = max(last.get(spot.team, found.last), found.last)
    return last


def _spots(operation: Operation, plan: int) -> dict[int, Spot]:
    teams = {
        station: f"{number:04d}"
        for station, number in TeamStation.objects.filter(plan_id=plan).values_list(
            "station_id", "team__number"
        )
    }
    rows = Station.objects.filter(active=True, code__startswith=operation.regency_id)
    return {
        pk: Spot(code, village, teams.get(pk, village), lat, lon)
        for pk, code, village, lat, lon in rows.order_by("code").values_list(
            "id", "code", "village_id", "lat", "lon"
        )
    }


def day_of(operation: Operation) -> list[Stage]:
    return stages(milestones(), operation.vote_day, operation.zone)


def lines(
    found: Picture, operation: Operation, actor: Actor, stage: Stage, now: datetime
) -> list[TeamLine]:
    """The teams of the actor's area, silent ones first, then late ones."""
    day = day_of(operation)
    names = dict(Area.objects.filter(level="village").values_list("code", "name"))
    teams: dict[str, TeamLine] = {}
    for pk, spot in found.spots.items():
        if not within_area(actor, spot.village):
            continue
        line = teams.get(spot.team)
        if line is None:
            last = found.team_last.get(spot.team)
            line = TeamLine(spot.team, spot.village, names.get(spot.village, ""), [], last)
            teams[spot.team] = line
        heard = found.heard.get(pk, NOTHING)
        line.stations.append((spot.code, mark(day, stage, heard, line.last, now)))
    return sorted(teams.values(), key=lambda line: line.urgency)


NOTHING = Heard()


def marks(
    found: Picture, operation: Operation, actor: Actor, stage: Stage, now: datetime
) -> dict[str, list[str] | list[float] | list[int]]:
    """Stations as columns for the map: ids, lat, lon, style (index into `MAP_ORDER`)."""
    day = day_of(operation)
    ids, lat, lon, style = [], [], [], []
    for pk, spot in found.spots.items():
        if within_area(actor, spot.village):
            last = found.team_last.get(spot.team)
            seen = mark(day, stage, found.heard.get(pk, NOTHING), last, now)
            ids.append(spot.code)
            lat.append(spot.lat)
            lon.append(spot.lon)
            style.append(MAP_ORDER.index(seen))
    return {"ids": ids, "lat": lat, "lon": lon, "style": style}


MAP_ORDER = (Mark.TOLD, Mark.WAITING, Mark.LATE, Mark.SILENT)
