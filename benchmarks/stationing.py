"""`kondusif bench stationing`: this engine and others on the same synthetic stations.

Everything runs on two threads and every plan is scored by the independent checker, which also proves
this engine's bound again. Others' bounds are as they claim them; `to best` is the distance of the
plan from the best bound of the table, which is what can be compared.
"""

import argparse
import dataclasses
import gc
import json
import resource
import sys
import time

from benchmarks._stationing_rivals import (
    Answer,
    cp_sat,
    groups_of,
    highs,
    highs_by_cell,
    largest_load_first,
)
from kondusif.engines.stationing import Budget, Problem, Result, Stop, solve, warm_up
from kondusif.engines.stationing.checker import check, check_plan
from kondusif.engines.stationing.checker.plan import PlanRow
from kondusif.engines.stationing.need import demand_of
from kondusif.engines.stationing.synthetic import synthetic_problem

SIZES = (4046, 40460, 435089)
FACTORS = (1.02, 1.05, 1.10)
LIMITS = {4046: (0.15, 1, 5), 40460: (1, 5, 10), 435089: (5, 10, 20)}
RIVALS_UP_TO = 50_000

Row = dict[str, object]


def run(argv: list[str]) -> int:
    """Runs the chosen parts; a table on stdout, or one JSON document."""
    options = arguments().parse_args(argv)
    tell("compiling")
    warm_up()
    document: dict[str, object] = {}
    if "seeds" in options.part:
        document["seeds"] = [
            seed_row(options.stations[0], factor, seed, options.seconds)
            for factor in FACTORS
            for seed in range(1, options.seeds + 1)
        ]
    if "rivals" in options.part:
        document["rivals"] = [row for size in options.stations for row in compare(size, options)]
    if options.json:
        print(json.dumps(document, indent=1))
    else:
        for name, rows in document.items():
            print_table(name, rows)  # type: ignore[arg-type]
    return 0


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kondusif bench stationing", description=__doc__)
    parser.add_argument("--part", nargs="+", choices=("seeds", "rivals"),
                        default=["seeds", "rivals"])  # fmt: skip
    parser.add_argument("--stations", nargs="+", type=int, default=list(SIZES), metavar="N")
    parser.add_argument("--seeds", type=int, default=10, help="seeds for each budget factor")
    parser.add_argument("--seconds", type=float, default=5.0, help="limit of the part `seeds`")
    parser.add_argument("--factor", type=float, default=1.05, help="budget of the part `rivals`")
    parser.add_argument("--rival-seconds", type=float, default=120.0, help="limit of the others")
    parser.add_argument("--json", action="store_true")
    return parser


def instance(stations: int, seed: int, factor: float) -> Problem:
    """Synthetic stations with `factor` times the least number of teams."""
    problem = synthetic_problem(stations, seed)
    problem = dataclasses.replace(problem, budget=Budget("teams", 10**9))
    teams = int(-(-demand_of(problem).units() * factor // 1))
    return dataclasses.replace(problem, budget=Budget("teams", teams))


# -- this engine -----------------------------------------------------------------------------------


def seed_row(stations: int, factor: float, seed: int, seconds: float) -> Row:
    problem = instance(stations, seed, factor)
    row = engine_row(problem, seconds, seed)
    tell(f"{stations} x {factor} seed {seed}: gap {row['gap']:.4%} in {row['seconds']:.2f} s")
    return {"factor": factor, "seed": seed, **row}


def engine_row(problem: Problem, seconds: float, seed: int) -> Row:
    result = solve(problem, Stop(seconds=seconds), seed=seed)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.perf_counter()
    report = check(problem, plan_rows(problem, result), result.certificate)
    if report.problems:
        raise SystemExit("The checker rejects the plan: " + report.problems[0])
    return {
        "method": f"this engine, {seconds:g} s",
        "stations": len(problem.stations),
        "teams": report.teams,
        "objective": report.objective,
        "bound": report.lower_bound,
        "gap": report.gap,
        "seconds": result.seconds,
        "stopped_by": result.stopped_by,
        "memory_mb": round(memory),
        "check_seconds": time.perf_counter() - started,
    }


def plan_rows(problem: Problem, result: Result) -> list[PlanRow]:
    stations, plan = problem.stations, result.plan
    assert plan is not None
    names = [rule.name for rule in problem.rules]
    columns = zip(
        plan.team_of.tolist(), stations.code, plan.base_of.tolist(), stations.village,
        stations.class_of.tolist(), strict=True,
    )  # fmt: skip
    return [
        PlanRow(str(team), code, stations.code[base], village, names[kind])
        for team, code, base, village, kind in columns
    ]


# -- against others --------------------------------------------------------------------------------


def compare(stations: int, options: argparse.Namespace) -> list[Row]:
    """All methods on one instance; the largest skips those that cannot finish there."""
    problem, rows = instance(stations, 1, options.factor), []
    for limit in LIMITS.get(stations, (1, 5, 10)):
        rows.append(engine_row(problem, limit, seed=1))
        tell(f"{stations}: {rows[-1]['method']}: gap {rows[-1]['gap']:.4%}")
        gc.collect()
    multiplier = solve(problem, Stop(seconds=1), seed=1).certificate["multipliers"]["teams"]  # type: ignore[index]
    seconds = options.rival_seconds
    rivals = {"largest load first": lambda: largest_load_first(problem)}
    if stations <= RIVALS_UP_TO:
        rivals |= {
            "HiGHS by cell, multiplier given": lambda: highs_by_cell(problem, multiplier, seconds),
            "HiGHS, whole model": lambda: highs(problem, groups_of(problem), seconds),
            "CP-SAT, whole model": lambda: cp_sat(problem, seconds),
        }
    for name, method in rivals.items():
        rows.append(rival_row(problem, name, method()))
        tell(f"{stations}: {name}: {rows[-1]['objective']}, bound {rows[-1]['bound']}")
    best = max(row["bound"] for row in rows if row["bound"] is not None)
    for row in rows:
        objective = row["objective"]
        row["to_best"] = None if objective is None else (objective - best) / objective
    return rows


def rival_row(problem: Problem, name: str, answer: Answer) -> Row:
    row: Row = {"method": name, "stations": len(problem.stations), "teams": None,
                "objective": None, "bound": answer.bound, "gap": None,
                "seconds": answer.seconds}  # fmt: skip
    if answer.rows is not None:
        judged = check_plan(problem, answer.rows)
        if judged.problems:
            return {**row, "refused": judged.problems[0]}
        row["teams"], row["objective"] = judged.teams, judged.objective
        if answer.bound is not None:
            row["gap"] = (judged.objective - answer.bound) / judged.objective
    return row


# -- telling ---------------------------------------------------------------------------------------


def print_table(name: str, rows: list[Row]) -> None:
    columns = [key for key in rows[0] if any(row.get(key) is not None for row in rows)]
    lines = [columns] + [[shown(key, row.get(key)) for key in columns] for row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
    print(f"\n{name}")
    for line in lines:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))


def shown(key: str, value: object) -> str:
    if value is None:
        return "-"
    if key in ("gap", "to_best"):
        return f"{value:.4%}"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(run(sys.argv[1:]))
