"""The example of docs/algorithms/stationing.md, number by number."""

import numpy as np
import pytest

from kondusif.engines.stationing import Budget, ClassRule, Problem, Weights, solve
from kondusif.engines.stationing.checker.bound import Cell, bound_from_duals
from tests.unit.engines.stationing.oracles import all_costs, make_problem

RULE = ClassRule("rawan", 2, 1, 3, 2.0)
PLACES = [
    ("A", "Sumber", "rawan", 0, 0),
    ("B", "Sumber", "rawan", 1, 0),
    ("C", "Sumber", "rawan", 2, 0),
    ("D", "Sumber", "rawan", 6, 0),
    ("E", "Kali", "rawan", 0, 9),
    ("F", "Kali", "rawan", 2, 9),
]


def example(teams: int) -> Problem:
    return make_problem(PLACES, (RULE,), Weights(12, 3), Budget("teams", teams))


def test_the_curves() -> None:
    problem = example(4)
    assert all_costs(problem, RULE, [0, 1, 2, 3]) == pytest.approx({2: 57, 3: 27, 4: 0})
    assert all_costs(problem, RULE, [4, 5]) == pytest.approx({1: 51, 2: 0})


@pytest.mark.parametrize(
    ("teams", "objective", "value", "multiplier"),
    [(3, 108, 51, 51), (4, 57, 30, 30), (5, 27, 27, 27), (6, 0, 0, 0)],
)
def test_every_budget(teams: int, objective: float, value: float, multiplier: float) -> None:
    result = solve(example(teams))
    assert result.objective == pytest.approx(objective, abs=1e-6)
    assert result.lower_bound == pytest.approx(objective, abs=1e-5)
    assert result.value_of_one_more_team == pytest.approx(value, abs=1e-6)
    assert result.certificate["multipliers"] == pytest.approx({"teams": multiplier}, abs=1e-6)


def test_the_plan_with_four_teams() -> None:
    plan = solve(example(4)).plan
    assert plan.base_of.tolist() == [1, 1, 1, 3, 4, 5]
    assert len(set(plan.team_of.tolist())) == 4


def test_the_prices_of_the_small_village() -> None:
    walk = np.array([[0.0, 48.0], [48.0, 0.0]])
    cell = Cell(walk, load=3, smallest=1, largest=2, toll=30)
    assert bound_from_duals(cell, np.array([30.0, 30.0])) == pytest.approx(60)
    assert bound_from_duals(cell, np.array([20.0, 20.0])) == pytest.approx(50)


def test_two_teams_are_too_few() -> None:
    result = solve(example(2))
    assert result.status == "infeasible"
    assert [(row["district"], row["teams_short"]) for row in result.shortage] == [("Contoh", 1)]
    assert result.relaxations[0]["kind"] == "longer_pattern"
    assert result.relaxations[0]["changes"] == [{"class": "rawan", "from": 3, "to": 4}]
