"""Teams to polling stations, with a certificate.

A district has so many stations and so few officers: who guards which stations together, and from
which station do they work? Stations are grouped in cells (village and class of risk); teams stay
within a cell. Over all plans within a budget of teams or officers the engine minimises

    sum over stations of risk weight * walking minutes to the team's base
    + load * s (s - 1) / 2 for every team of s stations,

and proves with a lower bound how far its plan can be from the best.

Follows: capacitated p-median by Lagrangian relaxation of the assignment (Mulvey and Beck 1984;
Beasley 1993; Ceselli and Righini 2005), subgradient steps (Held, Wolfe and Crowder 1974), convex
resource allocation across cells (Fox 1966), cycle cancelling for the assignment (Klein 1967).
Deviates: only the budget couples cells, so each cell is treated alone and the budget by one
multiplier; small cells are enumerated; larger ones are closed by branch and bound on bases, with
exact assignments at the leaves, and not by a general MIP solver (that one checks them: see
`checker`). `docs/algorithms/stationing.md` tells it in prose with an example.

    result = solve(problem, Stop(seconds=5), seed=1)
    report = check(problem.stations, ...)      # the independent checker, see `checker`
"""

from kondusif.engines.stationing.median import Median, solve_median
from kondusif.engines.stationing.problem import (
    EARTH_RADIUS_KM,
    Budget,
    ClassRule,
    Params,
    Plan,
    Problem,
    ProblemError,
    Progress,
    Result,
    Stations,
    Weights,
    gap_of,
)
from kondusif.engines.stationing.solve import solve
from kondusif.engines.stationing.stopping import Stop
from kondusif.engines.stationing.warmup import warm_up

__all__ = [
    "EARTH_RADIUS_KM",
    "Budget",
    "ClassRule",
    "Median",
    "Params",
    "Plan",
    "Problem",
    "ProblemError",
    "Progress",
    "Result",
    "Stations",
    "Stop",
    "Weights",
    "gap_of",
    "solve",
    "solve_median",
    "warm_up",
]
