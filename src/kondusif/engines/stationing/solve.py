"""The engine's front door: `solve(problem, stop, seed, params)`."""

from collections.abc import Callable
from functools import cache

import numpy as np

from kondusif.engines.stationing.cells import pack
from kondusif.engines.stationing.certificate import (
    certificate_of,
    infeasible_certificate,
    lower_bound_of,
)
from kondusif.engines.stationing.master import value_of_team
from kondusif.engines.stationing.need import Demand, demand_of
from kondusif.engines.stationing.problem import (
    Params,
    Plan,
    Problem,
    Progress,
    Result,
    gap_of,
)
from kondusif.engines.stationing.search import Search
from kondusif.engines.stationing.shortage import explain
from kondusif.engines.stationing.stopping import Stop

Watcher = Callable[[Progress], None]


def solve(
    problem: Problem,
    stop: Stop | None = None,
    seed: int = 0,
    params: Params | None = None,
    progress: Watcher | None = None,
) -> Result:
    """Stations teams within the budget, with a bound that certifies how good the plan is.

    The same problem, seed and `stop.iterations` give the same plan on any number of threads, as long
    as neither seconds nor a cancellation end the solve. `progress` is told after every round.
    """
    prepare()
    stop = stop or Stop()
    stop.start()
    demand = demand_of(problem)
    if not demand.fits():
        return infeasible(problem, demand, stop, seed)
    search = Search(pack(problem), problem.budget.amount, seed, params or Params(), stop)
    reason = run(search, progress)
    return feasible(problem, search, reason)


def run(search: Search, progress: Watcher | None) -> str:
    """Rounds until something ends the search; returns what did."""
    search.begin()
    number = 0
    while True:
        if progress:
            now = Progress(number, search.stop.elapsed(), search.objective, search.lower_bound)
            progress(now)
        reason = ending(search, number)
        if reason:
            return reason
        number += 1
        search.improve(number)


def ending(search: Search, number: int) -> str:
    """`closed`, `gap`, `cancelled`, `seconds`, `iterations`, or nothing to go on."""
    if search.finished():
        return "closed"
    if search.stop.reached(gap_of(search.objective, lower_bound_of(search))):
        return "gap"
    interrupted = search.stop.interrupted()
    if interrupted:
        return interrupted
    return "iterations" if number >= search.stop.rounds() else ""


def feasible(problem: Problem, search: Search, reason: str) -> Result:
    """Gathers the result of a finished search."""
    teams = search.cells.fewest + search.slots
    officers = np.array([rule.officers for rule in problem.rules])[search.cells.rule]
    bound = lower_bound_of(search)
    seconds = search.stop.elapsed()
    return Result(
        status="feasible",
        stations=len(problem.stations),
        seconds=seconds,
        seed=search.seed,
        stopped_by=reason,
        teams=int(teams.sum()),
        officers=int((teams * officers).sum()),
        objective=search.objective,
        lower_bound=bound,
        gap=gap_of(search.objective, bound),
        value_of_one_more_team=value_of_team(search.cells, search.slots),
        plan=plan_of(search),
        certificate=certificate_of(problem, search),
    )


def plan_of(search: Search) -> Plan:
    """Teams numbered by cell, then by base."""
    cells = search.cells
    base_of = np.empty(len(cells.member), dtype=np.int64)
    for c in range(len(cells.rule)):
        members = cells.member[cells.start[c] : cells.start[c + 1]]
        first = cells.sheet[c] + search.slots[c] * len(members)
        base_of[members] = members[cells.plans[first : first + len(members)]]
    bases = cells.member[base_of[cells.member] == cells.member]
    number = np.empty(len(base_of), dtype=np.int64)
    number[bases] = np.arange(len(bases))
    return Plan(team_of=number[base_of], base_of=base_of)


def infeasible(problem: Problem, demand: Demand, stop: Stop, seed: int) -> Result:
    """The finding that no plan exists, with its reasons and remedies."""
    shortage, relaxations = explain(demand)
    return Result(
        status="infeasible",
        stations=len(problem.stations),
        seconds=stop.elapsed(),
        seed=seed,
        stopped_by="infeasible",
        certificate=infeasible_certificate(problem),
        shortage=shortage,
        relaxations=relaxations,
    )


@cache
def prepare() -> None:
    """Loads the compiled kernels once per process, so that no solve pays for it."""
    from kondusif.engines.stationing.warmup import warm_kernels

    warm_kernels()
