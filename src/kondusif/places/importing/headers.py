"""Finding the header in a sheet: below title rows, over one to three rows, with merged cells, in
any of the sheets.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kondusif.places.importing.schema import Field, Schema
from kondusif.places.importing.sheets import Merge, Sheet, Table
from kondusif.places.importing.text import Cell, as_text, header_key

SEARCHED_ROWS = 40
MAX_DEPTH = 3


@dataclass(frozen=True)
class Header:
    """A header found in a sheet: rows `top` to `bottom` (from 0), and the columns that may hold
    each field.

    `found` maps a field's name to its candidate columns of the best rank; `labels` is each column's
    header text.
    """

    sheet: Sheet
    top: int
    bottom: int
    labels: tuple[str, ...]
    found: dict[str, list[int]]
    score: int


def find_header(table: Table, schema: Schema) -> Header | None:
    """The best header of all sheets for this schema; None where no row matches a single column."""
    best = [header for sheet in table.sheets if (header := _best_in_sheet(sheet, schema))]
    return max(best, key=lambda header: header.score, default=None)


def first_labels(table: Table) -> list[str]:
    """What stands in the first row with several texts, for a sentence about what was found instead."""
    for sheet in table.sheets:
        for row in sheet.rows[:SEARCHED_ROWS]:
            labels = [as_text(cell) for cell in row if cell != ""]
            if len(labels) > 1:
                return labels
    return [as_text(cell) for row in table.sheets[0].rows for cell in row if cell != ""][:5]


def _best_in_sheet(sheet: Sheet, schema: Schema) -> Header | None:
    """Of equal scores the flattest header, and of these the first, wins."""
    best: Header | None = None
    for depth in range(1, MAX_DEPTH + 1):
        for top in range(min(SEARCHED_ROWS, len(sheet.rows) - depth + 1)):
            header = _header_at(sheet, schema, top, depth)
            if header and (best is None or header.score > best.score):
                best = header
    return best


def _header_at(sheet: Sheet, schema: Schema, top: int, depth: int) -> Header | None:
    bottom = top + depth - 1
    stacks = _stacks(sheet, top, bottom)
    spellings = [_spellings(stack) for stack in stacks]
    if not any(spellings):
        return None
    found = _assign(schema, spellings, sheet, bottom)
    if not found:
        return None
    score = 2 * len(found) + 3 * sum(
        wanted.required for wanted in schema.fields if wanted.name in found
    )
    labels = tuple(" ".join(stack) for stack in stacks)
    return Header(sheet, top, bottom, labels, found, score)


def _stacks(sheet: Sheet, top: int, bottom: int) -> list[tuple[str, ...]]:
    """Per column the header texts from the top down, merged cells filled, repeats and blanks
    dropped.
    """
    width = max((len(row) for row in sheet.rows[top : bottom + 1]), default=0)
    grid = [
        [as_text(cell) for cell in row] + [""] * (width - len(row))
        for row in sheet.rows[top : bottom + 1]
    ]
    _fill_merges(grid, sheet.merges, top)
    if not sheet.merges and bottom > top:
        _fill_right(grid)
    return [
        tuple(dict.fromkeys(text for text in column if text)) for column in zip(*grid, strict=True)
    ]


def _fill_merges(grid: list[list[str]], merges: Sequence[Merge], top: int) -> None:
    for first_row, first_column, last_row, last_column in merges:
        if not top <= first_row < top + len(grid) or first_column >= len(grid[0]):
            continue
        text = grid[first_row - top][first_column]
        for row in range(first_row - top, min(last_row - top + 1, len(grid))):
            for column in range(first_column, min(last_column + 1, len(grid[0]))):
                grid[row][column] = text


def _fill_right(grid: list[list[str]]) -> None:
    """CSV keeps no merges: a blank beside a heading belongs to it where the row below says
    something.
    """
    for row, below in itertools.pairwise(grid):
        for column in range(1, len(row)):
            if not row[column] and below[column]:
                row[column] = row[column - 1]


def _spellings(stack: tuple[str, ...]) -> tuple[str, ...]:
    """Ways to read a stacked header, the plainest first: its last part, the last two, all of it,
    first and last.
    """
    ways = [stack[start:] for start in range(len(stack) - 1, -1, -1)]
    if len(stack) > 2:
        ways.append((stack[0], stack[-1]))
    return tuple(dict.fromkeys(key for way in ways if (key := header_key(" ".join(way)))))


def _assign(
    schema: Schema, spellings: list[tuple[str, ...]], sheet: Sheet, bottom: int
) -> dict[str, list[int]]:
    """Each field's candidate columns. A longer spelling that some field knows beats a shorter one
    of another.
    """
    found: dict[str, list[int]] = {}
    best_rank: dict[str, int] = {}
    for column, keys in enumerate(spellings):
        match = _match(schema, keys)
        if match is None or (match[0].words_only and _only_numbers(sheet, bottom + 1, column)):
            continue
        wanted, rank = match
        if rank < best_rank.get(wanted.name, 2):
            best_rank[wanted.name], found[wanted.name] = rank, [column]
        elif rank == best_rank[wanted.name]:
            found[wanted.name].append(column)
    return found


def _match(schema: Schema, keys: tuple[str, ...]) -> tuple[Field, int] | None:
    for key in reversed(keys):
        ranked = [(wanted, wanted.rank((key,))) for wanted in schema.fields]
        wanted, rank = min(ranked, key=lambda item: item[1])
        if rank < 2:
            return wanted, rank
    return None


def _only_numbers(sheet: Sheet, start: int, column: int) -> bool:
    """Whether the first values of a column are all small numbers: counts, neither names nor codes."""
    seen = 0
    for row in sheet.rows[start : start + 200]:
        cell: Cell = row[column] if column < len(row) else ""
        if cell == "":
            continue
        if not re.fullmatch(r"\d{1,3}|\d{1,2}[.,]?\d{3}", as_text(cell)):
            return False
        seen += 1
    return seen > 0
