"""The order's annex as a PDF: who guards which station, by Polsek, district and village. Pure: rows in, bytes out.

Typeset by Typst from `typst/annex.typ` with the fonts that its package carries; no font of the machine is used and
nothing is fetched, so the same rows and the same timestamp give the same bytes everywhere.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

TEMPLATE = Path(__file__).parent / "typst" / "annex.typ"


@dataclass(frozen=True)
class Letterhead:
    """The lines above the title and who signs, in the words of the service."""

    lines: tuple[str, ...]  # "KEPOLISIAN NEGARA REPUBLIK INDONESIA", ...
    signed_by: str  # "KEPALA KEPOLISIAN RESOR JEMBER SELAKU KAOPS"
    place: str


@dataclass(frozen=True)
class Section:
    """One Polsek (or one kind of post): its name, its columns as (title, width in fr), its rows by group."""

    name: str
    district: str
    columns: tuple[tuple[str, float], ...]
    groups: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]  # (village or "", rows)


@dataclass(frozen=True)
class Annex:
    """Everything the pages say. `stamp` is "" for a real operation; `summary` stands under the title."""

    letterhead: Letterhead
    title: str
    subtitle: str
    classification: str
    exported_by: str
    exported_at: str
    stamp: str
    sections: tuple[Section, ...]
    summary: tuple[tuple[str, str], ...]

    @property
    def count(self) -> int:
        return sum(len(rows) for section in self.sections for _, rows in section.groups)


def pdf(annex: Annex, timestamp: datetime) -> bytes:
    """The annex as PDF. `timestamp` (aware) is the document's creation time; the same one gives the same bytes."""
    files: Any = {"main.typ": TEMPLATE.read_bytes(), "data.json": data(annex)}
    made = typst.compile(
        files,
        font_paths=bundled_fonts(),
        format="pdf",
        timestamp=int(timestamp.timestamp()),
        pdf_tags=False,
    )
    return bytes(made)


def data(annex: Annex) -> bytes:
    return json.dumps(asdict(annex) | {"count": annex.count}, ensure_ascii=False).encode()


@cache
def bundled_fonts() -> typst.Fonts:
    """The fonts inside the typst package (Libertinus and others), never the machine's."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
