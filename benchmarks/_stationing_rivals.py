"""Other ways to station teams, for comparison: HiGHS, CP-SAT and a rule of thumb."""

import time
from typing import NamedTuple

import numpy as np
from ortools.sat.python import cp_model
from scipy.optimize import Bounds, milp

from kondusif.engines.stationing import ClassRule, Problem
from kondusif.engines.stationing.checker.closed import Rows
from kondusif.engines.stationing.checker.plan import (
    Place,
    PlanRow,
    allowed_sizes,
    places_of,
    walking_matrix,
)

THREADS = 2
CELL_SECONDS = 2.0
SCALE = 1000


class Group(NamedTuple):
    """One cell: its stations, sizes and distances."""

    place: Place
    rule: ClassRule
    members: list[int]
    walk: np.ndarray
    smallest: int
    largest: int
    price: int


class Answer(NamedTuple):
    """A plan (None where none was found) and the bound that its method claims."""

    rows: list[PlanRow] | None
    bound: float | None
    seconds: float


def groups_of(problem: Problem) -> list[Group]:
    rules = {rule.name: rule for rule in problem.rules}
    return [
        Group(place, rules[place.class_name], members,
              walking_matrix(problem, rules[place.class_name], members),
              *size_limits(rules[place.class_name], len(members)),
              problem.budget.price_of_team(rules[place.class_name]))
        for place, members in places_of(problem).items()
    ]  # fmt: skip


def size_limits(rule: ClassRule, stations: int) -> tuple[int, int]:
    sizes = allowed_sizes(rule, stations)
    return sizes[0], sizes[-1]


def rows_from(problem: Problem, group: Group, base_of: np.ndarray) -> list[PlanRow]:
    """Lines of teams.csv of one cell from the base (position in the cell) of every station."""
    codes = [problem.stations.code[i] for i in group.members]
    return [
        PlanRow(codes[base], codes[i], codes[base], group.place.village, group.rule.name)
        for i, base in enumerate(base_of.tolist())
    ]


# -- a rule of thumb -------------------------------------------------------------------------------


def largest_load_first(problem: Problem) -> Answer:
    """Every spare team goes where stations per team, weighted by risk, are most; then sweeps.

    Within a village the stations are sorted along its longer side and cut into even runs.
    """
    started = time.perf_counter()
    groups = groups_of(problem)
    teams = np.array([-(-len(g.members) // g.largest) for g in groups])
    most = np.array([len(g.members) // g.smallest for g in groups])
    price = np.array([g.price for g in groups])
    weight = np.array([max(g.rule.risk_weight, 1e-9) * len(g.members) for g in groups])
    left = problem.budget.amount - int((teams * price).sum())
    while True:
        able = (teams < most) & (price <= left)
        if not able.any():
            break
        c = int(np.argmax(np.where(able, weight / teams, -1.0)))
        teams[c] += 1
        left -= price[c]
    rows = []
    for group, k in zip(groups, teams.tolist(), strict=True):
        rows += rows_from(problem, group, swept(problem, group, k))
    return Answer(rows, None, time.perf_counter() - started)


def swept(problem: Problem, group: Group, teams: int) -> np.ndarray:
    lat, lon = problem.stations.lat[group.members], problem.stations.lon[group.members]
    along = lat if np.ptp(lat) > np.ptp(lon) else lon
    base_of = np.empty(len(along), dtype=np.int64)
    for run in np.array_split(np.argsort(along, kind="stable"), teams):
        inner = group.walk[np.ix_(run, run)].sum(axis=0)
        base_of[run] = run[int(np.argmin(inner))]
    return base_of


# -- HiGHS -----------------------------------------------------------------------------------------


def highs(
    problem: Problem, groups: list[Group], seconds: float, toll: float = 0.0, whole: bool = True
) -> Answer:
    """The integer programme over the groups: with the budget (`whole`), or a toll per unit of it."""
    started = time.perf_counter()
    load, blocks, count = problem.weights.load, [], 0
    for group in groups:
        n = len(group.members)
        sizes = (n * n, n, n * (group.largest - 1))
        blocks.append((count, count + sizes[0], count + sizes[0] + n))
        count += sum(sizes)
    rows, cost, integral = Rows(count), np.zeros(count), np.zeros(count)
    for group, (x, y, w) in zip(groups, blocks, strict=True):
        n, steps = len(group.members), group.largest - 1
        cost[x : x + n * n] = group.walk.ravel()
        cost[y : y + n] = toll * group.price
        cost[w : w + n * steps] = np.tile(load * np.arange(1, steps + 1), n)
        integral[x : y + n] = 1
        add_group(rows, group, x, y, w)
    if whole:
        index = np.concatenate(
            [y + np.arange(len(g.members)) for g, (_, y, _) in zip(groups, blocks, strict=True)]
        )
        prices = np.concatenate([np.full(len(g.members), g.price) for g in groups])
        rows.add(index, prices, 0, problem.budget.amount)
    found = milp(cost, integrality=integral, bounds=Bounds(0, 1), constraints=rows.constraint(),
                 options={"time_limit": seconds, "mip_rel_gap": 1e-4})  # fmt: skip
    plan = None
    if found.x is not None:
        plan = []
        for group, (x, y, _) in zip(groups, blocks, strict=True):
            matrix = found.x[x:y].reshape(len(group.members), -1)
            plan += rows_from(problem, group, matrix.argmax(axis=1))
    return Answer(plan, found.mip_dual_bound, time.perf_counter() - started)


def add_group(rows: Rows, group: Group, x: int, y: int, w: int) -> None:
    n, steps = len(group.members), group.largest - 1
    for i in range(n):
        rows.add(x + i * n + np.arange(n), 1, 1, 1)
    for m in range(n):
        column, sizes = x + np.arange(n) * n + m, w + m * steps + np.arange(steps)
        rows.add([x + m * n + m, y + m], [1, -1], 0, 0)
        rows.add([*column, y + m], [1] * n + [-group.smallest], 0, np.inf)
        rows.add([*column, y + m], [1] * n + [-group.largest], -np.inf, 0)
        rows.add([*column, y + m, *sizes], [1] * n + [-1] + [-1] * steps, 0, 0)
        for one in [*column, *sizes]:
            rows.add([one, y + m], [1, -1], -np.inf, 0)


def highs_by_cell(problem: Problem, multiplier: float, seconds: float) -> Answer:
    """Each cell for itself with the multiplier given, at most CELL_SECONDS for each.

    No plan where time ran out before the last cell, or a cell found none.
    """
    started, rows = time.perf_counter(), []
    bound = -multiplier * problem.budget.amount
    for group in groups_of(problem):
        left = seconds - (time.perf_counter() - started)
        if left <= 0:
            return Answer(None, None, time.perf_counter() - started)
        answer = highs(
            problem, [group], min(left, CELL_SECONDS), multiplier * (1 + 1e-7), whole=False
        )
        if answer.rows is None:
            return Answer(None, None, time.perf_counter() - started)
        rows += answer.rows
        bound += answer.bound
    return Answer(rows, bound, time.perf_counter() - started)


# -- CP-SAT ----------------------------------------------------------------------------------------


def cp_sat(problem: Problem, seconds: float) -> Answer:
    """The whole model in CP-SAT, costs in thousandths."""
    started = time.perf_counter()
    model, groups = cp_model.CpModel(), groups_of(problem)
    load = round(problem.weights.load * SCALE)
    objective, budget, choices = [], [], []
    for group in groups:
        n = len(group.members)
        x = [[model.new_bool_var("") for _ in range(n)] for _ in range(n)]
        choices.append(x)
        for i in range(n):
            model.add_exactly_one(x[i])
        for m in range(n):
            steps = [model.new_bool_var("") for _ in range(group.largest - 1)]
            column = [x[i][m] for i in range(n)]
            for one in [*column, *steps]:
                model.add_implication(one, x[m][m])
            model.add(sum(column) >= group.smallest * x[m][m])
            model.add(sum(column) == x[m][m] + sum(steps))
            objective += [load * (s + 1) * step for s, step in enumerate(steps)]
            objective += [round(group.walk[i, m] * SCALE) * x[i][m] for i in range(n) if i != m]
            budget.append(group.price * x[m][m])
    model.add(sum(budget) <= problem.budget.amount)
    model.minimize(sum(objective))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = THREADS
    status = solver.solve(model)
    bound, seconds_used = solver.best_objective_bound / SCALE, time.perf_counter() - started
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer(None, bound, seconds_used)
    rows = []
    for group, x in zip(groups, choices, strict=True):
        n = len(group.members)
        base_of = [next(m for m in range(n) if solver.value(x[i][m])) for i in range(n)]
        rows += rows_from(problem, group, np.array(base_of))
    return Answer(rows, bound, seconds_used)
