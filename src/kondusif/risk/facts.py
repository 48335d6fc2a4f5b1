"""Recorded facts and how they are inherited: the nearest place that says anything decides.

A fact is recorded for a station, or for its village, district or regency; official codes nest by prefix, so the places
of a station are known from its code. An explicit "unknown" at a nearer place withdraws what a wider one says.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .rules import State


class Recorded(NamedTuple):
    """The latest word on one criterion at one place. `subject` is a station's, site's or area's code."""

    subject: str
    criterion: str
    state: State
    id: int


Known = Mapping[str, tuple[State, int]]  # criterion -> (state, id of the fact)


def area_chain(code: str) -> list[str]:
    """35.09.12.2001 -> itself, 35.09.12, 35.09, 35: from the nearest outwards."""
    parts = code.split(".")
    return [".".join(parts[:n]) for n in range(len(parts), 0, -1)]


def index(recorded: Iterable[Recorded]) -> dict[str, dict[str, tuple[State, int]]]:
    """By subject and criterion; of several facts the one with the highest id is the latest word."""
    found: dict[str, dict[str, tuple[State, int]]] = {}
    for fact in recorded:
        known = found.setdefault(fact.subject, {})
        if fact.criterion not in known or known[fact.criterion][1] < fact.id:
            known[fact.criterion] = (fact.state, fact.id)
    return found


def resolve(chain: Iterable[str], by_subject: Mapping[str, Known]) -> dict[str, tuple[State, int]]:
    """What holds at the first place of `chain`: the rest only fills what nearer places leave unsaid."""
    merged: dict[str, tuple[State, int]] = {}
    for subject in chain:
        for criterion, known in by_subject.get(subject, {}).items():
            merged.setdefault(criterion, known)
    return merged
