"""`kondusif scan FILE.cas --geo FILE.geo ...`: clusters that reach the end of a study period.

Reads SaTScan's case and coordinate files, needs no database. Exit codes: 0 answered (no cluster is
an answer), 1 problems in the files, 2 usage.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from kondusif.cli.scan_files import (
    CaseFiles,
    FileProblem,
    ScanFileError,
    Time,
    parse_time,
    read_files,
)
from kondusif.engines.scan import Cases, CaseSettings, Cluster, ScanError, on_globe, scan_cases

ANSWERED, PROBLEMS, USAGE = 0, 1, 2


def run(argv: list[str]) -> int:
    """Runs what stands after the word `scan`; returns the exit code."""
    parser = parser_of_scan()
    try:
        options = parser.parse_args(argv)
        check_period(parser, options)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else USAGE
    try:
        return answer(options)
    except ScanFileError as error:
        return tell_problems(error.problems, options.json)


def parser_of_scan() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kondusif scan", description="Space-time clusters that reach the end of the period."
    )
    add = parser.add_argument
    add("cases", type=Path, metavar="FILE.cas", help="place, count, time")
    add("--geo", type=Path, required=True, metavar="FILE.geo", help="place and coordinates")
    add("--model", required=True, choices=["permutation", "poisson-expectation"])
    add("--start", type=moment, required=True, metavar="T", help="2001/11/1 or a whole number")
    add("--end", type=moment, required=True, metavar="T", help="last day or number, included")
    add("--max-window", type=positive, required=True, metavar="D", help="days or units of time")
    add("--max-share", type=share, default=0.5, metavar="S", help="of all cases (default 0.5)")
    add("--coordinates", choices=["latlon", "cartesian"], default="latlon")
    add("--replicas", type=count, default=999, metavar="N", help="Monte Carlo (default 999)")
    add("--seed", type=count, default=0, metavar="K", help="dice (default 0)")
    add("--min-cases", type=positive, default=1, metavar="N", help="of a cluster (default 1)")
    add("--json", action="store_true", help="one JSON document on stdout")
    return parser


def check_period(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    start, end = options.start, options.end
    if start.dated != end.dated:
        parser.error("--start and --end must both be dates or both be whole numbers")
    span = end.number - start.number + 1
    if span < 1:
        parser.error("--end lies before --start")
    if options.max_window > span:
        parser.error(f"--max-window {options.max_window} is longer than the study period ({span})")
    if options.model == "poisson-expectation" and options.max_window == span:
        parser.error("poisson-expectation needs some time before the longest window as history")


def answer(options: argparse.Namespace) -> int:
    """Reads, scans, tells."""
    latlon = options.coordinates == "latlon"
    files = read_files(options.cases, options.geo, options.start, options.end, latlon)
    settings = CaseSettings(
        model=options.model, max_window=options.max_window, max_share=options.max_share,
        replicas=options.replicas, seed=options.seed, fewest_cases=options.min_cases,
    )  # fmt: skip
    columns = files.coordinates
    points = on_globe(columns[:, 0], columns[:, 1]) if latlon else columns
    try:
        clusters = scan_cases(Cases(points, files.counts), settings)
    except ScanError as error:
        raise ScanFileError([FileProblem(options.cases.name, str(error))]) from None
    document = as_document(options, files, clusters)
    print_json(document) if options.json else print("\n".join(as_lines(document)))
    return ANSWERED


def as_document(
    options: argparse.Namespace, files: CaseFiles, clusters: list[Cluster]
) -> dict[str, object]:
    """The JSON document: what was scanned, then `clusters`, most likely first."""
    return {
        "status": "answered",
        "model": options.model,
        "start": options.start.shown(),
        "end": options.end.shown(),
        "places": len(files.places),
        "cases": int(np.sum(files.counts)),
        "cases_outside_period": files.outside,
        "replicas": options.replicas,
        "seed": options.seed,
        "clusters": [cluster_row(cluster, files.places, options.end) for cluster in clusters],
    }


def cluster_row(cluster: Cluster, places: list[str], end: Time) -> dict[str, object]:
    """`locations` from the centre outwards; `recurrence_interval` in days or units of time."""
    return {
        "locations": [places[place] for place in cluster.places],
        "start": end.shown(1 - cluster.units),
        "end": end.shown(),
        "observed": cluster.observed,
        "expected": cluster.expected,
        "statistic": cluster.statistic,
        "p_value": cluster.p_value,
        "recurrence_interval": cluster.recurrence_interval,
        "radius": cluster.radius,
    }


def as_lines(document: dict[str, object]) -> list[str]:
    """The answer in words."""
    clusters = document["clusters"]
    assert isinstance(clusters, list)
    head = f"{document['cases']} cases at {document['places']} places, {document['start']} to {document['end']}."
    if document["cases_outside_period"]:
        head += f" {document['cases_outside_period']} cases outside this period were left out."
    if not clusters:
        return [head, "Nothing is above expectation."]
    return [head, *(cluster_line(n, row) for n, row in enumerate(clusters, start=1))]


def cluster_line(number: int, row: dict[str, object]) -> str:
    chance = ""
    if row["p_value"] is not None:
        chance = f", p {row['p_value']:.3g}, once in {row['recurrence_interval']:.3g}"
    return (
        f"{number}. {row['start']} to {row['end']}: {row['observed']} observed, "
        f"{row['expected']:.3g} expected, statistic {row['statistic']:.6f}{chance}\n"
        f"   {' '.join(map(str, row['locations']))}"  # type: ignore[call-overload]
    )


# -- options ---------------------------------------------------------------------------------------


def moment(text: str) -> Time:
    try:
        return parse_time(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def count(text: str) -> int:
    """A whole number of at least 0."""
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 0")
    return int(text)


def positive(text: str) -> int:
    """A whole number of at least 1."""
    if count(text) < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return count(text)


def share(text: str) -> float:
    """Above 0, at most 1."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share above 0 and up to 1")
    return value


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
