"""SaTScan's case and coordinate files: read, checked line by line, and turned into arrays.

Case file: `PLACE COUNT TIME`; coordinate file: `PLACE LATITUDE LONGITUDE` (or `PLACE X Y`). Words are
parted by whitespace; a name with spaces stands in double quotes. Times are dates (2001/11/22 or
2001-11-22) or whole numbers, one kind throughout.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

WORD = re.compile(r'"([^"]*)"|(\S+)')
DATE = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})")
MOST_PROBLEMS = 50
LARGEST_COUNT = 10**9
MOST_CELLS = 50_000_000
EPOCH = date(1, 1, 1)


@dataclass(frozen=True)
class FileProblem:
    """One thing that is wrong with a file; `line` counts from 1."""

    file: str
    reason: str
    line: int | None = None

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{where}: {self.reason}"


class ScanFileError(Exception):
    """The files cannot be used; `problems` says what is wrong with them."""

    def __init__(self, problems: list[FileProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems[:MOST_PROBLEMS]


class Time(NamedTuple):
    """A moment: a whole number, or a day counted from the year 1 (`dated`)."""

    number: int
    dated: bool

    def shown(self, later: int = 0) -> str | int:
        """As SaTScan writes it, `later` units on."""
        if not self.dated:
            return self.number + later
        day = EPOCH + timedelta(days=self.number + later)
        return f"{day.year}/{day.month}/{day.day}"


class Line(NamedTuple):
    number: int
    words: list[str]


class CaseFiles(NamedTuple):
    """Places in the order of the coordinate file; `counts` (P, T) between start and end.

    `coordinates` (P, 2): latitude and longitude in degrees, or x and y. `outside`: cases whose time
    lies before or after the study period; they are left out.
    """

    places: list[str]
    coordinates: NDArray[np.float64]
    counts: NDArray[np.int64]
    outside: int


def parse_time(text: str) -> Time:
    """Raises ValueError with a reason."""
    match = DATE.fullmatch(text)
    if match:
        try:
            return Time((date(*map(int, match.groups())) - EPOCH).days, True)
        except ValueError:
            raise ValueError(f"{text} is not a day of the calendar") from None
    if re.fullmatch(r"-?[0-9]{1,12}", text):
        return Time(int(text), False)
    raise ValueError(f"{text!r} is neither a date like 2001/11/22 nor a whole number")


def read_files(cases: Path, geo: Path, start: Time, end: Time, on_globe: bool) -> CaseFiles:
    """Both files; raises ScanFileError that names every bad line."""
    problems: list[FileProblem] = []
    index, coordinates = read_places(geo, on_globe, problems)
    span = end.number - start.number + 1
    if span * max(1, len(index)) > MOST_CELLS:
        reason = f"{len(index)} places by {span} units of time is too much to scan at once."
        raise ScanFileError([FileProblem(cases.name, reason)])
    counts = np.zeros((len(index), span), dtype=np.int64)
    outside = 0
    for line in lines_of(cases, problems):
        try:
            place, count, time = case_in(line.words, index, start)
        except ValueError as error:
            problems.append(FileProblem(cases.name, f"{error}.", line.number))
            continue
        if start.number <= time <= end.number:
            counts[place, time - start.number] += count
        else:
            outside += count
    if not problems and not counts.any():
        problems.append(FileProblem(cases.name, "There is no case within the study period."))
    if problems:
        raise ScanFileError(problems)
    return CaseFiles(list(index), np.array(coordinates), counts, outside)


def case_in(words: list[str], index: dict[str, int], start: Time) -> tuple[int, int, int]:
    """(place, count, time) of one line of the case file."""
    if len(words) != 3:
        raise ValueError(f"expected place, count and time, found {len(words)} words")
    name, number, moment = words
    if not re.fullmatch(r"[0-9]{1,10}", number) or int(number) > LARGEST_COUNT:
        raise ValueError(f"the count {number!r} is not a whole number from 0 to {LARGEST_COUNT}")
    time = parse_time(moment)
    if time.dated != start.dated:
        kinds = ("a date", "a whole number") if time.dated else ("a whole number", "a date")
        raise ValueError(
            f"the time {moment} is {kinds[0]}, but the study period is given as {kinds[1]}"
        )
    if name not in index:
        raise ValueError(f"the place {name!r} is not in the coordinate file")
    return index[name], int(number), time.number


def read_places(
    geo: Path, on_globe: bool, problems: list[FileProblem]
) -> tuple[dict[str, int], list[tuple[float, float]]]:
    """Places and positions in the order of the file; a repeated line that says the same is fine."""
    index: dict[str, int] = {}
    coordinates: list[tuple[float, float]] = []
    for line in lines_of(geo, problems):
        try:
            name, position = place_in(line.words, on_globe)
            if coordinates and name in index and coordinates[index[name]] != position:
                raise ValueError(f"the place {name!r} has two positions")
        except ValueError as error:
            problems.append(FileProblem(geo.name, f"{error}.", line.number))
            continue
        if name not in index:
            index[name] = len(coordinates)
            coordinates.append(position)
    if not index and not problems:
        problems.append(FileProblem(geo.name, "There is no place in this file."))
    return index, coordinates


def place_in(words: list[str], on_globe: bool) -> tuple[str, tuple[float, float]]:
    wanted = "place, latitude and longitude" if on_globe else "place, x and y"
    if len(words) != 3:
        raise ValueError(f"expected {wanted}, found {len(words)} words")
    first, second = coordinate(words[1]), coordinate(words[2])
    if on_globe and abs(first) > 90:
        raise ValueError(f"the latitude {words[1]} lies outside -90 to 90")
    if on_globe and abs(second) > 180:
        raise ValueError(f"the longitude {words[2]} lies outside -180 to 180")
    return words[0], (first, second)


def coordinate(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or abs(value) > 1e12:
        raise ValueError(f"the coordinate {text!r} is not a number")
    return value


def lines_of(file: Path, problems: list[FileProblem]) -> Iterator[Line]:
    """The lines that are not blank; a file that cannot be read is a problem, not a crash."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(
            FileProblem(file.name, f"This is not a text file in UTF-8 ({error.reason}).")
        )
        return
    except OSError as error:
        problems.append(FileProblem(str(file), f"The file can't be read: {error.strerror}."))
        return
    for number, line in enumerate(text.splitlines(), start=1):
        words = [quoted or plain for quoted, plain in WORD.findall(line)]
        if words:
            yield Line(number, words)
