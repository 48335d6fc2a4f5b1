"""Rows of the station table, and columns for the map: only what this person may see."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from kondusif.operation.models import Operation
from kondusif.places.models import Area, Station

from . import queries, rules
from .explaining import in_language
from .flags import lens
from .models import Assessment, FlagFact, Grading, Override
from .rules import OverrideState, State

BATCH = 1000


@dataclass(frozen=True)
class Row:
    """One station. `score`, `high`, `missing` are for those who see the terms of a grade."""

    station: Station
    district: str
    grade: str  # "" when it isn't graded yet
    computed: str
    score: int | None
    high: int | None
    missing: int
    overridden: bool
    stale: bool
    proposed: bool
    variables: Sequence[str]
    flags: int


def rows(
    operation: Operation, assessment: Assessment | None, stations: Iterable[Station]
) -> list[Row]:
    """For the stations of one page; five queries, however many there are."""
    shown = list(stations)
    ids = [station.pk for station in shown]
    gradings = {
        g.station_id: g
        for g in Grading.objects.filter(assessment=assessment, station__in=ids).defer("terms")
    }
    overrides = _overrides(operation, ids)
    flags = _flags(operation, ids)
    districts = Area.objects.in_bulk({queries.district_of(s.village_id) for s in shown})
    return [
        _row(
            station,
            districts,
            gradings.get(station.pk) if assessment else None,
            overrides,
            flags.get(station.pk, []),
        )
        for station in shown
    ]


def batches(
    operation: Operation, assessment: Assessment | None, stations: QuerySet[Station]
) -> Iterator[Row]:
    """Rows of any number of stations, a thousand at a time: no query grows with the list."""
    waiting = iter(stations.iterator(chunk_size=BATCH))
    while chunk := list(islice(waiting, BATCH)):
        yield from rows(operation, assessment, chunk)


def _overrides(operation: Operation, ids: Sequence[int]) -> dict[tuple[int, str], Override]:
    alive = (OverrideState.PROPOSED, OverrideState.CONFIRMED)
    found = Override.objects.filter(operation=operation, station__in=ids, state__in=alive)
    return {(o.station_id, o.state): o for o in found}


def _flags(operation: Operation, ids: Sequence[int]) -> dict[int, list[str]]:
    present = FlagFact.objects.filter(operation=operation, station__in=ids, state=State.PRESENT)
    found: dict[int, list[str]] = {}
    for station, variable in present.order_by("indicator").values_list("station_id", "variable"):
        found.setdefault(station, []).append(variable)
    return found


def _row(
    station: Station,
    districts: dict[str, Area],
    grading: Grading | None,
    overrides: dict[tuple[int, str], Override],
    variables: list[str],
) -> Row:
    confirmed = overrides.get((station.pk, OverrideState.CONFIRMED))
    changed = confirmed.grade if confirmed else ""
    computed = grading.grade if grading else ""
    district = districts.get(queries.district_of(station.village_id))
    return Row(
        station=station,
        district=district.name if district else "",
        grade=rules.effective(computed, changed) if computed else "",
        computed=computed,
        score=grading.score if grading else None,
        high=grading.high if grading else None,
        missing=grading.missing if grading else 0,
        overridden=bool(changed),
        stale=bool(changed and confirmed and rules.is_stale(confirmed.computed, computed)),
        proposed=(station.pk, OverrideState.PROPOSED) in overrides,
        variables=[in_language(lens().variables[v]) for v in dict.fromkeys(variables)],
        flags=len(variables),
    )


def columns(
    operation: Operation, assessment: Assessment | None, stations: QuerySet[Station]
) -> dict[str, list[Any]]:
    """Equal columns for the map: codes, lat, lon (degrees), grade (0 less vulnerable to 3 special, 4 not graded yet),
    flags (indicators present), position (g from the list, e estimated, s synthetic)."""
    grades = queries.grades(operation) if assessment else {}
    flags = queries.flag_counts(operation)
    found: dict[str, list[Any]] = {
        key: [] for key in ("codes", "lat", "lon", "grade", "flags", "position")
    }
    values = stations.values_list("id", "code", "lat", "lon", "position")
    for pk, code, lat, lon, position in values.iterator(chunk_size=5000):
        found["codes"].append(code)
        found["lat"].append(round(lat, 5))
        found["lon"].append(round(lon, 5))
        found["grade"].append(rules.rank(grades[pk]) if pk in grades else len(rules.ORDER))
        found["flags"].append(flags.get(pk, 0))
        found["position"].append(position[:1])
    return found
