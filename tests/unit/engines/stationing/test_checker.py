"""The checker accepts a sound solution and names every fault of a broken one."""

import copy
import dataclasses
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kondusif.engines import stationing
from kondusif.engines.stationing import Budget, Problem, Stop, solve
from kondusif.engines.stationing.checker import check
from kondusif.engines.stationing.checker.plan import PlanRow
from kondusif.engines.stationing.need import demand_of
from kondusif.engines.stationing.synthetic import synthetic_problem
from tests.unit.engines.stationing.oracles import rows_of

Solution = tuple[Problem, list[PlanRow], dict[str, Any]]


@pytest.fixture(scope="module")
def solved() -> Solution:
    """200 stations in 12 villages, with cells that are enumerated, closed, and open."""
    problem = dataclasses.replace(
        synthetic_problem(200, seed=4, villages=12), budget=Budget("teams", 10**6)
    )
    budget = Budget("teams", demand_of(problem).units() + 2)
    problem = dataclasses.replace(problem, budget=budget)
    result = solve(problem, Stop(iterations=3), seed=1)
    return problem, rows_of(problem, result), result.certificate


@pytest.fixture
def solution(solved: Solution) -> Solution:
    return copy.deepcopy(solved)


def test_a_sound_solution_holds(solution: Solution) -> None:
    report = check(*solution)
    assert report.problems == []
    assert report.closed_cells > 0
    assert report.lower_bound <= report.objective


def change(rows: list[PlanRow], i: int, **new: str) -> None:
    rows[i] = rows[i]._replace(**new)


def other_team(rows: list[PlanRow], same_cell: bool) -> tuple[int, int]:
    """Two rows of different teams, within one cell or not, the first not a base."""
    for i, row in enumerate(rows):
        for j, other in enumerate(rows):
            together = (row.village, row.class_name) == (other.village, other.class_name)
            if row.team != other.team and together == same_cell and row.station != row.base:
                return i, j
    raise AssertionError("the plan has no such pair")


def move_within_cell(rows: list[PlanRow]) -> None:
    i, j = other_team(rows, same_cell=True)
    change(rows, i, team=rows[j].team, base=rows[j].base)


def move_across_cells(rows: list[PlanRow]) -> None:
    i, j = other_team(rows, same_cell=False)
    change(rows, i, team=rows[j].team, base=rows[j].base)


def change_base(rows: list[PlanRow]) -> None:
    i = next(i for i, row in enumerate(rows) if row.station != row.base)
    team, base = rows[i].team, rows[i].station
    for j, row in enumerate(rows):
        if row.team == team:
            change(rows, j, base=base)


def one_base_differs(rows: list[PlanRow]) -> None:
    i = next(i for i, row in enumerate(rows) if row.station != row.base)
    change(rows, i, base=rows[i].station)


def foreign_base(rows: list[PlanRow]) -> None:
    i, j = other_team(rows, same_cell=True)
    for k, row in enumerate(rows):
        if row.team == rows[i].team:
            change(rows, k, base=rows[j].base)


def split_all_teams(rows: list[PlanRow]) -> None:
    for i, row in enumerate(rows):
        change(rows, i, team=f"own{i}", base=row.station)


def merge_cell(rows: list[PlanRow]) -> None:
    i, _ = other_team(rows, same_cell=True)
    first = rows[i]
    for k, row in enumerate(rows):
        if (row.village, row.class_name) == (first.village, first.class_name):
            change(rows, k, team=first.team, base=first.base)


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (move_within_cell, "claims the objective|allows"),
        (move_across_cells, "more than one village or class"),
        (change_base, "claims the objective"),
        (one_base_differs, "base must be one"),
        (foreign_base, "base must be one"),
        (split_all_teams, "the budget is"),
        (merge_cell, "allows"),
        (lambda rows: rows.pop(), "is in no team"),
        (lambda rows: rows.append(rows[0]), "is listed 2 times"),
        (lambda rows: rows.append(PlanRow("1", "X", "X", "V", "C")), "X is not in stations.csv"),
        (lambda rows: change(rows, 0, village="elsewhere"), "differ from stations.csv"),
        (lambda rows: change(rows, 0, class_name="calm"), "differ from stations.csv"),
        (lambda rows: rows.clear(), "is in no team"),
    ],
)
def test_a_changed_plan_is_rejected(
    solution: Solution, tamper: Callable[[list[PlanRow]], object], says: str
) -> None:
    problem, rows, certificate = solution
    tamper(rows)
    problems = check(problem, rows, certificate).problems
    assert any(re.search(says, sentence) for sentence in problems), problems


def raise_closed(certificate: dict[str, Any], large: bool) -> None:
    """Raises the bound of one closed cell by 1%, and the total with it."""
    cell = next(
        c for c in certificate["cells"]
        if c["closed"] and (c["stations"] > 10) == large and c["bound"] > 1
    )  # fmt: skip
    certificate["lower_bound"] += 0.01 * cell["bound"]
    cell["bound"] *= 1.01


def reopen(certificate: dict[str, Any], **new: object) -> None:
    """Calls a closed large cell open, so that its prices alone must prove the bound."""
    cell = next(c for c in certificate["cells"] if c["closed"] and c["stations"] > 10)
    cell["closed"] = False
    cell.update(new)


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (lambda c: c.update(lower_bound=c["lower_bound"] + 5), "claims the lower bound"),
        (lambda c: c.update(lower_bound=None), "lower bound is not a number"),
        (lambda c: c.update(objective=c["objective"] - 1), "claims the objective"),
        (lambda c: raise_closed(c, large=False), "is claimed"),
        (lambda c: raise_closed(c, large=True), "is claimed"),
        (lambda c: reopen(c, bound=1e6), "is claimed"),
        (lambda c: reopen(c, duals=[]), "open but has no duals"),
        (lambda c: reopen(c, duals=[1.0]), "no usable bound or duals"),
        (lambda c: reopen(c, bound="high"), "no usable bound or duals"),
        (lambda c: c["multipliers"].update(teams=-1.0), "multiplier"),
        (lambda c: c["multipliers"].clear(), "multiplier"),
        (lambda c: c["multipliers"].update(teams=c["multipliers"]["teams"] * 0.5), "is claimed"),
        (lambda c: c["cells"].pop(), "is missing"),
        (lambda c: c["cells"].append(c["cells"][0]), "listed twice"),
        (lambda c: c["cells"].append(dict(c["cells"][0], village="X")), "is not in stations.csv"),
    ],
)
def test_a_changed_certificate_is_rejected(
    solution: Solution, tamper: Callable[[dict[str, Any]], object], says: str
) -> None:
    problem, rows, certificate = solution
    tamper(certificate)
    problems = check(problem, rows, certificate).problems
    assert any(re.search(says, sentence) for sentence in problems), problems


def test_a_lower_claim_is_allowed_and_the_proof_still_counts(solution: Solution) -> None:
    problem, rows, certificate = solution
    certificate["lower_bound"] -= 100
    report = check(problem, rows, certificate)
    assert report.problems == []
    assert report.lower_bound > certificate["lower_bound"]


def test_a_feasible_problem_cannot_be_called_infeasible(solution: Solution) -> None:
    problem, rows, certificate = solution
    certificate["status"] = "infeasible"
    assert any("A plan exists" in one for one in check(problem, [], certificate).problems)
    assert any("holds teams" in one for one in check(problem, rows, certificate).problems)


def test_the_checker_shares_no_code_with_the_solver() -> None:
    folder = Path(stationing.__file__).parent / "checker"
    pattern = re.compile(r"kondusif\.engines\.stationing\.(\w+)")
    used = {name for file in folder.glob("*.py") for name in pattern.findall(file.read_text())}
    assert used == {"checker", "problem", "jit"}
