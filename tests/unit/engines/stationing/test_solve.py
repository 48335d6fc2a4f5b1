"""The front door: stopping, telling, determinism on a problem of some size."""

import dataclasses

import numpy as np
import pytest

from kondusif.engines.stationing import (
    Budget,
    ClassRule,
    Params,
    Problem,
    ProblemError,
    Progress,
    Stop,
    Weights,
    solve,
)
from kondusif.engines.stationing.checker import check
from kondusif.engines.stationing.need import demand_of
from kondusif.engines.stationing.synthetic import synthetic_problem
from tests.unit.engines.stationing.oracles import make_problem, rows_of


@pytest.fixture(scope="module")
def problem() -> Problem:
    """600 stations in 20 villages: cells of about 27, too large to enumerate."""
    made = dataclasses.replace(
        synthetic_problem(600, seed=3, villages=20), budget=Budget("teams", 10**6)
    )
    least = demand_of(made).units()
    return dataclasses.replace(made, budget=Budget("teams", int(least * 1.05)))


def test_a_regency_is_solved_almost_to_the_optimum(problem: Problem) -> None:
    result = solve(problem, Stop(iterations=4), seed=1)
    assert result.gap < 0.02
    report = check(problem, rows_of(problem, result), result.certificate)
    assert report.problems == []
    assert report.objective == pytest.approx(result.objective)
    assert report.lower_bound == pytest.approx(result.lower_bound, rel=1e-6)


def test_threads_and_repetition_change_nothing(problem: Problem) -> None:
    runs = [
        solve(problem, Stop(iterations=2), seed=5, params=Params(threads=threads))
        for threads in (1, 2, 2)
    ]
    assert all(np.array_equal(runs[0].plan.team_of, run.plan.team_of) for run in runs)
    assert len({run.lower_bound for run in runs}) == 1


def test_more_rounds_never_make_it_worse(problem: Problem) -> None:
    results = [solve(problem, Stop(iterations=i), seed=2) for i in (0, 1, 3)]
    objectives = [result.objective for result in results]
    assert objectives == sorted(objectives, reverse=True)
    assert results[-1].gap < results[0].gap


@pytest.mark.parametrize(
    ("stop", "word"),
    [
        (Stop(iterations=0), "iterations"),
        (Stop(seconds=0.0), "seconds"),
        (Stop(gap=0.9), "gap"),
        (Stop(cancelled=lambda: True), "cancelled"),
    ],
)
def test_what_stopped_it_is_told(problem: Problem, stop: Stop, word: str) -> None:
    result = solve(problem, stop)
    assert result.stopped_by == word
    assert result.status == "feasible"
    assert check(problem, rows_of(problem, result), result.certificate).problems == []


def test_a_watcher_hears_of_every_round(problem: Problem) -> None:
    heard: list[Progress] = []
    result = solve(problem, Stop(iterations=2), progress=heard.append)
    assert [progress.round for progress in heard] == list(range(len(heard)))
    assert heard[-1].objective == result.objective
    assert heard[0].gap >= heard[-1].gap


def test_cancelling_from_the_watcher_ends_the_solve(problem: Problem) -> None:
    heard: list[Progress] = []
    stop = Stop(iterations=50, cancelled=lambda: bool(heard))
    assert solve(problem, stop, progress=heard.append).stopped_by == "cancelled"
    assert len(heard) == 1


def test_officers_count_by_class() -> None:
    rules = (ClassRule("rawan", 3, 1, 1, 2.0), ClassRule("aman", 1, 1, 2, 1.0))
    places = [("A", "V", "rawan", 0, 0), ("B", "V", "aman", 0, 0), ("C", "V", "aman", 1, 0)]
    for officers, objective, teams in ((4, 10.0, 2), (5, 0.0, 3), (9, 0.0, 3)):
        problem = make_problem(places, rules, Weights(10, 0), Budget("officers", officers))
        result = solve(problem)
        assert result.objective == pytest.approx(objective, abs=1e-9)
        assert (result.teams, result.officers) == (teams, 3 + teams - 1)


def test_the_value_of_one_more_team_is_what_one_more_team_saves(problem: Problem) -> None:
    first = solve(problem, Stop(iterations=6), seed=1)
    more = Budget("teams", problem.budget.amount + 1)
    second = solve(dataclasses.replace(problem, budget=more), Stop(iterations=6), seed=1)
    saved = first.objective - second.objective
    assert saved == pytest.approx(first.value_of_one_more_team, rel=0.2)


def test_a_village_with_fewer_stations_than_the_minimum_is_one_team() -> None:
    rules = (ClassRule("aman", 2, 3, 5, 1.0),)
    places = [("A", "V", "aman", 0, 0), ("B", "V", "aman", 1, 0)]
    result = solve(make_problem(places, rules, Weights(10, 1), Budget("teams", 9)))
    assert (result.teams, result.objective) == (1, pytest.approx(11.0))


def test_villages_of_one_name_in_two_districts_stay_apart() -> None:
    rules = (ClassRule("aman", 2, 1, 5, 1.0),)
    places = [("A", "V", "aman", 0, 0), ("B", "V", "aman", 1, 0)]
    problem = make_problem(places, rules, Weights(10, 1), Budget("teams", 2))
    stations = dataclasses.replace(problem.stations, district=("Utara", "Selatan"))
    assert solve(dataclasses.replace(problem, stations=stations)).teams == 2


def test_everything_free_costs_nothing_and_has_no_gap() -> None:
    rules = (ClassRule("aman", 1, 1, 9, 0.0),)
    places = [(f"S{i}", "V", "aman", float(i), 0) for i in range(14)]
    result = solve(make_problem(places, rules, Weights(0, 0), Budget("teams", 3)))
    assert (result.objective, result.lower_bound, result.gap) == (0, 0, 0)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: ClassRule("a", 0, 1, 1, 1.0), "officer"),
        (lambda: ClassRule("a", 1, 3, 2, 1.0), "stations_min"),
        (lambda: ClassRule("a", 1, 1, 2, float("nan")), "risk_weight"),
        (lambda: Weights(-1, 0), "walking_minutes_per_km"),
        (lambda: Weights(1, float("inf")), "load"),
        (lambda: Budget("teams", -1), "negative"),
        (lambda: Stop(seconds=float("nan")), "seconds"),
        (lambda: Stop(iterations=-1), "iterations"),
        (lambda: Params(threads=0), "threads"),
    ],
)
def test_impossible_settings_are_refused_in_words(make: object, says: str) -> None:
    with pytest.raises(ProblemError, match=says):
        make()
