"""Stations for an operation whose own list isn't at hand: real counts, invented places and voters.

Counts per village follow a real election by the largest-remainder rule; positions lie inside the
village's cell; voters sum to the published figure. Every row says that its position is synthetic.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kondusif.places.cells import Centre, sample_points, village_cells

COLUMNS = (
    "kode_desa", "kecamatan", "desa_kelurahan", "no_tps", "jumlah_pemilih", "lintang", "bujur",
    "lokasi", "lokasi_khusus", "terpencil", "posisi", "keterangan",
)  # fmt: skip
USUAL_SPREAD = 55  # voters, one standard deviation between stations
REMOTE_VOTERS = (110, 260)  # a plantation's station has few voters (Sumbersalak: 125 in 2024)


@dataclass(frozen=True)
class Village:
    """A village and how many stations it had in the election that counts are taken from."""

    code: str
    name: str
    district: str
    lat: float
    lon: float
    weight: int


@dataclass(frozen=True)
class SpecialPlace:
    """Stations at a special location (KPU numbers them from 901); they are among the village's
    count.
    """

    village: str
    location: str
    voters: tuple[int, ...]
    kind: str = "lapas"


@dataclass(frozen=True)
class RemotePlace:
    """The last `stations` of a village are hard to reach; `note` says why."""

    village: str
    stations: int
    note: str


@dataclass(frozen=True)
class Targets:
    """What the made list must add up to."""

    stations: int
    voters: int
    max_voters: int = 600
    special: tuple[SpecialPlace, ...] = ()
    remote: tuple[RemotePlace, ...] = ()


@dataclass(frozen=True)
class SyntheticStation:
    """One made station; `special` is the kind of special place or ""."""

    village: Village
    number: int
    voters: int
    lat: float
    lon: float
    location: str = ""
    special: str = ""
    remote: bool = False
    note: str = ""

    def as_row(self) -> dict[str, object]:
        """The station as a row of a list that the normal import reads."""
        return {
            "kode_desa": self.village.code,
            "kecamatan": self.village.district,
            "desa_kelurahan": self.village.name,
            "no_tps": f"TPS {self.number:03d}",
            "jumlah_pemilih": self.voters,
            "lintang": f"{self.lat:.5f}",
            "bujur": f"{self.lon:.5f}",
            "lokasi": self.location,
            "lokasi_khusus": self.special,
            "terpencil": "ya" if self.remote else "",
            "posisi": "sintetis",
            "keterangan": self.note,
        }


def largest_remainder(weights: Mapping[str, int], total: int) -> dict[str, int]:
    """Shares of `total` in proportion to the weights, whole numbers that add up to it (Hamilton's
    method).

    The parts left after rounding down go to the largest remainders, ties to the lower code. Exact:
    no floats.
    """
    whole = sum(weights.values())
    if whole <= 0:
        raise ValueError("the weights must add up to more than 0")
    shares = {code: total * weight // whole for code, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda code: (-(total * weights[code] % whole), code))
    for code in by_remainder[: total - sum(shares.values())]:
        shares[code] += 1
    return shares


def make_stations(
    villages: Sequence[Village], targets: Targets, seed: int = 2024
) -> list[SyntheticStation]:
    """Stations by village and number. The same villages, targets and seed give the same list.

    Raises ValueError where the voters can't fit into the stations, or a special place has more
    stations than its village gets.
    """
    counts = largest_remainder({one.code: one.weight for one in villages}, targets.stations)
    cells = village_cells({one.code: (one.lat, one.lon) for one in villages})
    special = {place.village: place for place in targets.special}
    remote = {place.village: place for place in targets.remote}
    made: list[SyntheticStation] = []
    for village in sorted(villages, key=lambda one: one.code):
        count = counts[village.code]
        rng = _rng(seed, village.code)
        centre = (village.lat, village.lon)
        points = sample_points(cells[village.code], centre, count, rng) if count else []
        made += _of_village(
            village, points, special.get(village.code), remote.get(village.code), rng
        )
    return _with_voters(made, targets, seed)


def _rng(seed: int, code: str) -> np.random.RandomState:
    """A stream of each village's own, so that a change in one leaves the others; RandomState never
    changes (NEP 19).
    """
    return np.random.RandomState([seed, *(int(part) for part in code.split("."))])


def _of_village(
    village: Village,
    points: list[Centre],
    special: SpecialPlace | None,
    remote: RemotePlace | None,
    rng: np.random.RandomState,
) -> list[SyntheticStation]:
    guests = len(special.voters) if special else 0
    if guests > len(points):
        raise ValueError(f"{village.name} has {len(points)} stations, not {guests}")
    if remote:  # the remote ones lie farthest out
        points.sort(key=lambda point: _squared_distance(point, (village.lat, village.lon)))
    ordinary = len(points) - guests
    far = remote.stations if remote else 0
    made = []
    for number, (lat, lon) in enumerate(points[:ordinary], 1):
        if remote and number > ordinary - far:
            voters = int(rng.randint(*REMOTE_VOTERS))
            station = SyntheticStation(
                village, number, voters, lat, lon, remote=True, note=remote.note
            )
        else:
            station = SyntheticStation(village, number, 0, lat, lon)
        made.append(station)
    return made + (_special(village, special, points[ordinary]) if special else [])


def _special(village: Village, place: SpecialPlace, point: Centre) -> list[SyntheticStation]:
    """All stations of a special place stand on one site."""
    return [
        SyntheticStation(
            village, number, voters, *point, location=place.location, special=place.kind
        )
        for number, voters in enumerate(place.voters, 901)
    ]


def _squared_distance(point: Centre, other: Centre) -> float:
    return (point[0] - other[0]) ** 2 + (point[1] - other[1]) ** 2


def _with_voters(
    made: list[SyntheticStation], targets: Targets, seed: int
) -> list[SyntheticStation]:
    """The stations with voters, so that all of them sum to the target."""
    open_ones = [station for station in made if not station.voters]
    wanted = targets.voters - sum(station.voters for station in made)
    voters = spread_voters(len(open_ones), wanted, targets.max_voters, seed)
    drawn = iter(voters)
    return [
        station if station.voters else _replace_voters(station, next(drawn)) for station in made
    ]


def _replace_voters(station: SyntheticStation, voters: int) -> SyntheticStation:
    return SyntheticStation(**{**vars(station), "voters": voters})


def spread_voters(count: int, total: int, most: int, seed: int) -> list[int]:
    """`count` whole numbers from 1 to `most` around their mean that sum to `total`. Raises
    ValueError if none do.
    """
    if not count <= total <= count * most:
        raise ValueError(f"{total} voters do not fit into {count} stations of at most {most}")
    if count == 0:
        return []
    rng = np.random.RandomState(seed)
    drawn = total / count + USUAL_SPREAD * rng.standard_normal(count)
    voters = np.clip(np.round(drawn), 1, most).astype(int)
    while missing := total - int(voters.sum()):
        step = 1 if missing > 0 else -1
        movable = np.flatnonzero((voters + step >= 1) & (voters + step <= most))
        voters[rng.permutation(movable)[: abs(missing)]] += step
    return [int(number) for number in voters]


def write_stations(stations: Sequence[SyntheticStation], path: Path) -> None:
    """Writes the list as CSV (UTF-8, commas), as the import reads it."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(station.as_row() for station in stations)
