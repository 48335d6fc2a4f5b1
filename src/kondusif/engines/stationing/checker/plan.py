"""Rules and objective of a plan that is given as rows of (team, station, base)."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.stationing.problem import ClassRule, Problem

EARTH_RADIUS = 6371.0088
MOST_SENTENCES = 200


class PlanRow(NamedTuple):
    """One line of teams.csv."""

    team: str
    station: str
    base: str
    village: str
    class_name: str


class Place(NamedTuple):
    """A cell as the files name it."""

    district: str
    village: str
    class_name: str


class Judged(NamedTuple):
    """What the checker found in a plan."""

    problems: list[str]
    objective: float
    teams: int
    officers: int


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Haversine distance of two positions in degrees."""
    a, b, c, d = map(math.radians, (lat1, lon1, lat2, lon2))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(min(1.0, math.sqrt(h)))


def places_of(problem: Problem) -> dict[Place, list[int]]:
    """Positions of the stations of every cell, in the order of the file."""
    stations, found = problem.stations, defaultdict[Place, list[int]](list)
    names = [rule.name for rule in problem.rules]
    for i, kind in enumerate(stations.class_of.tolist()):
        found[Place(stations.district[i], stations.village[i], names[kind])].append(i)
    return dict(found)


def allowed_sizes(rule: ClassRule, stations: int) -> range:
    """Team sizes that the doctrine allows in a cell of so many stations."""
    if stations < rule.stations_min:
        return range(stations, stations + 1)
    return range(rule.stations_min, min(rule.stations_max, stations) + 1)


def judge(problem: Problem, rows: Iterable[PlanRow]) -> Judged:
    """Checks every rule and adds up the objective anew (infinite when the plan is broken)."""
    problems: list[str] = []
    known, position_of = list(rows), {code: i for i, code in enumerate(problem.stations.code)}
    usable = [row for row in known if row.station in position_of]
    for row in known:
        if row.station not in position_of:
            problems.append(f"Team {row.team}: station {row.station} is not in stations.csv.")
    check_each_once(problem, usable, problems)
    teams: dict[str, list[PlanRow]] = defaultdict(list)
    for row in usable:
        teams[row.team].append(row)
    objective, officers = 0.0, 0
    sizes = {place: len(members) for place, members in places_of(problem).items()}
    for name, members in teams.items():
        cost, people = judge_team(problem, name, members, position_of, sizes, problems)
        objective += cost
        officers += people
    check_budget(problem, len(teams), officers, problems)
    return Judged(problems, objective, len(teams), officers)


def check_each_once(problem: Problem, rows: list[PlanRow], problems: list[str]) -> None:
    times = Counter(row.station for row in rows)
    for code in problem.stations.code:
        if times[code] != 1:
            how = "is in no team" if not times[code] else f"is listed {times[code]} times"
            problems.append(f"Station {code} {how}.")


def check_budget(problem: Problem, teams: int, officers: int, problems: list[str]) -> None:
    used = officers if problem.budget.kind == "officers" else teams
    if used > problem.budget.amount:
        kind, amount = problem.budget.kind, problem.budget.amount
        problems.append(f"The plan uses {used} {kind}; the budget is {amount}.")


def judge_team(
    problem: Problem, name: str, members: list[PlanRow], position_of: dict[str, int],
    sizes: dict[Place, int], problems: list[str],
) -> tuple[float, int]:  # fmt: skip
    """Cost and officers of one team; sentences for every rule it breaks are added."""
    stations, rules = problem.stations, {rule.name: rule for rule in problem.rules}
    where = [position_of[row.station] for row in members]
    places = {
        Place(stations.district[i], stations.village[i],
              problem.rules[int(stations.class_of[i])].name)
        for i in where
    }  # fmt: skip
    if len(places) > 1:
        problems.append(f"Team {name} has stations of more than one village or class.")
        return math.inf, 0
    place = next(iter(places))
    rule = rules[place.class_name]
    if any((row.village, row.class_name) != place[1:] for row in members):
        problems.append(f"Team {name}: village or class differ from stations.csv.")
    bases = {row.base for row in members}
    if len(bases) > 1 or not bases <= {row.station for row in members}:
        problems.append(f"Team {name}: the base must be one and the same of its own stations.")
        return math.inf, rule.officers
    sizes_allowed = allowed_sizes(rule, sizes[place])
    if len(members) not in sizes_allowed:
        problems.append(
            f"Team {name} has {len(members)} stations; class {rule.name} allows "
            f"{sizes_allowed[0]} to {sizes_allowed[-1]} in {place.village}."
        )
    base, minutes = position_of[next(iter(bases))], 0.0
    for i in where:
        minutes += kilometres(
            stations.lat[i], stations.lon[i], stations.lat[base], stations.lon[base]
        )
    minutes *= problem.weights.walking_minutes_per_km * rule.risk_weight
    load = problem.weights.load * len(members) * (len(members) - 1) / 2
    return minutes + load, rule.officers


def walking_matrix(problem: Problem, rule: ClassRule, members: list[int]) -> NDArray[np.float64]:
    """Weighted walking minutes, station by base, of one cell."""
    lat = np.radians(problem.stations.lat[members])
    lon = np.radians(problem.stations.lon[members])
    half = np.sin((lat[:, None] - lat) / 2) ** 2
    half += np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    km: NDArray[np.float64] = 2 * EARTH_RADIUS * np.arcsin(np.minimum(1.0, np.sqrt(half)))
    return km * problem.weights.walking_minutes_per_km * rule.risk_weight
