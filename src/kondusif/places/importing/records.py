"""From a table to records of a schema: columns chosen, problems with them told, rows that are no
data left out.
"""

from itertools import chain

from kondusif.places.importing import sentences as say
from kondusif.places.importing.findings import Findings
from kondusif.places.importing.headers import Header, find_header, first_labels
from kondusif.places.importing.schema import Field, Record, Records, Schema
from kondusif.places.importing.sentences import Sentence
from kondusif.places.importing.sheets import Sheet, Table
from kondusif.places.importing.text import Cell, as_text, header_key

Chosen = dict[str, tuple[int, ...]]

_SUM_WORDS = frozenset(
    {"jumlah", "total", "jumlahtotal", "grandtotal", "totaljumlah", "jumlahseluruhnya"}
)


def read_records(table: Table, schema: Schema) -> Records:
    """The records of the best sheet. Problems with columns are in `findings`; then `rows` is empty."""
    header = find_header(table, schema)
    if header is None:
        return _without_header(table, schema)
    findings = Findings()
    chosen = _choose(header, schema, findings)
    names = {name: header.labels[columns[0]] for name, columns in chosen.items()}
    records = Records(schema, header.sheet.name, header.bottom + 1, names, [], findings)
    _check_columns(records, header)
    if not findings.problems:
        _note_what_was_left(records, header, table, set(chain.from_iterable(chosen.values())))
        records.rows = _rows(records, header, chosen)
        if not records.rows:
            findings.problem(records.header_row, "", "", Sentence(say.NO_ROWS))
    return records


def _without_header(table: Table, schema: Schema) -> Records:
    findings = Findings()
    expected = ", ".join(wanted.headers[0] for wanted in schema.fields[:5])
    found = ", ".join(first_labels(table)[:12]) or "-"
    findings.problem(1, "", "", Sentence(say.NO_HEADER, expected=expected, found=found))
    return Records(schema, table.sheets[0].name, 1, {}, [], findings)


def _choose(header: Header, schema: Schema, findings: Findings) -> Chosen:
    """The columns of each field: several where each row fills only one, or all say the same."""
    chosen = {}
    for wanted in schema.fields:
        columns = header.found.get(wanted.name, [])
        filled = [column for column in columns if not _is_empty(header, column)] or columns[:1]
        if not filled:
            continue
        chosen[wanted.name] = tuple(filled)
        rivals = [column for column in filled[1:] if _differ(header, wanted, filled[0], column)]
        if rivals:
            first, second = (_label(header, column) for column in (filled[0], rivals[0]))
            reason = Sentence(say.TWO_COLUMNS, column=wanted.headers[0], first=first, second=second)
            findings.problem(header.bottom + 1, header.labels[rivals[0]], "", reason)
    return chosen


def _label(header: Header, column: int) -> str:
    return f"{header.labels[column]} ({_letters(column)})"


def _letters(column: int) -> str:
    """The column's letters as a spreadsheet shows them: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _body(header: Header) -> list[list[Cell]]:
    return header.sheet.rows[header.bottom + 1 :]


def _cell(row: list[Cell], column: int) -> Cell:
    return row[column] if column < len(row) else ""


def _first(row: list[Cell], columns: tuple[int, ...]) -> Cell:
    """The first of these cells that holds something."""
    if len(columns) == 1:
        return _cell(row, columns[0])
    return next((cell for column in columns if (cell := _cell(row, column)) != ""), "")


def _is_empty(header: Header, column: int) -> bool:
    return all(_cell(row, column) == "" for row in _body(header))


def _differ(header: Header, wanted: Field, first: int, second: int) -> bool:
    """Whether two columns say different things in any row (`TPS 001` and 1 are the same)."""
    for row in _body(header):
        one, other = _cell(row, first), _cell(row, second)
        if "" not in (one, other) and _meaning(wanted, one) != _meaning(wanted, other):
            return True
    return False


def _meaning(wanted: Field, cell: Cell) -> object:
    try:
        return wanted.parse(cell)
    except ValueError:
        return as_text(cell)


def _check_columns(records: Records, header: Header) -> None:
    found = ", ".join(label for label in header.labels if label) or "-"
    for wanted in records.schema.fields:
        if wanted.required and wanted.name not in records.columns:
            _missing(records, wanted, found)
    for group in records.schema.one_of:
        if not any(name in records.columns for name in group):
            names = ", ".join(records.schema[name].headers[0] for name in group)
            reason = Sentence(say.MISSING_ONE_OF, columns=names, found=found)
            first = records.schema[group[0]].headers[0]
            records.findings.problem(records.header_row, first, "", reason)


def _missing(records: Records, wanted: Field, found: str) -> None:
    reason = Sentence(
        say.MISSING_COLUMN,
        column=wanted.headers[0],
        accepted=", ".join(wanted.headers[:6]),
        found=found,
    )
    records.findings.problem(records.header_row, wanted.headers[0], "", reason)


def _note_what_was_left(records: Records, header: Header, table: Table, used: set[int]) -> None:
    findings = records.findings
    others = [sheet.name for sheet in table.sheets if sheet.name != header.sheet.name]
    if others:
        reason = Sentence(say.OTHER_SHEETS, sheet=header.sheet.name, others=", ".join(others))
        findings.note(0, "", "", reason)
    if header.bottom > 0:
        findings.note(0, "", "", Sentence(say.HEADER_FOUND, row=header.bottom + 1))
    unused = [label for column, label in enumerate(header.labels) if label and column not in used]
    unused = [label for label in unused if header_key(label) not in ("no", "nomor", "nourut")]
    if unused:
        findings.note(0, "", "", Sentence(say.IGNORED_COLUMNS, columns=", ".join(unused)))


def _rows(records: Records, header: Header, chosen: Chosen) -> list[Record]:
    filled = _fill_down(header.sheet, header.bottom + 1)
    if filled:
        records.findings.note(0, "", "", Sentence(say.FILLED_MERGED, count=filled))
    columns = list(chosen.items())
    kept = []
    for number, row in enumerate(_body(header), header.bottom + 2):
        cells = {name: _first(row, places) for name, places in columns}
        if all(cell == "" for cell in cells.values()) or _numbers_the_columns(row):
            continue
        if _is_sum(row, cells):
            records.findings.note(number, "", "", Sentence(say.SUM_ROW))
            continue
        kept.append(Record(number, cells))
    return kept


def _fill_down(sheet: Sheet, start: int) -> int:
    """Gives every row of a merged block below the header the block's value; returns how many cells
    were filled.
    """
    filled = 0
    for first_row, first_column, last_row, last_column in sheet.merges:
        if first_row < start or first_column != last_column:
            continue
        for row in sheet.rows[first_row + 1 : last_row + 1]:
            row[first_column] = sheet.rows[first_row][first_column]
            filled += 1
    return filled


def _numbers_the_columns(row: list[Cell]) -> bool:
    """The row `1 2 3 4 ...` (or `(1) (2) ...`) that official tables put below the header."""
    texts = [as_text(cell).strip("()") for cell in row if cell != ""]
    return len(texts) > 3 and texts == [str(number) for number in range(1, len(texts) + 1)]


def _is_sum(row: list[Cell], cells: dict[str, Cell]) -> bool:
    """A row whose first text is `JUMLAH` or `TOTAL`, possibly with a place's name behind it."""
    first = next((as_text(cell) for cell in row if isinstance(cell, str) and cell), "")
    if header_key(first) in _SUM_WORDS:
        return True
    summed = header_key(first).startswith(("jumlah", "total")) and " " in first
    return summed and sum(cell == "" for cell in cells.values()) > 1
