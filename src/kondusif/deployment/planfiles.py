"""The files of `kondusif plan`: stations.csv, doctrine.toml, teams.csv, certificate.json.

Everything that is wrong with a file is gathered and told at once, each with file, row (the header is
row 1), column, the value found and a sentence. `docs/reference/plan-files.md` describes the formats.
"""

import csv
import io
import json
import math
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kondusif.engines.stationing import (
    Budget,
    ClassRule,
    Problem,
    ProblemError,
    Result,
    Stations,
    Weights,
)
from kondusif.engines.stationing.checker.plan import PlanRow

STATIONS, DOCTRINE, TEAMS, CERTIFICATE = (
    "stations.csv", "doctrine.toml", "teams.csv", "certificate.json",
)  # fmt: skip
STATION_COLUMNS = ("code", "district", "village", "number", "voters", "lat", "lon", "class")
TEAM_COLUMNS = ("team", "station", "base_station", "village", "class")
MOST_PROBLEMS = 1000


@dataclass(frozen=True)
class FileProblem:
    """One thing that is wrong: where, what was found, and why it cannot be used."""

    file: str
    reason: str
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    def __str__(self) -> str:
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.column is not None:
            where += f", column {self.column}"
        return f"{where}: {self.reason}"


class PlanFileError(Exception):
    """The files cannot be used; `problems` says everything that is wrong with them."""

    def __init__(self, problems: list[FileProblem]) -> None:
        super().__init__("\n".join(map(str, problems[:MOST_PROBLEMS])))
        self.problems = problems[:MOST_PROBLEMS]


@dataclass(frozen=True)
class Row:
    """One record of a CSV file, with the row number that a spreadsheet shows."""

    file: str
    number: int
    values: dict[str, str]

    def problem(self, column: str, reason: str) -> FileProblem:
        return FileProblem(self.file, reason, self.number, column, self.values[column])


def read_problem(folder: Path, budget: Budget) -> Problem:
    """The stationing problem that a folder describes. Raises PlanFileError."""
    problems: list[FileProblem] = []
    weights, rules = read_doctrine(folder, problems)
    stations = read_stations(folder, [rule.name for rule in rules], problems)
    if problems or stations is None or weights is None:
        raise PlanFileError(problems)
    try:
        return Problem(stations, tuple(rules), weights, budget)
    except ProblemError as error:
        raise PlanFileError([FileProblem(STATIONS, str(error))]) from error


# -- reading text ----------------------------------------------------------------------------------


def read_text(folder: Path, name: str) -> str:
    """The text of a file in UTF-8 (with or without a byte-order mark) or, failing that, cp1252."""
    try:
        raw = (folder / name).read_bytes()
    except FileNotFoundError:
        raise PlanFileError([FileProblem(name, f"the file is not in {folder}.")]) from None
    except OSError as error:
        reason = f"the file cannot be read ({error.strerror})."
        raise PlanFileError([FileProblem(name, reason)]) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def read_rows(folder: Path, name: str, columns: tuple[str, ...]) -> list[Row]:
    """Records of a CSV file as dictionaries; the delimiter is whichever the header uses most."""
    text = read_text(folder, name)
    header_line = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        records = [(reader.line_num, record) for record in reader]
    except csv.Error as error:
        reason = f"this is not a CSV file ({error})."
        raise PlanFileError([FileProblem(name, reason, reader.line_num)]) from error
    records = [(line, record) for line, record in records if any(cell.strip() for cell in record)]
    if not records:
        raise PlanFileError([FileProblem(name, "the file is empty.")])
    header = [cell.strip().lower() for cell in records[0][1]]
    check_header(name, records[0][0], header, columns)
    return list(complete_rows(name, header, records[1:]))


def check_header(name: str, line: int, header: list[str], columns: tuple[str, ...]) -> None:
    """Raises PlanFileError unless every column is there exactly once."""
    problems = [
        FileProblem(name, "the column is missing.", line, column)
        for column in columns
        if column not in header
    ]
    problems += [
        FileProblem(name, "the column is there more than once.", line, column)
        for column in columns
        if header.count(column) > 1
    ]
    if problems:
        raise PlanFileError(problems)


def complete_rows(
    name: str, header: list[str], records: list[tuple[int, list[str]]]
) -> Iterator[Row]:
    problems = []
    for line, record in records:
        extra = [cell for cell in record[len(header) :] if cell.strip()]
        if len(record) < len(header) or extra:
            reason = f"the row has {len(record)} fields, the header has {len(header)}."
            problems.append(FileProblem(name, reason, line))
            continue
        yield Row(name, line, dict(zip(header, map(str.strip, record), strict=False)))
    if problems:
        raise PlanFileError(problems)


# -- stations --------------------------------------------------------------------------------------


def read_stations(folder: Path, classes: list[str], problems: list[FileProblem]) -> Stations | None:
    """The stations; None, and the reasons in `problems`, where the file cannot be used."""
    try:
        rows = read_rows(folder, STATIONS, STATION_COLUMNS)
    except PlanFileError as error:
        problems += error.problems
        return None
    if not rows:
        problems.append(FileProblem(STATIONS, "there is a header but no station."))
    before = len(problems)
    check_texts(rows, classes, problems)
    positions = [read_position(row, problems) for row in rows]
    for row in rows:
        check_voters(row, problems)
    if len(problems) > before or not rows or not classes:
        return None
    column = {name: tuple(row.values[name] for row in rows) for name in STATION_COLUMNS}
    number = {name: i for i, name in enumerate(classes)}
    return Stations(
        code=column["code"],
        district=column["district"],
        village=column["village"],
        lat=np.array([lat for lat, _ in positions]),
        lon=np.array([lon for _, lon in positions]),
        class_of=np.array([number[name] for name in column["class"]], dtype=np.int64),
    )


def check_texts(rows: list[Row], classes: list[str], problems: list[FileProblem]) -> None:
    """Nothing empty, no code twice, every class known to the doctrine."""
    first: dict[str, int] = {}
    for row in rows:
        for column in ("code", "district", "village", "class"):
            if not row.values[column]:
                problems.append(row.problem(column, "the field is empty."))
        code, kind = row.values["code"], row.values["class"]
        if code and first.setdefault(code, row.number) != row.number:
            reason = f"station {code} is already in row {first[code]}."
            problems.append(row.problem("code", reason))
        if kind and classes and kind not in classes:
            reason = f"class {kind!r} is not in {DOCTRINE} (there: {', '.join(classes)})."
            problems.append(row.problem("class", reason))


def read_position(row: Row, problems: list[FileProblem]) -> tuple[float, float]:
    """Latitude and longitude in degrees (0, 0 beside a reported problem)."""
    found = []
    for column, limit in (("lat", 90.0), ("lon", 180.0)):
        value = as_float(row.values[column])
        if value is None:
            problems.append(row.problem(column, f"{row.values[column]!r} is not a number."))
        elif abs(value) > limit:
            reason = f"{value:g} lies outside -{limit:g} to {limit:g} degrees."
            problems.append(row.problem(column, reason))
        found.append(value or 0.0)
    return found[0], found[1]


def check_voters(row: Row, problems: list[FileProblem]) -> None:
    value = row.values["voters"]
    if value and not value.isdecimal():
        reason = f"{value!r} is not a whole number of at least 0."
        problems.append(row.problem("voters", reason))


def as_float(text: str) -> float | None:
    """A finite number with a decimal point or comma, else None."""
    try:
        value = float(text.replace(",", ".") if "." not in text else text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None


# -- doctrine --------------------------------------------------------------------------------------


def read_doctrine(
    folder: Path, problems: list[FileProblem]
) -> tuple[Weights | None, list[ClassRule]]:
    """Weights and classes; what is wrong goes to `problems`."""
    try:
        document = tomllib.loads(read_text(folder, DOCTRINE))
    except PlanFileError as error:
        problems += error.problems
        return None, []
    except tomllib.TOMLDecodeError as error:
        problems.append(FileProblem(DOCTRINE, f"this is not a TOML file: {error}."))
        return None, []
    weights = read_weights(document, problems)
    classes = table(document, "classes", problems)
    if classes is not None and not classes:
        problems.append(FileProblem(DOCTRINE, "there is no class.", column="classes"))
    rules = [read_class(name, classes, problems) for name in classes] if classes else []
    return weights, [rule for rule in rules if rule is not None]


def read_weights(document: dict[str, Any], problems: list[FileProblem]) -> Weights | None:
    weights = table(document, "weights", problems)
    if weights is None:
        return None
    minutes = number_in(weights, "weights", "walking_minutes_per_km", problems)
    load = number_in(weights, "weights", "load", problems)
    return None if minutes is None or load is None else Weights(minutes, load)


def read_class(name: str, classes: dict[str, Any], problems: list[FileProblem]) -> ClassRule | None:
    where = f"classes.{name}"
    entry = classes[name]
    if not isinstance(entry, dict):
        problems.append(FileProblem(DOCTRINE, "this must be a table.", column=where))
        return None
    officers, low, high = (
        number_in(entry, where, key, problems, whole=True)
        for key in ("officers", "stations_min", "stations_max")
    )
    risk = number_in(entry, where, "risk_weight", problems)
    if officers is None or low is None or high is None or risk is None:
        return None
    if low > high:
        reason = f"stations_min {low:g} is above stations_max {high:g}."
        problems.append(FileProblem(DOCTRINE, reason, column=f"{where}.stations_min"))
        return None
    return ClassRule(name, int(officers), int(low), int(high), risk)


def table(
    document: dict[str, Any], name: str, problems: list[FileProblem]
) -> dict[str, Any] | None:
    found = document.get(name)
    if not isinstance(found, dict):
        problems.append(FileProblem(DOCTRINE, f"the table [{name}] is missing.", column=name))
        return None
    return found


def number_in(
    entry: dict[str, Any], where: str, key: str, problems: list[FileProblem], whole: bool = False
) -> float | None:
    """A weight (at least 0), or with `whole` a count (at least 1)."""
    column, value = f"{where}.{key}", entry.get(key)
    if value is None:
        problems.append(FileProblem(DOCTRINE, "the key is missing.", column=column))
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        reason = f"{value!r} is not a number."
    elif not math.isfinite(value):
        reason = f"{value!r} is not a finite number."
    elif whole and (value != int(value) or value < 1):
        reason = f"{value!r} is not a whole number of at least 1."
    elif value < 0:
        reason = f"{value!r} is below 0."
    else:
        return float(value)
    problems.append(FileProblem(DOCTRINE, reason, column=column, value=str(value)))
    return None


# -- solutions -------------------------------------------------------------------------------------


def write_solution(folder: Path, problem: Problem, result: Result) -> None:
    """Writes teams.csv (only a header when infeasible) and certificate.json."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / TEAMS).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(TEAM_COLUMNS)
            writer.writerows(team_lines(problem, result))
        text = json.dumps(result.certificate, allow_nan=False, separators=(",", ":"))
        (folder / CERTIFICATE).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        reason = f"the folder cannot be written ({error.strerror})."
        raise PlanFileError([FileProblem(str(folder), reason)]) from error


def team_lines(problem: Problem, result: Result) -> Iterator[tuple[object, ...]]:
    """Lines of teams.csv, by team; within a team in the order of the stations."""
    if result.plan is None:
        return
    stations, names = problem.stations, [rule.name for rule in problem.rules]
    for i in np.argsort(result.plan.team_of, kind="stable").tolist():
        yield (
            int(result.plan.team_of[i]) + 1,
            stations.code[i],
            stations.code[int(result.plan.base_of[i])],
            stations.village[i],
            names[int(stations.class_of[i])],
        )


def read_teams(folder: Path) -> list[PlanRow]:
    """The lines of teams.csv, unjudged. Raises PlanFileError."""
    rows = read_rows(folder, TEAMS, TEAM_COLUMNS)
    return [PlanRow(*(row.values[column] for column in TEAM_COLUMNS)) for row in rows]


def read_certificate(folder: Path) -> dict[str, Any]:
    """certificate.json with its shape (not its claims) checked. Raises PlanFileError."""
    text = read_text(folder, CERTIFICATE)
    try:
        document = json.loads(text, parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        reason = f"this is not a JSON document: {error}."
        raise PlanFileError([FileProblem(CERTIFICATE, reason)]) from error
    problems = [FileProblem(CERTIFICATE, reason) for reason in misshapen(document)]
    if problems:
        raise PlanFileError(problems)
    result: dict[str, Any] = document
    return result


def refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def misshapen(document: object) -> Iterator[str]:
    """Sentences on what keeps the certificate from being read at all."""
    if not isinstance(document, dict):
        yield "the document must be an object."
        return
    if document.get("format") != "kondusif-stationing-1":
        yield "the format must be kondusif-stationing-1."
    if document.get("status") not in ("feasible", "infeasible"):
        yield "the status must be feasible or infeasible."
    if not isinstance(document.get("multipliers"), dict):
        yield "multipliers must be an object."
    cells = document.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        yield "cells must be a list of objects."
    if budget_in(document) is None:
        yield "the budget must hold a kind (teams or officers) and an amount."


def budget_in(document: dict[str, Any]) -> Budget | None:
    """The budget that a certificate states, None where it states none."""
    budget = document.get("budget")
    if not isinstance(budget, dict) or budget.get("kind") not in ("teams", "officers"):
        return None
    amount = budget.get("amount")
    if isinstance(amount, bool) or not isinstance(amount, int) or amount < 0:
        return None
    return Budget(budget["kind"], amount)
