"""Cells to values. Each parser takes a non-empty cell and returns a value, or raises ValueError
with a sentence.
"""

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from kondusif.places.importing import sentences as say
from kondusif.places.importing.sentences import Sentence
from kondusif.places.importing.text import Cell, as_text, header_key, words

_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3})+")
_COMMAED = re.compile(r"\d{1,3}(?:,\d{3})+")
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+")
_STATION = re.compile(
    r"(?:(?:tps|tempat pemungutan suara)[\s.:_#-]*)?(?:(?:no|nomor|nomer)\b[\s.:_#-]*)?"
    r"0*(\d{1,4})(?:[.,]0+)?",
    re.ASCII,
)
_DMS = re.compile(
    r"([NSEWULTB]{1,2})?\s*(-?\d{1,3}(?:[.,]\d+)?)\s*[°º˚d:]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['’′m:]?\s*)?"
    r"(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|”|″|''|’’|s)?\s*)?([NSEWULTB]{1,2}|)",
    re.IGNORECASE,
)
_NEGATIVE_SIDES = frozenset({"S", "LS", "W", "BB"})
_KNOWN_SIDES = _NEGATIVE_SIDES | {"N", "U", "LU", "E", "T", "BT", ""}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "jan", "january"), ("februari", "feb", "pebruari", "february"), ("maret", "mar", "march"),
            ("april", "apr"), ("mei", "may"), ("juni", "jun", "june"), ("juli", "jul", "july"),
            ("agustus", "agu", "ags", "agt", "aug", "august"), ("september", "sep", "sept"),
            ("oktober", "okt", "oct", "october"), ("november", "nov", "nopember", "nop"),
            ("desember", "des", "dec", "december"),
        ),
        1,
    )
    for name in names
}  # fmt: skip
_YES = frozenset({"ya", "y", "yes", "true", "t", "1", "v", "x", "ada", "benar", "iya"})
_NO = frozenset(
    {"tidak", "tdk", "no", "n", "false", "f", "0", "bukan", "belum", "tidakada", "nihil"}
)
_NOTHING = frozenset({"", "-", "--", "---", "n/a", "na", "nihil", "null", "none", "#n/a", "?", "."})


def refuse(template: str, **params: object) -> ValueError:
    """The error that a parser raises: its only argument is the sentence."""
    return ValueError(Sentence(template, **params))


def is_nothing(cell: Cell) -> bool:
    """Empty, or one of the marks that people write for it (-, n/a, nihil)."""
    return isinstance(cell, str) and cell.strip().lower() in _NOTHING


def text(cell: Cell) -> str:
    """Any text; the marks for nothing become ""."""
    return "" if is_nothing(cell) else as_text(cell)


def text_of(limit: int) -> Callable[[Cell], str]:
    """A parser for text of at most `limit` characters, the length that the record keeps."""

    def parse(cell: Cell) -> str:
        found = text(cell)
        if len(found) > limit:
            raise refuse(say.TOO_LONG, length=len(found), limit=limit)
        return found

    return parse


def count_up_to(limit: int) -> Callable[[Cell], int | None]:
    """A parser for whole numbers from 0 to `limit`."""

    def parse(cell: Cell) -> int | None:
        found = count(cell)
        if found is not None and found > limit:
            raise refuse(say.TOO_BIG, limit=limit)
        return found

    return parse


def count(cell: Cell) -> int | None:
    """A whole number of at least 0: 1955, `1.955`, `1,955`, `1 955`, 1955.0. None for the marks for
    nothing.
    """
    if is_nothing(cell):
        return None
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise refuse(say.NOT_A_NUMBER)
    number = float(cell) if not isinstance(cell, str) else _count_in_text(cell)
    if not number.is_integer():
        raise refuse(say.NOT_A_WHOLE_NUMBER)
    if number < 0:
        raise refuse(say.NEGATIVE)
    return int(number)


def _count_in_text(cell: str) -> float:
    plain = cell.strip()
    if _DOTTED.fullmatch(plain) or _COMMAED.fullmatch(plain) or _SPACED.fullmatch(plain):
        return float(re.sub(r"[., ]", "", plain))
    return decimal(plain)


def decimal(cell: Cell) -> float:
    """A number with a decimal comma or dot: `113,69`, `-8.172`, `1.234,5`, `1,234.5`.

    A single separator is always taken as the decimal one, because coordinates have three decimals
    so often.
    """
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise refuse(say.NOT_A_NUMBER)
    if not isinstance(cell, str):
        return _finite(float(cell))
    plain = cell.replace(" ", "").replace("−", "-").replace("–", "-")
    if "," in plain and "." in plain:
        thousands = "," if plain.rfind(".") > plain.rfind(",") else "."
        plain = plain.replace(thousands, "")
    plain = plain.replace(",", ".")
    if not re.fullmatch(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", plain, re.ASCII):
        raise refuse(say.NOT_A_NUMBER)
    return _finite(float(plain))


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise refuse(say.NOT_A_NUMBER)
    return number


def coordinate(cell: Cell) -> float | None:
    """Degrees as a decimal number or as `8°10'20" LS`; None for the marks for nothing. Range isn't
    judged here.
    """
    if is_nothing(cell):
        return None
    if not isinstance(cell, str):
        return decimal(cell)
    plain = cell.strip().rstrip("°º˚ ")
    try:
        return decimal(plain)
    except ValueError:
        pass
    return _with_side(cell)


def coordinate_pair(cell: Cell) -> tuple[float, float] | None:
    """Latitude and longitude in one cell: `-8.17, 113.70`, `-8,17; 113,70`, `8°10'20" LS 113°42'10"
    BT`.
    """
    if is_nothing(cell):
        return None
    plain = as_text(cell)
    for pattern in (r"\s*[;|]\s*", r",\s+", r"(?<=[SUN])[\s,]+", r"\s+", r","):
        parts = re.split(pattern, plain)
        if len(parts) != 2:
            continue
        try:
            lat, lon = (coordinate(part) for part in parts)
        except ValueError:
            continue
        if lat is not None and lon is not None:
            return lat, lon
    raise refuse(say.NOT_A_COORDINATE)


def _with_side(cell: str) -> float:
    """Degrees with minutes and seconds, or decimal ones with a side (`8,17 LS`, `S 8.17`)."""
    upper = cell.strip().upper()
    sided = re.fullmatch(
        r"(LS|LU|BT|BB|[NSEW])?\s*(-?[\d.,]+)\s*[°º˚]?\s*(LS|LU|BT|BB|[NSEW])?", upper
    )
    if sided and (sided[1] or sided[3]):
        return _signed(decimal(sided[2]), sided[1] or sided[3])
    match = _DMS.fullmatch(cell.strip())
    side = ((match[1] or match[5] or "") if match else "?").upper()
    if not match or side not in _KNOWN_SIDES:
        raise refuse(say.NOT_A_COORDINATE)
    degrees, minutes, seconds = (decimal(part) if part else 0.0 for part in match.group(2, 3, 4))
    if minutes >= 60 or seconds >= 60:
        raise refuse(say.NOT_A_COORDINATE)
    value = abs(degrees) + minutes / 60 + seconds / 3600
    return -value if match[2].startswith("-") else _signed(value, side)


def _signed(value: float, side: str) -> float:
    return -abs(value) if side in _NEGATIVE_SIDES else value


def station_number(cell: Cell) -> int:
    """1 for `TPS 001`, `TPS-1`, `TPS No. 1`, `001`, `1.0`, 1.0. At least 1, at most 4 digits."""
    plain = as_text(cell).strip().lower() if not isinstance(cell, bool) else ""
    match = _STATION.fullmatch(plain)
    if not match or int(match[1]) == 0:
        raise refuse(say.NOT_A_STATION_NUMBER)
    return int(match[1])


def area_code(cell: Cell) -> str:
    """An official (Kemendagri) code with its dots: `3509012001`, `35.09.01.2001` and 350901.0 are
    understood.
    """
    digits = re.sub(r"[.\s/-]", "", as_text(cell))
    if not digits.isdigit() or not digits.isascii() or len(digits) not in (2, 4, 6, 10):
        raise refuse(say.NOT_A_CODE)
    return ".".join(part for part in (digits[:2], digits[2:4], digits[4:6], digits[6:]) if part)


def yes_no(cell: Cell) -> bool:
    """Yes or no in Indonesian, English, or as a mark (v, x, 1, 0); nothing means no."""
    if isinstance(cell, bool):
        return cell
    if is_nothing(cell):
        return False
    key = words(as_text(cell)).replace(" ", "") or ("v" if as_text(cell) in "✓✔√" else "")
    if key in _YES:
        return True
    if key in _NO:
        return False
    raise refuse(say.NOT_YES_NO)


def day(cell: Cell) -> date:
    """A date: an Excel date, `2024-11-27`, `27/11/2024`, `27-11-24`, `27 November 2024`. Day first,
    as written here.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    plain = as_text(cell).strip()
    try:
        return datetime.strptime(plain[:10], "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        return _day_first(plain)


def _day_first(plain: str) -> date:
    match = re.fullmatch(r"(?:\w+, *)?(\d{1,2})[\s/.-]+(\w+)[\s/.-]+(\d{2}|\d{4})", plain, re.ASCII)
    if not match:
        raise refuse(say.NOT_A_DATE)
    month = int(match[2]) if match[2].isdigit() else _MONTHS.get(match[2].lower(), 0)
    year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
    try:
        return date(year, month, int(match[1]))
    except ValueError:
        raise refuse(say.NOT_A_DATE) from None


def service_number(cell: Cell) -> str:
    """NRP or NIP as digits. A number of more than 15 digits from XLSX has lost its end and is
    refused.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 1e15:
        raise refuse(say.DIGITS_LOST)
    if re.fullmatch(r"\d+([.,]\d+)?[eE]\+?\d+", as_text(cell)):
        raise refuse(say.DIGITS_LOST)
    plain = re.sub(r"^(?:nrp|nip)[\s.:]*", "", as_text(cell).strip(), flags=re.IGNORECASE)
    plain = re.sub(r"[\s./-]", "", plain).lstrip("'").upper()
    if not re.fullmatch(r"(?:[A-Z]{1,8})?\d{5,18}[A-Z]?", plain, re.ASCII):
        raise refuse(say.NOT_A_SERVICE_NUMBER)
    return plain


def choice(choices: Mapping[str, str]) -> Callable[[Cell], str]:
    """A parser for a fixed list: `choices` maps spellings to values."""
    keys = {header_key(spelling): value for spelling, value in choices.items()}

    def parse(cell: Cell) -> str:
        key = header_key(as_text(cell))
        if key not in keys:
            raise refuse(say.NOT_A_CHOICE, choices=", ".join(dict.fromkeys(choices.values())))
        return keys[key]

    return parse
