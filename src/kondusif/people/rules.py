"""What a list says of units and officers, as this operation keeps it; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kondusif.places.importing import OfficerRow, UnitRow

FORGOTTEN = "terhapus"  # stands where a person's service number was


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit as it is stored; `parent` and `area` are codes, "" for none."""

    code: str
    name: str
    kind: str
    service: str
    parent: str
    area: str
    lat: float | None
    lon: float | None
    row: int = 0


@dataclass(frozen=True, slots=True)
class OfficerFacts:
    """An officer as stored; `unit` is a code."""

    service_number: str
    name: str
    rank: str
    unit: str
    service: str
    phone: str
    synthetic: bool
    row: int = 0


def unit_facts(row: UnitRow) -> UnitFacts:
    return UnitFacts(
        row.code[:30],
        row.name[:120],
        row.kind,
        row.service,
        row.parent[:30],
        row.area,
        row.lat,
        row.lon,
        row.row,
    )


def officer_facts(row: OfficerRow) -> OfficerFacts:
    return OfficerFacts(
        row.service_number[:30],
        row.name[:120],
        row.rank[:40],
        row.unit,
        row.service,
        row.phone[:20],
        row.synthetic,
        row.row,
    )


@dataclass(frozen=True)
class Branch:
    """One unit in its tree, with how deep it hangs and how many officers stand in it and below it."""

    code: str
    name: str
    kind: str
    depth: int
    officers: int
    below: int


@dataclass(frozen=True)
class Leaf:
    """A unit before it has its place in the tree. `parent` is a code, "" at the top."""

    code: str
    name: str
    kind: str
    parent: str
    officers: int


def tree(leaves: Iterable[Leaf]) -> list[Branch]:
    """Units in the order of a tree, siblings by code; one whose parent is absent or that hangs in a circle is a top."""
    by_code = {leaf.code: leaf for leaf in sorted(leaves, key=lambda leaf: leaf.code)}
    parents = {code: leaf.parent for code, leaf in by_code.items()}
    children: dict[str, list[str]] = {}
    for code, above in parents.items():
        hangs = above in by_code and not circle(code, parents)
        children.setdefault(above if hangs else "", []).append(code)
    return [branch for top in children.get("", []) for branch in _branch(top, 0, by_code, children)]


def _branch(
    code: str, depth: int, by_code: Mapping[str, Leaf], children: Mapping[str, list[str]]
) -> list[Branch]:
    leaf = by_code[code]
    under = [
        branch
        for child in children.get(code, [])
        for branch in _branch(child, depth + 1, by_code, children)
    ]
    total = leaf.officers + sum(branch.officers for branch in under)
    return [Branch(code, leaf.name, leaf.kind, depth, leaf.officers, total), *under]


def circle(code: str, parents: Mapping[str, str]) -> list[str]:
    """The chain that leads from a unit back to itself, else an empty list."""
    chain, above = [code], parents.get(code, "")
    while above and above not in chain:
        chain.append(above)
        above = parents.get(above, "")
    return [*chain, above] if above == code else []
