"""What must hold for every problem: rules kept, bound <= optimum <= objective, proof accepted."""

import dataclasses
import json
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kondusif.engines.stationing import Params, Problem, Stop, solve
from kondusif.engines.stationing.checker import check
from tests.unit.engines.stationing.oracles import brute_force, rows_of, tiny_problems

relaxed = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Without enumeration even tiny cells go through local search, prices and branch and bound.
searching = Params(enumerate_up_to=1)


@relaxed
@given(tiny_problems(), st.sampled_from([Params(), searching]))
def test_bound_optimum_objective_are_in_order(problem: Problem, params: Params) -> None:
    optimum = brute_force(problem)
    result = solve(problem, seed=1, params=params)
    if math.isinf(optimum):
        assert result.status == "infeasible"
        return
    assert result.status == "feasible"
    assert result.objective == pytest.approx(optimum, rel=1e-9, abs=1e-9)
    assert result.lower_bound <= optimum + 1e-9
    assert 0 <= result.gap <= 1


@relaxed
@given(tiny_problems(), st.sampled_from([Params(), searching]))
def test_the_checker_accepts_what_the_solver_writes(problem: Problem, params: Params) -> None:
    result = solve(problem, seed=2, params=params)
    certificate = json.loads(json.dumps(result.certificate, allow_nan=False))
    report = check(problem, [] if result.plan is None else rows_of(problem, result), certificate)
    assert report.problems == []
    if result.status == "feasible":
        assert report.objective == pytest.approx(result.objective)
        assert report.lower_bound <= result.objective + 1e-9
        assert report.lower_bound == pytest.approx(result.lower_bound, rel=1e-6, abs=1e-6)
        assert (report.teams, report.officers) == (result.teams, result.officers)


@relaxed
@given(tiny_problems(feasible=False))
def test_one_unit_below_the_least_need_is_infeasible(problem: Problem) -> None:
    if brute_force(problem) < math.inf:  # a budget of 0 stays 0
        return
    result = solve(problem)
    assert result.status == "infeasible"
    assert result.plan is None
    assert result.shortage
    assert check(problem, [], result.certificate).problems == []


@relaxed
@given(tiny_problems(), st.integers(1, 3))
def test_a_larger_budget_never_costs_more(problem: Problem, more: int) -> None:
    first = solve(problem)
    if first.status == "infeasible":
        return
    budget = dataclasses.replace(problem.budget, amount=problem.budget.amount + more)
    second = solve(dataclasses.replace(problem, budget=budget))
    assert second.objective <= first.objective + 1e-9


@relaxed
@given(tiny_problems(), st.integers(0, 3))
def test_same_seed_and_iterations_give_the_same_plan(problem: Problem, seed: int) -> None:
    plans = [
        solve(problem, Stop(iterations=2), seed=seed, params=Params(threads=threads)).plan
        for threads in (1, 2)
    ]
    if plans[0] is None:
        assert plans[1] is None
    else:
        assert (plans[0].team_of == plans[1].team_of).all()
        assert (plans[0].base_of == plans[1].base_of).all()
