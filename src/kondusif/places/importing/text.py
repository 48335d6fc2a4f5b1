"""Cells as text and names as keys: what makes `KEL. JEMBER  LOR` and `Jemberlor` the same place."""

import heapq
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache

Cell = str | float | int | bool | date | datetime | time | timedelta

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_PREFIX = re.compile(
    r"^(?:desa kelurahan|kelurahan|kalurahan|desa|kel|kal|ds|dusun|kecamatan|kec|kapanewon|kemantren"
    r"|distrik|kabupaten|kab|provinsi|propinsi|prov)\s+(?=\S)"
)
# Old and new spelling of the same sounds (Djember, Soekorejo), as older lists still have them.
_SPELLINGS = (
    ("oe", "u"),
    ("dj", "j"),
    ("tj", "c"),
    ("sj", "sy"),
    ("nj", "ny"),
    ("dh", "d"),
    ("th", "t"),
)
_DOUBLED = re.compile(r"(.)\1+")


def clean(cell: Cell | None) -> Cell:
    """The cell without invisible characters and outer or repeated spaces; numbers, booleans and
    dates stay.
    """
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return cell
    if cell.isalnum() and cell.isascii():
        return cell
    return _SPACES.sub(" ", _INVISIBLE.sub("", cell)).strip()


def as_text(cell: Cell | None) -> str:
    """The cell as a person would type it: 1.0 becomes `1`, a date its ISO form."""
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(clean(cell))


@lru_cache(maxsize=65536)
def words(text: str) -> str:
    """Lower case, no accents, punctuation as single spaces."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _NOT_WORD.sub(" ", plain.lower()).strip()


@lru_cache(maxsize=65536)
def header_key(text: str) -> str:
    """A header without case, punctuation and spaces: `No. TPS`, `no_tps` and `NO TPS` are `notps`."""
    return words(text).replace(" ", "")


@lru_cache(maxsize=65536)
def name_key(text: str) -> str:
    """A place's name without case, spaces, punctuation and a leading `Desa`, `Kel.`, `Kec.`, ..."""
    plain = words(text)
    return _PREFIX.sub("", plain).replace(" ", "")


@lru_cache(maxsize=65536)
def sound_key(text: str) -> str:
    """`name_key` with old spelling made new and doubled letters single, for a second, looser try."""
    key = name_key(text)
    for old, new in _SPELLINGS:
        key = key.replace(old, new)
    return _DOUBLED.sub(r"\1", key)


@lru_cache(maxsize=65536)
def _pairs(key: str) -> frozenset[str]:
    framed = f"^{key}$"
    return frozenset(framed[place : place + 2] for place in range(len(framed) - 1))


def nearest(wanted: str, names: Iterable[str], count: int = 3) -> str:
    """The `count` names most like `wanted`, as one phrase; a dash where there are none.

    Likeness is Dice's coefficient of letter pairs: quick enough for a list full of unknown names.
    """
    pairs = _pairs(name_key(wanted))
    best = heapq.nsmallest(count, names, key=lambda name: (-_likeness(pairs, name), name))
    return ", ".join(best) or "-"


def _likeness(pairs: frozenset[str], name: str) -> float:
    other = _pairs(name_key(name))
    return 2 * len(pairs & other) / (len(pairs) + len(other))
