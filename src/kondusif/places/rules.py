"""What a list says of a place, as this operation keeps it; pure.

A reader (`places.importing`) returns rows as spreadsheets have them; here they become facts that can be compared with
what is stored: shortened to what a field holds; a centre or position that a newer list leaves out is kept.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from kondusif.places.importing import AreaRow, StationRow

ESTIMATED = "estimated"
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """An area as it is stored. `row` is where a file says it, 0 for what is stored already."""

    code: str
    level: str
    name: str
    kind: str
    parent: str
    lat: float | None
    lon: float | None
    row: int = 0


@dataclass(frozen=True, slots=True)
class StationFacts:
    """A station as it is stored; lat and lon in degrees, `position` says where they come from."""

    village: str
    number: int
    voters: int
    lat: float
    lon: float
    position: str
    location: str
    special: str
    remote: bool
    note: str
    row: int = 0

    @property
    def code(self) -> str:
        return f"{self.village}-{self.number:03d}"


def area_facts(row: AreaRow, known: AreaFacts | None) -> AreaFacts:
    """What the row says, with the centre that is known where the row gives none."""
    lat, lon = row.lat, row.lon
    if lat is None and known is not None:
        lat, lon = known.lat, known.lon
    return AreaFacts(row.code, row.level, row.name[:80], row.kind, row.parent, lat, lon, row.row)


def station_facts(row: StationRow) -> StationFacts:
    """What the row says, with place and address as one text."""
    told = " · ".join(text for text in (row.location, row.address) if text)
    return StationFacts(
        village=row.village,
        number=row.number,
        voters=row.voters,
        lat=row.lat,
        lon=row.lon,
        position=row.position,
        location=clip(told),
        special=row.special,
        remote=row.remote,
        note=clip(row.notes),
        row=row.row,
    )


def clip(text: str, longest: int = LONGEST_TEXT) -> str:
    """The text as far as its field holds it, with a sign where it goes on."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def keep_position(facts: StationFacts, known: StationFacts | None) -> StationFacts:
    """A list that gives no position doesn't take away the one that is known."""
    if known is None or known.position == ESTIMATED:
        return facts
    return replace(facts, lat=known.lat, lon=known.lon, position=known.position)


def regency_of(code: str) -> str:
    """`35.09` of `35.09.12.2001`; a province's own code stays."""
    return code[:5]


def above(codes: Collection[str]) -> set[str]:
    """Codes of every area that lies above one of `codes`."""
    found: set[str] = set()
    for code in codes:
        while "." in code:
            code = code.rpartition(".")[0]
            found.add(code)
    return found
