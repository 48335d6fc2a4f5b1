"""The certificate: what a stranger needs to recompute the bound without this solver.

For every cell a bound on `min_k F_c(k) + multiplier * price * k`, and how it can be checked: from
the stations' prices (`duals`), or, where `closed` is true, by solving the cell again. The bound of
the plan is the sum over cells, less multiplier times budget. Bounds are rounded down.
"""

import numpy as np

from kondusif.engines.stationing.problem import Problem
from kondusif.engines.stationing.search import Search

FORMAT = "kondusif-stationing-1"
ROUND_DOWN = 1e-9


def certificate_of(problem: Problem, search: Search) -> dict[str, object]:
    """The certificate of a finished search, ready for JSON."""
    bounds = rounded_bounds(search)
    multiplier = search.multiplier
    return {
        "format": FORMAT,
        "status": "feasible",
        "budget": {"kind": problem.budget.kind, "amount": problem.budget.amount},
        "multipliers": {problem.budget.kind: multiplier},
        "objective": search.objective,
        "lower_bound": lower_bound_of(search),
        "cells": [cell_entry(problem, search, c, bounds[c]) for c in range(len(bounds))],
    }


def rounded_bounds(search: Search) -> list[float]:
    down: list[float] = (search.bound - ROUND_DOWN * (1.0 + np.abs(search.bound))).tolist()
    return down


def lower_bound_of(search: Search) -> float:
    """The bound that the certificate proves: never above the objective, never negative."""
    proven = sum(rounded_bounds(search)) - search.multiplier * search.budget
    return max(0.0, min(proven, search.objective))


def cell_entry(problem: Problem, search: Search, c: int, bound: float) -> dict[str, object]:
    """One cell: where it is, its bound, and the prices of its stations in the order of the file."""
    cells, closed = search.cells, bool(search.closed[c])
    first, last = int(cells.start[c]), int(cells.start[c + 1])
    station = int(cells.member[first])
    priced = search.params.enumerate_up_to < last - first
    return {
        "district": problem.stations.district[station],
        "village": problem.stations.village[station],
        "class": problem.rules[int(cells.rule[c])].name,
        "stations": last - first,
        "closed": closed,
        "bound": bound,
        "duals": search.prices[first:last].tolist() if priced else [],
    }


def infeasible_certificate(problem: Problem) -> dict[str, object]:
    """What is claimed when no plan exists; the checker counts the least need again."""
    return {
        "format": FORMAT,
        "status": "infeasible",
        "budget": {"kind": problem.budget.kind, "amount": problem.budget.amount},
        "multipliers": {},
        "objective": None,
        "lower_bound": None,
        "cells": [],
    }
