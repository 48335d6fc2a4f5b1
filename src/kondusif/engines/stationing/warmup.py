"""Compiles every kernel ahead of time by solving a toy once; numba keeps the result on disk."""

from dataclasses import replace

from kondusif.engines.stationing.cells import pack
from kondusif.engines.stationing.problem import Budget, Params
from kondusif.engines.stationing.search import Search
from kondusif.engines.stationing.stopping import Stop
from kondusif.engines.stationing.synthetic import synthetic_problem

STATIONS, VILLAGES, TEAMS = 60, 3, 20


def warm_up() -> None:
    """Compiles all there is, the checker included; part of preparing an installation."""
    import numpy as np

    from kondusif.engines.stationing.checker.closed import cheapest_partition

    warm_kernels()
    cheapest_partition(np.zeros((2, 2)), 1.0, 1, 2, 1.0)


def warm_kernels() -> None:
    """Runs each kernel of the solver on 60 stations. Half a minute the first time, then a second."""
    problem = replace(synthetic_problem(STATIONS, 0, VILLAGES), budget=Budget("teams", TEAMS))
    search = Search(pack(problem), TEAMS, 0, Params(), Stop(iterations=1))
    search.begin()
    search.improve(1)
    search.raise_bounds(search.large, 1, fresh=False)
    search.close(1)
