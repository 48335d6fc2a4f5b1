"""`kondusif plan solve` and `kondusif plan verify`: stationing on files alone, no database.

Exit codes: 0 answered (an infeasible plan is an answer), 1 problems in the data or a failed
verification, 2 usage.
"""

import argparse
import json
import math
import sys
import time
from dataclasses import replace
from pathlib import Path

from kondusif.deployment.planfiles import (
    FileProblem,
    PlanFileError,
    budget_in,
    read_certificate,
    read_problem,
    read_teams,
    write_solution,
)
from kondusif.engines.stationing import Budget, Progress, Result, Stop, solve
from kondusif.engines.stationing.checker import Report, check

ANSWERED, PROBLEMS, USAGE = 0, 1, 2
SOLVE_KEYS = (
    "status", "stations", "teams", "officers", "objective", "lower_bound", "gap", "seconds",
    "seed", "stopped_by", "value_of_one_more_team", "shortage", "relaxations",
)  # fmt: skip


def run(argv: list[str]) -> int:
    """Runs what stands after the word `plan`; returns the exit code."""
    parser = argparse.ArgumentParser(prog="kondusif plan", description="Teams to stations.")
    add_arguments(parser)
    try:
        options = parser.parse_args(argv)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else USAGE
    try:
        return int(options.command(options))
    except PlanFileError as error:
        return tell_problems(error.problems, options.json)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds `solve` and `verify` with their options."""
    commands = parser.add_subparsers(required=True, metavar="solve|verify")
    add_solve(commands.add_parser("solve", help="find teams and prove how good they are"))
    verify = commands.add_parser("verify", help="check a plan and its proof independently")
    verify.add_argument("folder", type=Path, metavar="DIR", help="stations.csv, doctrine.toml")
    verify.add_argument("solution", type=Path, metavar="DIR2", help="teams.csv, certificate.json")
    verify.add_argument("--json", action="store_true", help="one JSON document on stdout")
    verify.set_defaults(command=run_verify)


def add_solve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="stations.csv, doctrine.toml")
    budget = parser.add_mutually_exclusive_group(required=True)
    budget.add_argument("--teams", type=count, metavar="N", help="at most N teams")
    budget.add_argument("--officers", type=count, metavar="N", help="at most N officers")
    parser.add_argument("--seconds", type=amount, metavar="S", help="stop after S seconds")
    parser.add_argument("--gap", type=amount, metavar="G", help="stop at this gap (0.01 is 1%%)")
    parser.add_argument("--iterations", type=count, metavar="I", help="stop after I rounds")
    parser.add_argument("--seed", type=count, default=0, metavar="K", help="dice (default 0)")
    parser.add_argument(
        "--out", type=Path, metavar="DIR2", help="write teams.csv, certificate.json"
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.set_defaults(command=run_solve)


def count(text: str) -> int:
    """A whole number of at least 0."""
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 0")
    return int(text)


def amount(text: str) -> float:
    """A finite number of at least 0."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of at least 0")
    return value


# -- solve -----------------------------------------------------------------------------------------


def run_solve(options: argparse.Namespace) -> int:
    """Reads, solves, writes, tells."""
    if options.officers is None:
        budget = Budget("teams", options.teams)
    else:
        budget = Budget("officers", options.officers)
    problem = read_problem(options.folder, budget)
    stop = Stop(seconds=options.seconds, gap=options.gap, iterations=options.iterations)
    result = solve(problem, stop, seed=options.seed, progress=tell_progress)
    if options.out is not None:
        write_solution(options.out, problem, result)
    if options.json:
        print_json(as_document(result))
    else:
        print("\n".join(result_lines(result, budget)))
    return ANSWERED


def as_document(result: Result) -> dict[str, object]:
    """The JSON document of a result, with exactly the documented keys."""
    document = {key: getattr(result, key) for key in SOLVE_KEYS}
    document["shortage"], document["relaxations"] = list(result.shortage), list(result.relaxations)
    return document


def tell_progress(progress: Progress) -> None:
    print(
        f"round {progress.round:3d}  {progress.seconds:7.2f} s  objective "
        f"{progress.objective:.2f}  bound {progress.lower_bound:.2f}  gap {progress.gap:.4%}",
        file=sys.stderr,
    )


def result_lines(result: Result, budget: Budget) -> list[str]:
    """The answer in words."""
    if result.status == "infeasible":
        return infeasible_lines(result, budget)
    return [
        f"Feasible: {result.stations} stations, {result.teams} teams, {result.officers} officers.",
        f"Objective {result.objective:.2f}, lower bound {result.lower_bound:.2f}, "
        f"gap {result.gap:.4%}.",
        f"One more team would save {result.value_of_one_more_team:.2f}.",
        f"{result.seconds:.2f} s, stopped by: {result.stopped_by}, seed {result.seed}.",
    ]


def infeasible_lines(result: Result, budget: Budget) -> list[str]:
    lines = [f"Infeasible: {result.stations} stations, at most {budget.amount} {budget.kind}."]
    for row in result.shortage:
        if row["reason"] == "pattern":
            places = [f"{v['village']} ({v['stations']})" for v in row["villages"]]  # type: ignore[attr-defined]
            lines.append(
                f"  pattern: class {row['class']}, {row['district']}: no team sizes fit "
                + ", ".join(places)
            )
        else:
            lines.append(
                f"  short: class {row['class']}, {row['district']}: {row['teams_short']} of "
                f"{row['teams_needed']} teams, {row['officers_short']} officers"
            )
    lines.append("What would help:")
    lines += [relaxation_line(row) for row in result.relaxations]
    return lines


def relaxation_line(row: dict[str, object]) -> str:
    price = row["price"]
    assert isinstance(price, dict)
    paid = [f"{key.replace('_', ' ')} {value:g}" for key, value in price.items() if value]
    enough = "" if row["sufficient"] else " Not enough alone."
    return f"  {row['says']}{enough} Price: {', '.join(paid) or 'nothing'}."


# -- verify ----------------------------------------------------------------------------------------


def run_verify(options: argparse.Namespace) -> int:
    """Checks every rule, the objective and the bound with code of its own."""
    started = time.perf_counter()
    certificate = read_certificate(options.solution)
    budget = budget_in(certificate)
    assert budget is not None  # read_certificate has checked it
    problem = read_problem(options.folder, budget)
    report = check(problem, read_teams(options.solution), certificate)
    seconds = time.perf_counter() - started
    if options.json:
        print_json(report_document(report, budget, seconds))
    else:
        print("\n".join(report_lines(report, budget)))
    return ANSWERED if report.holds else PROBLEMS


def report_document(report: Report, budget: Budget, seconds: float) -> dict[str, object]:
    found = replace(report)
    return {
        "status": "verified" if found.holds else "problems",
        "plan": found.status,
        "budget": {"kind": budget.kind, "amount": budget.amount},
        "stations": found.stations,
        "teams": found.teams,
        "officers": found.officers,
        "objective": found.objective,
        "lower_bound": found.lower_bound,
        "gap": found.gap,
        "closed_cells": found.closed_cells,
        "seconds": seconds,
        "problems": [FileProblem("", reason).as_dict() for reason in found.problems],
    }


def report_lines(report: Report, budget: Budget) -> list[str]:
    if not report.holds:
        return ["The plan does not hold:", *(f"  {reason}" for reason in report.problems)]
    if report.status == "infeasible":
        return [f"Verified: no plan exists with {budget.amount} {budget.kind}."]
    return [
        f"Verified: {report.stations} stations, {report.teams} teams, {report.officers} officers.",
        f"Objective {report.objective:.2f}, lower bound {report.lower_bound:.2f}, "
        f"gap {report.gap:.4%}; {report.closed_cells} cells solved again.",
    ]


# -- telling ---------------------------------------------------------------------------------------


def tell_problems(problems: list[FileProblem], as_json: bool) -> int:
    """Says what is wrong: one JSON document, or sentences on stderr."""
    if as_json:
        print_json({"status": "problems", "problems": [p.as_dict() for p in problems]})
    else:
        print("\n".join(map(str, problems)), file=sys.stderr)
    return PROBLEMS


def print_json(document: dict[str, object]) -> None:
    print(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1))


if __name__ == "__main__":
    raise SystemExit(run(sys.argv[1:]))
