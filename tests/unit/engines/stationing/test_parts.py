"""The parts on their own: curves, prices, branch and bound, master."""

from itertools import product

import numpy as np
import pytest

from kondusif.engines.stationing import Budget, ClassRule, Problem, Weights
from kondusif.engines.stationing.assignment import (
    best_assignment,
    first_assignment,
    move_bases,
    plan_cost,
)
from kondusif.engines.stationing.branch import close_cells
from kondusif.engines.stationing.cells import Cells, pack
from kondusif.engines.stationing.checker.bases import bound_by_bases
from kondusif.engines.stationing.checker.bound import Cell, bound_from_duals, pairs_worth_trying
from kondusif.engines.stationing.checker.closed import cheapest_partition, highs_bound
from kondusif.engines.stationing.curves import trace_cells
from kondusif.engines.stationing.dual import bound_cells
from kondusif.engines.stationing.enumeration import enumerate_cells
from kondusif.engines.stationing.master import allot, least_costs, total_cost
from tests.unit.engines.stationing.oracles import all_costs, make_problem

ONLY = np.zeros(1, dtype=np.int64)
GO_ON = np.zeros(1, dtype=np.int8)


def one_cell(n: int, low: int, high: int, seed: int, load: float = 1.5) -> Problem:
    rng = np.random.default_rng(seed)
    places = [(f"S{i}", "V", "aman", *rng.uniform(0, 4, 2)) for i in range(n)]
    rules = (ClassRule("aman", 2, low, high, 1.5),)
    return make_problem(places, rules, Weights(10, load), Budget("teams", n))


def costs(cells: Cells) -> np.ndarray:
    return cells.best[cells.slot[0] : cells.slot[1]]


@pytest.mark.parametrize(
    ("n", "low", "high"), [(1, 1, 3), (2, 3, 4), (5, 1, 2), (7, 2, 4), (8, 1, 8), (9, 3, 5)]
)
def test_enumeration_is_exact_for_every_number_of_teams(n: int, low: int, high: int) -> None:
    problem = one_cell(n, low, high, seed=n)
    expected = all_costs(problem, problem.rules[0], list(range(n)))
    cells = pack(problem)
    enumerate_cells(cells, ONLY)
    found = {int(cells.fewest[0]) + k: cost for k, cost in enumerate(costs(cells))}
    assert found == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(6))
def test_local_search_never_beats_and_here_meets_the_optimum(seed: int) -> None:
    cells, exact = (pack(one_cell(9, 2, 4, seed)) for _ in range(2))
    enumerate_cells(exact, ONLY)
    trace_cells(cells, ONLY, cells.fewest, cells.most, 30, seed, GO_ON)
    assert costs(cells) == pytest.approx(costs(exact))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("multiplier", [0.0, 8.0, 40.0])
def test_prices_give_a_bound_that_the_checker_computes_too(seed: int, multiplier: float) -> None:
    problem = one_cell(9, 2, 4, seed)
    cells = pack(problem)
    enumerate_cells(cells, ONLY)
    least = least_costs(cells, multiplier)[0]
    prices, bound = np.zeros(9), np.full(1, -np.inf)
    bound_cells(cells, ONLY, multiplier, 300, prices, True, bound)
    assert bound[0] <= least + 1e-9
    assert bound[0] >= 0.9 * least
    cell = Cell(cells.cost.reshape(9, 9), cells.load, 2, 4, multiplier)
    assert bound_from_duals(cell, prices) == pytest.approx(bound[0])
    assert bound_from_duals(cell, np.linspace(-5, 30, 9)) <= least + 1e-9


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("multiplier", [0.0, 20.0])
def test_branch_and_bound_agrees_with_highs(seed: int, multiplier: float) -> None:
    cells = pack(one_cell(14, 2, 5, seed))
    trace_cells(cells, ONLY, cells.fewest, cells.most, 3, seed, GO_ON)
    prices, bound = np.zeros(14), np.full(1, -np.inf)
    closed = np.zeros(1, dtype=np.bool_)
    bound_cells(cells, ONLY, multiplier, 100, prices, True, bound)
    close_cells(cells, ONLY, multiplier, prices, 200, 5000, bound, closed, GO_ON)
    cell = Cell(cells.cost.reshape(14, 14), cells.load, 2, 5, multiplier)
    assert closed[0]
    assert least_costs(cells, multiplier)[0] == pytest.approx(
        highs_bound(cell, np.ones((14, 14), dtype=bool)), rel=1e-6
    )


def test_branch_and_bound_gives_up_when_told_to() -> None:
    cells = pack(one_cell(24, 1, 4, 1))
    trace_cells(cells, ONLY, cells.fewest, cells.fewest, 1, 0, GO_ON)
    prices, bound = np.zeros(24), np.full(1, -np.inf)
    closed = np.zeros(1, dtype=np.bool_)
    close_cells(cells, ONLY, 5.0, prices, 50, 1, bound, closed, GO_ON)
    assert not closed[0]
    assert 0 < bound[0] <= least_costs(cells, 5.0)[0]
    close_cells(cells, ONLY, 5.0, prices, 50, 10**6, bound, closed, np.ones(1, dtype=np.int8))
    assert not closed[0]


@pytest.mark.parametrize("seed", range(4))
def test_the_checkers_enumeration_agrees_with_highs(seed: int) -> None:
    walk = pack(one_cell(8, 2, 3, seed)).cost.reshape(8, 8)
    cell = Cell(walk, 1.5, 2, 3, 7.0)
    assert cheapest_partition(walk, 1.5, 2, 3, 7.0) == pytest.approx(
        highs_bound(cell, np.ones((8, 8), dtype=bool)), rel=1e-6
    )


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("duals", [np.zeros(12), np.linspace(5, 25, 12)])
def test_trying_sets_of_bases_proves_what_highs_finds(seed: int, duals: np.ndarray) -> None:
    cell = Cell(pack(one_cell(12, 2, 5, seed)).cost.reshape(12, 12), 1.5, 2, 5, 7.0)
    least = highs_bound(cell, np.ones((12, 12), dtype=bool))
    assert bound_by_bases(cell, duals, least) == pytest.approx(least, rel=1e-6)
    assert bound_by_bases(cell, duals, 0.9 * least) == pytest.approx(0.9 * least)
    assert bound_by_bases(cell, duals, 1.1 * least) <= least * (1 + 1e-6)
    pairs = pairs_worth_trying(cell, duals, 1.1 * least)
    assert highs_bound(cell, pairs, 1.1 * least) == pytest.approx(least, rel=1e-6)


def test_too_many_sets_of_bases_are_left_to_highs() -> None:
    cell = Cell(pack(one_cell(40, 1, 4, 0)).cost.reshape(40, 40), 1.5, 1, 4, 7.0)
    assert bound_by_bases(cell, np.zeros(40), 1e6) is None


@pytest.mark.parametrize("seed", range(8))
def test_assignment_is_the_best_for_its_bases(seed: int) -> None:
    cost = pack(one_cell(8, 2, 4, seed)).cost.reshape(8, 8)
    bases = np.array([0, 3, 5])
    team, size = np.empty(8, dtype=np.int64), np.zeros(3, dtype=np.int64)
    first_assignment(cost, 2, 4, bases, team, size)
    assert best_assignment(cost, 1.5, 2, 4, bases, team, size, 1000)
    assert np.array_equal(size, np.bincount(team, minlength=3))
    best = min(
        cost[range(8), bases[list(choice)]].sum() + 1.5 * sum(s * (s - 1) / 2 for s in sizes)
        for choice in product(range(3), repeat=8)
        if all(choice[b] == t for t, b in enumerate(bases))
        for sizes in [np.bincount(choice, minlength=3)]
        if sizes.min() >= 2 and sizes.max() <= 4
    )
    assert plan_cost(cost, 1.5, bases, team, size) == pytest.approx(best)


def test_bases_move_to_the_middle_of_their_team() -> None:
    cost = np.abs(np.subtract.outer(np.arange(5.0), np.arange(5.0)))
    bases = np.array([0])
    assert move_bases(cost, bases, np.zeros(5, dtype=np.int64))
    assert bases[0] == 2


@pytest.mark.parametrize("seed", range(20))
def test_the_master_shares_the_budget_best(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cells = some_curves(rng, count=5)
    least = int((cells.fewest * cells.price).sum())
    for budget in range(least, least + 12):
        slots, multiplier = allot(cells, budget)
        used = ((cells.fewest + slots) * cells.price).sum()
        assert used <= budget
        best, bound = best_share(cells, budget), least_costs(cells, multiplier).sum()
        assert total_cost(cells, slots) == pytest.approx(best)
        assert bound - multiplier * budget <= best + 1e-9


def some_curves(rng: np.random.Generator, count: int) -> Cells:
    """Cells with random falling (not convex) curves and prices from 1 to 3."""
    rules = tuple(ClassRule(f"c{i}", int(rng.integers(1, 4)), 1, 2, 1.0) for i in range(count))
    places = [(f"S{i}", "V", f"c{i % count}", 0.0, float(i)) for i in range(5 * count)]
    cells = pack(make_problem(places, rules, Weights(1, 1), Budget("officers", 99)))
    for c in range(count):
        first, last = cells.slot[c], cells.slot[c + 1]
        cells.best[first:last] = np.sort(rng.uniform(0, 50, last - first))[::-1]
    return cells


def best_share(cells: Cells, budget: int) -> float:
    ranges = [range(cells.slot[c + 1] - cells.slot[c]) for c in range(len(cells.rule))]
    return min(
        total_cost(cells, np.array(choice))
        for choice in product(*ranges)
        if ((cells.fewest + np.array(choice)) * cells.price).sum() <= budget
    )
