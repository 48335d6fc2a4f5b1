"""From lists to the engine's question and back: stations, grades and a doctrine become a `Problem`. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kondusif.engines.stationing import EARTH_RADIUS_KM, Budget, Plan, Problem, Stations
from kondusif.engines.stationing.checker.plan import PlanRow
from kondusif.engines.stationing.need import demand_of
from kondusif.engines.stationing.shortage import explain

from .doctrines import Pattern


@dataclass(frozen=True)
class Place:
    """A station as a plan sees it. `village` and `district` are official codes."""

    id: int
    code: str
    village: str
    district: str
    lat: float
    lon: float
    position: str  # given, estimated or synthetic
    grade: str


@dataclass(frozen=True)
class Team:
    """One team of a solved plan. `base` and `members` are indices into the places."""

    number: int  # counted from 1, by village
    village: str
    class_name: str
    officers: int
    base: int
    members: tuple[int, ...]
    walking_minutes: float


@dataclass(frozen=True)
class Finding:
    """What counting alone says about a budget: whether a plan can exist, else who is missing and what would help."""

    possible: bool
    budget: int
    least: int  # officers that every station needs at the least, under this doctrine
    shortage: tuple[Mapping[str, Any], ...]
    relaxations: tuple[Mapping[str, Any], ...]

    @property
    def missing(self) -> int:
        return max(0, self.least - self.budget)


def problem_of(places: Sequence[Place], pattern: Pattern, officers: int) -> Problem:
    """The engine's question. A grade that isn't known yet counts as the lowest class."""
    index = pattern.class_index()
    lowest = index["less_vulnerable"]
    return Problem(
        Stations(
            code=tuple(place.code for place in places),
            district=tuple(place.district for place in places),
            village=tuple(place.village for place in places),
            lat=np.array([place.lat for place in places], dtype=np.float64),
            lon=np.array([place.lon for place in places], dtype=np.float64),
            class_of=np.array([index.get(p.grade, lowest) for p in places], dtype=np.int64),
        ),
        pattern.classes,
        pattern.weights,
        Budget("officers", officers),
    )


def with_officers(problem: Problem, officers: int) -> Problem:
    return replace(problem, budget=Budget("officers", max(0, officers)))


def finding(problem: Problem) -> Finding:
    """Counts what the doctrine needs at the least; takes milliseconds, no search."""
    demand = demand_of(problem)
    possible = demand.fits()
    shortage, relaxations = ((), ()) if possible else explain(demand)
    return Finding(
        possible, problem.budget.amount, demand.units(), tuple(shortage), tuple(relaxations)
    )


def teams_of(problem: Problem, plan: Plan, places: Sequence[Place]) -> list[Team]:
    """The teams of a solved plan, numbered by village and base so that neighbours have near numbers."""
    members: dict[int, list[int]] = {}
    for i, base in enumerate(plan.base_of.tolist()):
        members.setdefault(base, []).append(i)
    order = sorted(members, key=lambda base: (places[base].village, places[base].code))
    speed = problem.weights.walking_minutes_per_km
    teams = []
    for number, base in enumerate(order, 1):
        rule = problem.rules[int(problem.stations.class_of[base])]
        minutes = speed * sum(_km(places[base], places[i]) for i in members[base])
        teams.append(
            Team(
                number,
                places[base].village,
                rule.name,
                rule.officers,
                base,
                tuple(members[base]),
                minutes,
            )
        )
    return teams


def _km(a: Place, b: Place) -> float:
    """Great-circle distance (haversine)."""
    half = (
        math.sin(math.radians(b.lat - a.lat) / 2) ** 2
        + math.cos(math.radians(a.lat))
        * math.cos(math.radians(b.lat))
        * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


def rows_of(teams: Iterable[Team], places: Sequence[Place]) -> list[PlanRow]:
    """The plan as the independent checker reads it."""
    return [
        PlanRow(
            str(team.number), places[i].code, places[team.base].code, team.village, team.class_name
        )
        for team in teams
        for i in team.members
    ]


def position_shares(positions: Iterable[str]) -> dict[str, float]:
    """Fractions of positions that were estimated and that are synthetic; both 0 when all came from a list."""
    counts = Counter(positions)
    total = counts.total() or 1
    return {kind: counts[kind] / total for kind in ("estimated", "synthetic")}
