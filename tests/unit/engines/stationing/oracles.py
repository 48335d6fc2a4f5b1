"""Answers from elsewhere: brute force on tiny problems, and published instances."""

import csv
import math
from collections.abc import Iterator
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from kondusif.engines.stationing import Budget, ClassRule, Problem, Result, Stations, Weights
from kondusif.engines.stationing.checker.plan import PlanRow, kilometres
from tests.shared_data import shared

KM_IN_DEGREES = 1 / (math.pi / 180 * 6371.0088)


def make_problem(
    places: list[tuple[str, str, str, float, float]],
    rules: tuple[ClassRule, ...],
    weights: Weights,
    budget: Budget,
) -> Problem:
    """A problem from rows of (code, village, class, km north, km east) near the equator."""
    names = [rule.name for rule in rules]
    return Problem(
        Stations(
            code=tuple(row[0] for row in places),
            district=("Contoh",) * len(places),
            village=tuple(row[1] for row in places),
            lat=np.array([row[3] * KM_IN_DEGREES for row in places]),
            lon=np.array([row[4] * KM_IN_DEGREES for row in places]),
            class_of=np.array([names.index(row[2]) for row in places]),
        ),
        rules,
        weights,
        budget,
    )


@st.composite
def tiny_problems(draw: st.DrawFn, feasible: bool = True) -> Problem:
    """Up to 8 stations in two villages and two classes, with a budget from the least need up."""
    rules = tuple(
        ClassRule(name, draw(st.integers(1, 3)), low, low + draw(st.integers(0, 3)), risk)
        for name, low, risk in (
            ("rawan", draw(st.integers(1, 2)), draw(st.sampled_from([0.0, 1.0, 3.5]))),
            ("aman", draw(st.integers(1, 3)), 1.0),
        )
    )
    km = st.floats(0, 5, allow_nan=False).map(lambda x: round(x, 3))
    place = st.tuples(st.sampled_from("AB"), st.sampled_from(["rawan", "aman"]), km, km)
    rows = draw(st.lists(place, min_size=1, max_size=8))
    places = [(f"S{i}", *row) for i, row in enumerate(rows)]
    weights = Weights(draw(st.sampled_from([0.0, 12.0])), draw(st.sampled_from([0.0, 2.5])))
    kind = draw(st.sampled_from(["teams", "officers"]))
    problem = make_problem(places, rules, weights, Budget(kind, 10**6))
    least = least_need(problem)
    extra = draw(st.integers(0, 4)) if feasible else -1
    amount = max(0, (0 if least is None else least) + extra)
    return make_problem(places, rules, weights, Budget(kind, amount))


def cells_of(problem: Problem) -> list[tuple[ClassRule, list[int]]]:
    found: dict[tuple[str, int], list[int]] = {}
    for i, village in enumerate(problem.stations.village):
        found.setdefault((village, int(problem.stations.class_of[i])), []).append(i)
    return [(problem.rules[kind], members) for (_, kind), members in found.items()]


def all_costs(problem: Problem, rule: ClassRule, members: list[int]) -> dict[int, float]:
    """Least cost for every number of teams of one cell, by trying every partition."""
    low = min(rule.stations_min, len(members))
    high = max(low, rule.stations_max)

    @cache
    def costs(rest: frozenset[int]) -> dict[int, float]:
        if not rest:
            return {0: 0.0}
        first, best = min(rest), dict[int, float]()
        for size in range(low, min(high, len(rest)) + 1):
            for others in combinations(sorted(rest - {first}), size - 1):
                team = (first, *others)
                own = team_cost(problem, rule, team)
                for k, total in costs(rest - set(team)).items():
                    best[k + 1] = min(best.get(k + 1, math.inf), total + own)
        return best

    return costs(frozenset(members))


def team_cost(problem: Problem, rule: ClassRule, team: tuple[int, ...]) -> float:
    lat, lon = problem.stations.lat, problem.stations.lon
    walk = min(sum(kilometres(lat[i], lon[i], lat[m], lon[m]) for i in team) for m in team)
    pairs = len(team) * (len(team) - 1) / 2
    per_km = rule.risk_weight * problem.weights.walking_minutes_per_km
    return per_km * walk + problem.weights.load * pairs


def least_need(problem: Problem) -> int | None:
    """Fewest units of the budget, None where some village fits no pattern."""
    total = 0
    for rule, members in cells_of(problem):
        counts = all_costs(problem, rule, members)
        if not counts:
            return None
        total += min(counts) * problem.budget.price_of_team(rule)
    return total


def brute_force(problem: Problem) -> float:
    """The optimum over everything; infinite where no plan exists."""
    best = math.inf
    curves = [
        [(k * problem.budget.price_of_team(rule), cost) for k, cost in costs.items()]
        for rule, members in cells_of(problem)
        for costs in [all_costs(problem, rule, members)]
    ]
    for choice in product(*curves):
        if sum(units for units, _ in choice) <= problem.budget.amount:
            best = min(best, sum(cost for _, cost in choice))
    return best


def rows_of(problem: Problem, result: Result) -> list[PlanRow]:
    """The plan of a result as the lines of teams.csv."""
    assert result.plan is not None
    stations = problem.stations
    return [
        PlanRow(
            str(int(result.plan.team_of[i]) + 1),
            stations.code[i],
            stations.code[int(result.plan.base_of[i])],
            stations.village[i],
            problem.rules[int(stations.class_of[i])].name,
        )
        for i in range(len(stations))
    ]


class Published(NamedTuple):
    """A published instance with its proven optimum."""

    name: str
    cost: np.ndarray
    bases: int
    optimum: float
    demand: np.ndarray
    capacity: int


def pmed(number: int) -> Published:
    """OR-Library p-median: shortest paths of a graph; a repeated edge counts as listed last."""
    folder = shared("stationing/pmed")
    words = np.array((folder / f"pmed{number}.txt").read_text().split(), dtype=int)
    n, _, p = (int(word) for word in words[:3])
    cost = np.full((n, n), 1e9)
    np.fill_diagonal(cost, 0)
    for a, b, length in words[3:].reshape(-1, 3):
        cost[a - 1, b - 1] = cost[b - 1, a - 1] = length
    for k in range(n):
        cost = np.minimum(cost, cost[:, k, None] + cost[k])
    optimum = float(dict(optima_of_pmed(folder))[f"pmed{number}"])
    return Published(f"pmed{number}", cost, p, optimum, np.ones(n, dtype=np.int64), n)


def optima_of_pmed(folder: Path) -> Iterator[list[str]]:
    for line in (folder / "pmedopt.txt").read_text().splitlines():
        if line.startswith("pmed"):
            yield line.split()


def cpmp(name: str) -> Published:
    """Capacitated p-median with Euclidean distances, rounded down where the set says so."""
    folder = shared("stationing/cpmp")
    words = (folder / f"{name}.txt").read_text().split()
    n, p = int(words[0]), int(words[1])
    table = np.array(words[2:], dtype=float).reshape(n, 4)
    cost = np.hypot(table[:, None, 0] - table[:, 0], table[:, None, 1] - table[:, 1])
    with (folder / "optima.csv").open() as file:
        row = next(row for row in csv.DictReader(file) if row["instance"] == name)
    if row["distance"].startswith("floor"):
        cost = np.floor(cost)
    demand = table[:, 3].astype(np.int64)
    return Published(name, cost, p, float(row["optimum"]), demand, int(table[0, 2]))
