"""Officers for an example: real strengths, invented people. Names and numbers say plainly that they
are examples.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kondusif.places.synthetic import largest_remainder

COLUMNS = ("nrp", "nama", "pangkat", "kode_satuan", "satuan", "instansi", "sintetis")
HEADQUARTERS_SHARE = {
    "police": 0.40,
    "army": 0.46,
}  # of each service's strength, the rest in the sectors
LEAST_PER_SECTOR = {"police": 10, "army": 6}
# Parts of a hundred, from the usual pyramid of a Polres and a Kodim; the highest ranks are set apart below.
POLICE_RANKS = {
    "AKP": 2, "Iptu": 3, "Ipda": 5, "Aiptu": 16, "Aipda": 15, "Bripka": 21, "Brigpol": 14, "Briptu": 13,
    "Bripda": 11,
}  # fmt: skip
ARMY_RANKS = {
    "Kapten": 3, "Lettu": 2, "Letda": 3, "Peltu": 6, "Pelda": 8, "Serma": 10, "Serka": 13, "Sertu": 15,
    "Serda": 14, "Kopka": 9, "Koptu": 7, "Kopda": 6, "Praka": 4,
}  # fmt: skip
CHIEFS = {
    "polres": "AKBP",
    "polsek": "AKP",
    "function": "AKP",
    "kodim": "Letkol",
    "koramil": "Kapten",
}


@dataclass(frozen=True)
class Unit:
    """A unit to fill: `kind` is polres, function, polsek, kodim or koramil; `weight` its share
    among its like.
    """

    code: str
    name: str
    kind: str
    service: str
    weight: int


@dataclass(frozen=True)
class SyntheticOfficer:
    """One invented member of a unit."""

    service_number: str
    name: str
    rank: str
    unit: Unit

    def as_row(self) -> dict[str, str]:
        """The officer as a row of a roster that the normal import reads."""
        return {
            "nrp": self.service_number,
            "nama": self.name,
            "pangkat": self.rank,
            "kode_satuan": self.unit.code,
            "satuan": self.unit.name,
            "instansi": "Polri" if self.unit.service == "police" else "TNI AD",
            "sintetis": "ya",
        }


def make_officers(
    units: Sequence[Unit], strengths: dict[str, int], seed: int = 2024
) -> list[SyntheticOfficer]:
    """As many officers per service as `strengths` says; each unit's first one is its chief.

    The same units, strengths and seed give the same list.
    """
    made = []
    for service, strength in strengths.items():
        own = [unit for unit in units if unit.service == service]
        posts = [unit for unit, count in _counts(own, service, strength) for _ in range(count)]
        made += _people(posts, service, np.random.RandomState([seed, len(service)]))
    return made


def _counts(units: list[Unit], service: str, strength: int) -> list[tuple[Unit, int]]:
    """How many each unit gets: headquarters its share, each sector the least it needs and more by
    its weight.
    """
    sectors = [unit for unit in units if unit.kind in ("polsek", "koramil")]
    offices = [unit for unit in units if unit not in sectors]
    least = LEAST_PER_SECTOR[service]
    in_sectors = strength - round(strength * HEADQUARTERS_SHARE[service])
    spare = in_sectors - least * len(sectors)
    if spare < 0 or not offices:
        raise ValueError(f"{strength} are too few for {len(sectors)} sectors and a headquarters")
    more = largest_remainder({unit.code: unit.weight for unit in sectors}, spare)
    at_offices = largest_remainder(
        {unit.code: unit.weight for unit in offices}, strength - in_sectors
    )
    return [(unit, at_offices[unit.code]) for unit in offices] + [
        (unit, least + more[unit.code]) for unit in sectors
    ]


def _people(posts: list[Unit], service: str, rng: np.random.RandomState) -> list[SyntheticOfficer]:
    ranks = iter(_ranks(service, len(posts), rng))
    word, letter = ("Polisi", "P") if service == "police" else ("Prajurit", "T")
    people, led = [], set()
    for number, unit in enumerate(posts, 1):
        rank = next(ranks)
        if unit.code not in led:
            led.add(unit.code)
            rank = CHIEFS[unit.kind]
        people.append(
            SyntheticOfficer(
                f"CONTOH{letter}{number:05d}", f"Contoh {word} {number:04d}", rank, unit
            )
        )
    return people


def _ranks(service: str, count: int, rng: np.random.RandomState) -> list[str]:
    shares = largest_remainder(POLICE_RANKS if service == "police" else ARMY_RANKS, count)
    ranks = [rank for rank, share in shares.items() for _ in range(share)]
    return [ranks[place] for place in rng.permutation(count)]


def write_officers(officers: Sequence[SyntheticOfficer], path: Path) -> None:
    """Writes the roster as CSV (UTF-8, commas), as the import reads it."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(officer.as_row() for officer in officers)
