"""Bawaslu's flags as a spreadsheet: one row a station with a column for each indicator, or one row a flag.

Wide: a column with the station's code, then columns headed 1 to 25 (or "Indikator 7", or the indicator's title). Long:
columns for the code, the indicator's number and, where given, its state. An empty cell says nothing.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from kondusif.places.importing import Problem, Sentence, Table
from kondusif.places.importing.sheets import Sheet
from kondusif.places.importing.text import Cell, as_text, header_key

from .flags import Lens, lens
from .rules import State

CODE_HEADERS = {"kode", "kodetps", "code", "station", "tps", "stationcode", "idtps"}
INDICATOR_HEADERS = {"indikator", "indicator", "noindikator", "nomorindikator"}
STATE_HEADERS = {"status", "state", "nilai", "value", "ada", "keterangan"}
WORDS = {
    State.PRESENT: "ada ya y yes x v 1 true present rawan",
    State.ABSENT: "tidak t n no 0 - false absent tidakada nihil",
    State.UNKNOWN: "? unknown tidakdiketahui tidaktahu belumdiketahui",
}
_STATES = {word: state for state, words in WORDS.items() for word in words.split()}
SEARCHED_ROWS = 20
OTHER_WORD = "Row {row} says something else for indicator {indicator} of this station."


@dataclass(frozen=True)
class FlagRow:
    """One flag, and the spreadsheet's row that said it."""

    state: State
    row: int


@dataclass(frozen=True)
class ParsedFlags:
    """`flags` by (station code, indicator); with any problem nothing may be imported."""

    flags: dict[tuple[str, int], FlagRow]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Header:
    row: int  # from 0
    labels: tuple[str, ...]
    code: int
    indicators: dict[int, int]  # column -> indicator, in a wide list
    indicator: int | None = None  # in a long list
    state: int | None = None


def parse_flags(table: Table, stations: Collection[str]) -> ParsedFlags:
    """Reads the first sheet that has a header for it. `stations` are the known codes."""
    for sheet in table.sheets:
        if header := _find_header(sheet):
            return _read(sheet, header, frozenset(stations))
    reason = "No header was found: a column with the station's code, and indicators 1 to 25."
    return ParsedFlags({}, (Problem(0, "", "", reason),))


def _find_header(sheet: Sheet) -> _Header | None:
    for number, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        labels = tuple(as_text(cell) for cell in row)
        keys = [header_key(label) for label in labels]
        code = next((i for i, key in enumerate(keys) if key in CODE_HEADERS), None)
        if code is None:
            continue
        wide = {i: n for i, label in enumerate(labels) if i != code and (n := _indicator(label))}
        long = next((i for i, key in enumerate(keys) if key in INDICATOR_HEADERS), None)
        if wide:
            return _Header(number, labels, code, wide)
        if long is not None:
            state = next((i for i, key in enumerate(keys) if key in STATE_HEADERS), None)
            return _Header(number, labels, code, {}, long, state)
    return None


def _indicator(label: str, known: Lens | None = None) -> int | None:
    """A column's or a cell's indicator: its number, alone or after the word, or its title."""
    known = known or lens()
    key = header_key(label)
    if found := re.fullmatch(r"(?:indikator|indicator|i|no)?0*(\d{1,2})", key):
        number = int(found[1])
        return number if 1 <= number <= len(known.indicators) else None
    for indicator in known.indicators:
        if key and key in {header_key(title) for title in indicator.title.values()}:
            return indicator.number
    return None


def _read(sheet: Sheet, header: _Header, stations: frozenset[str]) -> ParsedFlags:
    flags: dict[tuple[str, int], FlagRow] = {}
    problems: list[Problem] = []
    for n, row in enumerate(sheet.rows[header.row + 1 :], header.row + 2):
        if not any(cell != "" for cell in row):
            continue
        code = as_text(_cell(row, header.code))
        if code not in stations:
            reason = "There is no station with this code in the list."
            problems.append(Problem(n, header.labels[header.code], code, reason))
            continue
        for indicator, state in _flags_of(row, n, header, problems):
            _add(flags, (code, indicator), FlagRow(state, n), header, problems)
    return ParsedFlags(flags, tuple(problems))


def _add(
    flags: dict[tuple[str, int], FlagRow],
    key: tuple[str, int],
    found: FlagRow,
    header: _Header,
    problems: list[Problem],
) -> None:
    """The same word twice is one; two different words are a problem, reported at the later row."""
    earlier = flags.setdefault(key, found)
    if earlier.state != found.state:
        reason = Sentence(OTHER_WORD, row=earlier.row, indicator=key[1])
        problems.append(Problem(found.row, header.labels[header.code], key[0], reason))


def _flags_of(
    row: list[Cell], n: int, header: _Header, problems: list[Problem]
) -> list[tuple[int, State]]:
    if header.indicator is None:
        cells = ((number, column) for column, number in header.indicators.items())
        return [
            (number, state)
            for number, column in cells
            if (state := _state(row, n, column, header, problems))
        ]
    text = as_text(_cell(row, header.indicator))
    number = _indicator(text)
    if number is None:
        reason = "Indicators are numbered 1 to 25."
        problems.append(Problem(n, header.labels[header.indicator], text, reason))
        return []
    if header.state is None:
        return [(number, State.PRESENT)]
    state = _state(row, n, header.state, header, problems)
    return [(number, state)] if state else []


def _state(
    row: list[Cell], n: int, column: int, header: _Header, problems: list[Problem]
) -> State | None:
    text = as_text(_cell(row, column))
    if not text:
        return None
    state = _STATES.get(text.lower().replace(" ", ""))
    if state is None:
        reason = "Write ya or tidak (x and - also count), or leave the cell empty."
        problems.append(Problem(n, header.labels[column], text, reason))
    return state


def _cell(row: list[Cell], column: int) -> Cell:
    return row[column] if column < len(row) else ""
