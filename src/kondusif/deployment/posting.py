"""Who takes which post: the assignment that keeps people in their own sector and walks them least. Pure.

Minimises (posts outside the home sector, then total distance) exactly, as a rectangular linear assignment
(Crouse 2016, `scipy.optimize.linear_sum_assignment`). A regency's thousand officers take a tenth of a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

EARTH_RADIUS_KM = 6371.0088
# More than any sum of distances within a regency could be: first the sector decides, then the distance.
OUT_OF_SECTOR_KM = 1_000.0


@dataclass(frozen=True)
class Person:
    """Somebody with a home unit. `sector` is a district code, "" at a headquarters; position in degrees."""

    id: int
    sector: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Seat:
    """One person's worth of a post. `ref` is the index of the post that the seat belongs to."""

    ref: int
    sector: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Match:
    person: int  # Person.id
    ref: int
    km: float
    own_sector: bool


class TooFew(ValueError):
    """More posts than people."""

    def __init__(self, people: int, seats: int) -> None:
        self.people, self.seats = people, seats
        super().__init__(f"{seats} posts for {people} people")


def assign(people: Sequence[Person], seats: Sequence[Seat]) -> list[Match]:
    """Fills every seat with somebody else; raises TooFew when there are fewer people than seats."""
    if len(people) < len(seats):
        raise TooFew(len(people), len(seats))
    if not seats:
        return []
    km = distances(people, seats)
    home = np.array([p.sector for p in people])[:, None] == np.array([s.sector for s in seats])
    rows, columns = linear_sum_assignment(km + np.where(home, 0.0, OUT_OF_SECTOR_KM))
    return [
        Match(people[i].id, seats[j].ref, float(km[i, j]), bool(home[i, j]))
        for i, j in zip(rows.tolist(), columns.tolist(), strict=True)
    ]


def distances(people: Sequence[Person], seats: Sequence[Seat]) -> NDArray[np.float64]:
    """Great-circle kilometres from every person's home unit to every seat (haversine)."""
    lat1 = np.radians([p.lat for p in people])[:, None]
    lon1 = np.radians([p.lon for p in people])[:, None]
    lat2 = np.radians([s.lat for s in seats])[None, :]
    lon2 = np.radians([s.lon for s in seats])[None, :]
    half = (
        np.sin((lat2 - lat1) / 2) ** 2
        + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    )
    result: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half))
    return result
