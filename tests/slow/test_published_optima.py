"""Published optima lie between our bound and our plan, and close to both."""

import pytest

from kondusif.engines.stationing import ProblemError, solve_median
from kondusif.engines.stationing.weighted import solve_weighted
from tests.unit.engines.stationing.oracles import cpmp, pmed


@pytest.mark.parametrize("number", range(1, 14))
def test_uncapacitated_medians_are_solved_and_proven(number: int) -> None:
    known = pmed(number)
    found = solve_median(known.cost, known.bases, nodes=300)
    assert found.closed
    assert found.objective == pytest.approx(known.optimum)
    assert known.optimum * (1 - 1e-6) <= found.lower_bound <= known.optimum
    assert known.cost[range(len(known.cost)), found.base_of].sum() == found.objective
    assert len(set(found.base_of.tolist())) == known.bases


@pytest.mark.parametrize("name", [f"cpmp{i:02d}" for i in range(1, 21)] + ["SJC1"])
def test_capacitated_medians_lie_between_bound_and_plan(name: str) -> None:
    known = cpmp(name)
    found = solve_weighted(known.cost, known.demand, known.capacity, known.bases)
    assert found.lower_bound <= known.optimum + 1e-6
    # the optimum of the SJC sets is printed to a tenth
    assert known.optimum - 0.1 <= found.objective <= known.optimum * 1.01
    assert found.lower_bound >= known.optimum * 0.93
    for base in set(found.base_of.tolist()):
        assert known.demand[found.base_of == base].sum() <= known.capacity
        assert found.base_of[base] == base
    assert known.cost[range(len(known.cost)), found.base_of].sum() == pytest.approx(found.objective)


def test_numbers_that_cannot_be_served_are_refused() -> None:
    known = cpmp("cpmp01")
    with pytest.raises(ProblemError, match="fit the capacity"):
        solve_weighted(known.cost, known.demand, 10, known.bases)
    with pytest.raises(ProblemError, match="cannot share"):
        solve_median(known.cost, 2, smallest=1, largest=5)
