"""Judging a whole solution: the plan, then the bound that its certificate claims."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kondusif.engines.stationing.checker.bound import Cell, bound_from_duals
from kondusif.engines.stationing.checker.closed import proven_bound
from kondusif.engines.stationing.checker.plan import (
    Judged,
    Place,
    PlanRow,
    allowed_sizes,
    judge,
    places_of,
    walking_matrix,
)
from kondusif.engines.stationing.problem import ClassRule, Problem

RELATIVE = 1e-6
ROUND_DOWN = 1e-9


@dataclass
class Report:
    """What the checker says. `problems` is empty when everything holds."""

    status: str
    stations: int
    teams: int = 0
    officers: int = 0
    objective: float | None = None
    lower_bound: float | None = None
    gap: float | None = None
    closed_cells: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.problems


def check_plan(problem: Problem, rows: Iterable[PlanRow]) -> Judged:
    """Rules and objective alone, for a plan without a certificate."""
    return judge(problem, rows)


def check(problem: Problem, rows: Iterable[PlanRow], certificate: dict[str, Any]) -> Report:
    """Rules, objective and bound. The budget is the problem's."""
    if certificate.get("status") == "infeasible":
        return check_infeasible(problem, list(rows))
    judged = judge(problem, rows)
    report = Report(
        "feasible", len(problem.stations), judged.teams, judged.officers,
        problems=list(judged.problems),
    )  # fmt: skip
    if math.isfinite(judged.objective) and not judged.problems:
        report.objective = judged.objective
        compare(report, "objective", certificate.get("objective"), judged.objective, below=False)
    check_bound(problem, certificate, report)
    if report.objective is not None and report.lower_bound is not None:
        low = report.lower_bound
        report.gap = (
            max(0.0, (report.objective - low) / report.objective) if report.objective else 0.0
        )
        if low > report.objective * (1 + RELATIVE) + ROUND_DOWN:
            report.problems.append("The lower bound lies above the objective.")
    return report


def compare(report: Report, name: str, claimed: object, found: float, below: bool) -> None:
    """Notes a claim that differs from what was found (with `below`: only one that is too high)."""
    if isinstance(claimed, bool) or not isinstance(claimed, int | float):
        report.problems.append(f"certificate.json: {name} is not a number.")
        return
    difference = claimed - found if below else abs(claimed - found)
    if not difference <= RELATIVE * max(1.0, abs(found)):
        report.problems.append(
            f"certificate.json claims the {name} {claimed!r}; recomputed it is {found!r}."
        )


def check_bound(problem: Problem, certificate: dict[str, Any], report: Report) -> None:
    """Recomputes the bound of every cell and adds them up, rounding down."""
    multiplier = as_number(certificate.get("multipliers", {}).get(problem.budget.kind))
    if multiplier is None or multiplier < 0:
        report.problems.append("certificate.json: the multiplier is not a number of at least 0.")
        return
    entries = entries_by_place(certificate, report)
    places = places_of(problem)
    for place in entries.keys() - places.keys():
        report.problems.append(f"certificate.json: {describe(place)} is not in stations.csv.")
    total = -multiplier * problem.budget.amount
    for place, members in places.items():
        entry = entries.get(place)
        if entry is None:
            report.problems.append(f"certificate.json: {describe(place)} is missing.")
            total = -math.inf
            continue
        total += check_cell(problem, place, members, entry, multiplier, report)
    if math.isfinite(total):
        report.lower_bound = max(0.0, total)
        claimed = certificate.get("lower_bound")
        compare(report, "lower bound", claimed, report.lower_bound, below=True)


def entries_by_place(certificate: dict[str, Any], report: Report) -> dict[Place, dict[str, Any]]:
    found: dict[Place, dict[str, Any]] = {}
    for entry in certificate.get("cells", []):
        place = Place(*(str(entry.get(key)) for key in ("district", "village", "class")))
        if place in found:
            report.problems.append(f"certificate.json: {describe(place)} is listed twice.")
        found[place] = entry
    return found


def check_cell(
    problem: Problem, place: Place, members: list[int], entry: dict[str, Any], multiplier: float,
    report: Report,
) -> float:  # fmt: skip
    """The bound of one cell that could be proven; sentences where the claim does not hold."""
    rule = next(rule for rule in problem.rules if rule.name == place.class_name)
    sizes = allowed_sizes(rule, len(members))
    price = rule.officers if problem.budget.kind == "officers" else 1
    walk = walking_matrix(problem, rule, members)
    cell = Cell(walk, problem.weights.load, sizes[0], sizes[-1], multiplier * price)
    claim, duals = as_number(entry.get("bound")), as_duals(entry.get("duals"), len(members))
    if claim is None or duals is None:
        report.problems.append(f"certificate.json: {describe(place)} has no usable bound or duals.")
        return -math.inf
    if entry.get("closed") is True:
        report.closed_cells += 1
        proven = proven_bound(cell, duals, claim)
    elif len(duals):
        proven = bound_from_duals(cell, duals)
    else:
        report.problems.append(f"certificate.json: {describe(place)} is open but has no duals.")
        return -math.inf
    if claim > proven + RELATIVE * max(1.0, abs(proven)):
        report.problems.append(
            f"{describe(place)}: the bound {claim!r} is claimed, {proven!r} is proven."
        )
    return min(claim, proven - ROUND_DOWN * max(1.0, abs(proven)))


def as_number(value: object) -> float | None:
    usable = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if usable and math.isfinite(value) else None  # type: ignore[arg-type]


def as_duals(value: object, stations: int) -> np.ndarray[Any, np.dtype[np.float64]] | None:
    """Prices as an array: one per station, or none at all; None where they are unusable."""
    if not isinstance(value, list) or any(as_number(one) is None for one in value):
        return None
    return np.array(value, dtype=np.float64) if len(value) in (0, stations) else None


def describe(place: Place) -> str:
    return f"class {place.class_name} in {place.village} ({place.district})"


def check_infeasible(problem: Problem, rows: list[PlanRow]) -> Report:
    """Counts the least need again: is there really no plan?"""
    report = Report("infeasible", len(problem.stations))
    if rows:
        report.problems.append("The certificate says infeasible, but teams.csv holds teams.")
    needed, misfit = 0, False
    for place, members in places_of(problem).items():
        rule = next(rule for rule in problem.rules if rule.name == place.class_name)
        teams = fewest_teams(rule, len(members))
        misfit = misfit or teams is None
        price = rule.officers if problem.budget.kind == "officers" else 1
        needed += (teams or 0) * price
    if not misfit and needed <= problem.budget.amount:
        report.problems.append(
            f"A plan exists: it needs {needed} {problem.budget.kind} of {problem.budget.amount}."
        )
    return report


def fewest_teams(rule: ClassRule, stations: int) -> int | None:
    """Fewest teams of allowed sizes that share the stations, None where no sizes add up to them."""
    sizes = allowed_sizes(rule, stations)
    teams = -(-stations // sizes[-1])
    return teams if teams * sizes[0] <= stations else None
