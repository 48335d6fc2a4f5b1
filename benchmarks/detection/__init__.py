"""`kondusif bench detection`: does the detector keep its promises?

One run measures exactness against a plain reference, time per report, false-alarm days in five worlds
(and two harsher ones), and power, delay and localisation over injected outbreaks and silences against
what a control room could do by village or with a fixed count. Thresholds are fitted on quiet days of
another seed and other parameters than every world they are tested in.
"""

import argparse
import json
import time

import numpy as np

from benchmarks.detection import outbreaks, rivals, silences, timing
from benchmarks.detection.regency import REPORTS_A_DAY, SLOTS, regency, usual
from benchmarks.detection.report import as_lines
from kondusif.engines.scan import FITTING_WORLD, Quiet, Thresholds, World, daily_maxima, quiet_day
from kondusif.engines.scan.gumbel import Gumbel

PLACES, RATES, PHONES, FIT, NULL, RIVAL, OUTBREAKS, SILENCES, FIXED, TIMED = range(
    101, 111
)  # seeds
WORLDS = {
    "Poisson": World(),
    "negative binomial, variance 1.5 x mean": World(dispersion=1.5),
    "10% duplicate messages": World(duplicates=0.1),
    "village-day level wrong, sd 30%": World(level_spread=0.3),
    "teams silent by a dead phone (1% a day)": World(dead_phones=0.01),
}
HARSHER = {  # not promised, but told
    "duplicates, a fifth in the next slot": World(duplicates=0.1, resent=0.2),
    "clumps spread over the village": World(dispersion=1.5, shared_clumps=True),
}


def run(argv: list[str]) -> int:
    """0 when every promise is kept, 1 when one is not."""
    options = parser().parse_args(argv)
    started = time.perf_counter()
    quiet = jember()
    document: dict[str, object] = {"options": vars(options), "timing": timings(options.load)}
    thresholds, others = fitted(quiet, options.fit_days)
    document["thresholds"] = told(thresholds, others)
    document["false_alarms"] = false_alarms(quiet, thresholds, options.days)
    document["outbreaks"] = outbreak_table(quiet, thresholds, others, options.outbreaks)
    document["silence"] = silence_table(quiet, thresholds, options)
    document["promises"] = promises(document)
    document["seconds"] = time.perf_counter() - started
    print(json.dumps(document, indent=1) if options.json else "\n".join(as_lines(document)))
    return 0 if all(document["promises"].values()) else 1


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(prog="kondusif bench detection", description=__doc__)
    add = result.add_argument
    add("--days", type=int, default=5000, help="quiet days per world (default 5000)")
    add("--fit-days", type=int, default=3000, help="quiet days to fit thresholds on (default 3000)")
    add(
        "--outbreaks", type=int, default=50, help="per size, strength and shape (default 50: 1,600)"
    )
    add("--silences", type=int, default=500, help="injected silences (default 500)")
    add("--load", type=float, nargs="+", default=[1.0, 10.0], help="times the usual reports a day")
    add("--json", action="store_true", help="one JSON document on stdout")
    return result


def jember() -> Quiet:
    """The regency to measure on, with unequal phones: 12% of pings stay out, up to half of some."""
    layout = regency(PLACES)
    miss = np.random.default_rng(PHONES).beta(1.3, 9.0, layout.teams).clip(0.01, 0.9)
    return Quiet(layout, usual(layout, RATES), miss)


def timings(loads: list[float]) -> dict[str, dict[str, float]]:
    """Each load once, checked against dense scans; the usual one at every single slot."""
    layout = regency(PLACES)
    table = {}
    for load in loads:
        baseline = usual(layout, RATES, REPORTS_A_DAY * load)
        found = timing.play(layout, baseline, TIMED, every=1)
        table[f"{load:g}"] = vars(found) | {"share_of_dense": found.share_of_dense}
    return table


def fitted(quiet: Quiet, days: int) -> tuple[Thresholds, np.ndarray]:
    """The scan's thresholds, and the rivals' exact 5% points, from quiet days of the fitting world."""
    reports, pattern, call = (
        Gumbel.fit(c) for c in daily_maxima(quiet, FITTING_WORLD, days, FIT).T
    )
    rng, by_village = np.random.default_rng(RIVAL), rivals.expected(quiet.layout, quiet.baseline)
    maxima = [
        rivals.rivals(
            quiet.layout, by_village, quiet_day(rng, quiet.layout, quiet.baseline, FITTING_WORLD)
        ).max(axis=0)
        for _ in range(days)
    ]
    return Thresholds(reports, pattern, call), np.quantile(maxima, 0.95, axis=0)


def told(thresholds: Thresholds, others: np.ndarray) -> dict[str, float]:
    budget = thresholds.budget
    return {
        "reports": thresholds.reports.threshold(budget.reports),
        "silent pattern": thresholds.pattern.threshold(budget.pattern),
        "call of a team": thresholds.call.threshold(budget.call),
        **dict(zip(rivals.NAMES, map(float, others), strict=True)),
    }


def false_alarms(quiet: Quiet, thresholds: Thresholds, days: int) -> dict[str, dict[str, float]]:
    """Share of quiet days with an alarm, by what alarmed; a call counts where the phone works."""
    table = {}
    for number, (name, world) in enumerate((WORLDS | HARSHER).items()):
        alarms = thresholds.alarms(daily_maxima(quiet, world, days, NULL * 1000 + number))
        parts = dict(
            zip(("reports", "pattern", "call"), map(float, alarms.mean(axis=0)), strict=True)
        )
        table[name] = {"any": float(alarms.any(axis=1).mean()), **parts}
    return table


def outbreak_table(
    quiet: Quiet, thresholds: Thresholds, others: np.ndarray, each: int
) -> dict[str, object]:
    """Mean delay (min), share found and overlap, over all and by size and strength."""
    by_village = rivals.expected(quiet.layout, quiet.baseline)
    levels = [thresholds.reports.threshold(thresholds.budget.reports), *others]
    results = outbreaks.all_outbreaks(quiet, by_village, levels, each, OUTBREAKS)
    rows = {
        f"{size} stations, +{extra}, {shape}": summary(r)
        for (size, extra, shape), r in results.items()
    }
    return {
        "number": each * len(results),
        "all": summary(np.concatenate(list(results.values()))),
        "by kind": rows,
    }


def summary(results: np.ndarray) -> dict[str, dict[str, float]]:
    """(R, methods, 2) delays and overlaps -> figures per method."""
    table = {}
    for name, (delay, overlap) in zip(outbreaks.METHODS, results.transpose(1, 2, 0), strict=True):
        found = delay < outbreaks.NOT_FOUND
        where = float(overlap[found].mean()) if found.any() else 0.0
        table[name] = {"delay": float(delay.mean()), "found": float(found.mean()), "overlap": where}
    return table


def silence_table(
    quiet: Quiet, thresholds: Thresholds, options: argparse.Namespace
) -> dict[str, float]:
    """Minutes to notice 20 silent stations; the fixed count on the same quiet days, and on kind ones."""
    budget, days = thresholds.budget, max(200, options.fit_days // 3)
    levels = thresholds.pattern.threshold(budget.pattern), thresholds.call.threshold(budget.call)
    table: dict[str, float] = {}
    for name, world in (("", FITTING_WORLD), (" (kindest world)", World())):
        fixed = silences.fixed_count(quiet, world, days, FIXED)
        mine, theirs = silences.delays(quiet, *levels, fixed, options.silences, SILENCES).mean(
            axis=0
        )
        table |= {
            "scan": float(mine),
            f"fixed count{name}": float(theirs),
            f"misses in a row{name}": fixed,
        }
        table[f"ratio{name}"] = float(mine / theirs)
    return table


def promises(document: dict) -> dict[str, bool]:
    """What the project promises, and whether this run has kept it."""
    scan, others = document["outbreaks"]["all"]["scan"], document["outbreaks"]["all"]
    return {
        "exact": all(t["largest_difference"] < 1e-9 for t in document["timing"].values()),
        "p99 under 10 ms": all(t["p99"] < 10 for t in document["timing"].values()),
        "at most 1/50 of a dense scan": all(
            t["share_of_dense"] <= 1 / 50 for t in document["timing"].values()
        ),
        "false-alarm days at most 7% in each world": all(
            document["false_alarms"][w]["any"] <= 0.07 for w in WORLDS
        ),
        "mean delay at most 0.74 of village CUSUM": scan["delay"]
        <= 0.74 * others["village CUSUM"]["delay"],
        "20-station silence in 1/6 of the fixed count's time": document["silence"]["ratio"]
        <= 1 / 6,
    }


__all__ = ["SLOTS", "run"]
