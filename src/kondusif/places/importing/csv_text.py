"""CSV as text: its encoding and its delimiter guessed, its quotes checked."""

import csv
import io
from collections import Counter

from kondusif.places.importing import sentences as say
from kondusif.places.importing.sheets import Sheet, UnreadableFileError, check_extent, has_content
from kondusif.places.importing.text import Cell, clean

DELIMITERS = ";\t,|"


def decode(data: bytes) -> str:
    """UTF-16 by its mark, else UTF-8, else cp1252 (what Excel on an Indonesian Windows writes)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data:
        raise UnreadableFileError(say.IS_BINARY)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    _refuse_control_characters(text)
    return text


def _refuse_control_characters(text: str) -> None:
    """Pictures and programs decode as cp1252 too, but are full of control characters."""
    sample = text[:4096]
    strange = sum(char < " " and char not in "\t\r\n\x0b\x0c\x1a" for char in sample)
    if strange > len(sample) / 100:
        raise UnreadableFileError(say.IS_BINARY)


def read_csv(text: str) -> Sheet:
    text, delimiter = _declared_delimiter(text)
    rows = _split(text, delimiter or _guess_delimiter(text))
    cleaned: list[list[Cell]] = [[clean(cell) for cell in row] for row in rows]
    if not has_content(cleaned):
        raise UnreadableFileError(say.EMPTY_FILE)
    check_extent("CSV", len(cleaned), max(map(len, cleaned)))
    return Sheet("CSV", cleaned)


def _declared_delimiter(text: str) -> tuple[str, str]:
    """Excel's own hint `sep=;` in the first line, which no spreadsheet shows as a row."""
    first, _, rest = text.partition("\n")
    hint = first.strip().strip('"').lower()
    if len(hint) == 5 and hint.startswith("sep="):
        return rest, hint[4]
    return text, ""


def _guess_delimiter(text: str) -> str:
    """The delimiter that cuts the first lines into most columns, most evenly.

    Decimal commas make a `,` look frequent in a `;` file, but not in its header, hence evenness.
    """
    sample = text[:65536]
    if len(text) > len(sample):
        sample = sample.rpartition("\n")[0]
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> float:
    try:
        rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
    except csv.Error:
        return 0
    widths = Counter(len(row) for row in rows[:200] if any(cell.strip() for cell in row))
    if not widths:
        return 0
    width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]))
    return (width - 1) * (count / sum(widths.values())) ** 2


def _split(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise UnreadableFileError(say.BAD_QUOTES) from None
    try:  # a stray quotation mark inside a cell is tolerated, as Excel does
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise UnreadableFileError(say.FIELD_TOO_LONG, limit=csv.field_size_limit()) from None
