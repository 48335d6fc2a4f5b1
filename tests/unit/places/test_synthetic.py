"""The made stations of Jember: every sum exact, every rule kept, the same each time."""

import csv
import tomllib
from collections import Counter
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from kondusif.people.example import read_targets, read_villages
from kondusif.places.cells import village_cells
from kondusif.places.importing import AreaLookup, KnownArea, parse_stations, read_table
from kondusif.places.synthetic import (
    SpecialPlace,
    Targets,
    Village,
    largest_remainder,
    make_stations,
    spread_voters,
    write_stations,
)
from tests.shared_data import shared

EXAMPLE = Path(__file__).parents[3] / "example_data" / "jember"


@pytest.fixture(scope="module")
def villages():
    return read_villages(EXAMPLE / "areas.csv")


@pytest.fixture(scope="module")
def targets():
    return read_targets(tomllib.loads((EXAMPLE / "synthetic.toml").read_text())["stations"])


@pytest.fixture(scope="module")
def stations(villages, targets):
    return make_stations(villages, targets)


def test_the_published_sums(stations):
    assert len(stations) == 4046
    assert sum(one.voters for one in stations) == 1_955_219
    assert max(one.voters for one in stations) <= 600
    assert min(one.voters for one in stations) > 0


def test_counts_per_village_by_the_largest_remainder(stations, villages):
    expected = hamilton({one.code: one.weight for one in villages}, 4046)
    assert Counter(one.village.code for one in stations) == expected
    assert len(expected) == 248


def hamilton(weights: dict[str, int], total: int) -> dict[str, int]:
    """The same rule, written another way: fractions, and the remainders ranked."""
    from fractions import Fraction

    whole = sum(weights.values())
    quotas = {code: Fraction(total * weight, whole) for code, weight in weights.items()}
    shares = {code: int(quota) for code, quota in quotas.items()}
    ranked = sorted(quotas, key=lambda code: (shares[code] - quotas[code], code))
    for code in ranked[: total - sum(shares.values())]:
        shares[code] += 1
    return shares


def test_numbers_run_from_one_in_every_village(stations):
    numbers: dict[str, list[int]] = {}
    for one in stations:
        numbers.setdefault(one.village.code, []).append(one.number)
    for code, found in numbers.items():
        ordinary = [number for number in found if number < 900]
        assert ordinary == list(range(1, len(ordinary) + 1)), code


def test_the_prison(stations):
    prison = [one for one in stations if one.special]
    assert [(one.village.name, one.number) for one in prison] == [
        ("Jemberlor", 901),
        ("Jemberlor", 902),
    ]
    assert sum(one.voters for one in prison) == 981
    assert len({(one.lat, one.lon) for one in prison}) == 1


def test_andongrejos_remote_stations_lie_farthest_out(stations):
    own = [one for one in stations if one.village.name == "Andongrejo"]
    remote = [one for one in own if one.remote]
    assert remote == own[-6:]
    assert all("berkuda" in one.note for one in remote)

    def distance(one):
        return (one.lat - one.village.lat) ** 2 + (one.lon - one.village.lon) ** 2

    assert min(map(distance, remote)) >= max(map(distance, own[:-6]))
    assert [one for one in stations if one.remote] == remote


def test_positions_lie_in_their_villages_cell(stations, villages):
    cells = village_cells({one.code: (one.lat, one.lon) for one in villages})
    for one in stations:
        assert cells[one.village.code].contains(shapely.Point(one.lon, one.lat)), one


def test_ordinary_positions_all_differ(stations):
    places = Counter((one.village.code, one.lat, one.lon) for one in stations if not one.special)
    assert max(places.values()) == 1


def test_the_same_seed_gives_the_same_list_and_another_one_another(villages, targets, stations):
    assert make_stations(villages, targets) == stations
    other = make_stations(villages, targets, seed=7)
    assert other != stations
    assert sum(one.voters for one in other) == 1_955_219


def test_the_normal_import_reads_the_list(stations, villages, tmp_path):
    path = tmp_path / "stations.csv"
    write_stations(stations, path)
    districts = {one.code[:8]: one.district for one in villages}
    lookup = AreaLookup.of(
        [KnownArea(code, name) for code, name in districts.items()]
        + [KnownArea(one.code, one.name, one.lat, one.lon) for one in villages]
    )
    parsed = parse_stations(read_table(path.read_bytes()), lookup)
    assert (parsed.problems, parsed.notes) == ((), ())
    assert [row.key for row in parsed.rows] == [(one.village.code, one.number) for one in stations]
    assert {row.position for row in parsed.rows} == {"synthetic"}
    assert [row.special for row in parsed.rows if row.special] == ["prison", "prison"]
    assert sum(row.remote for row in parsed.rows) == 6


# --- the rules by themselves

weights = st.dictionaries(st.text("abc", min_size=1), st.integers(0, 500), min_size=1).filter(
    lambda found: sum(found.values()) > 0
)


@given(weights, st.integers(0, 5000))
def test_largest_remainder_keeps_the_quota(weights, total):
    shares = largest_remainder(weights, total)
    assert sum(shares.values()) == total
    whole = sum(weights.values())
    for code, weight in weights.items():
        assert total * weight // whole <= shares[code] <= -(-total * weight // whole)


def test_largest_remainder_by_hand():
    # quotas 4.7, 3.1, 2.2 of 10: the one that is left goes to the first
    assert largest_remainder({"a": 47, "b": 31, "c": 22}, 10) == {"a": 5, "b": 3, "c": 2}
    assert largest_remainder({"b": 1, "a": 1}, 1) == {"a": 1, "b": 0}
    with pytest.raises(ValueError, match="more than 0"):
        largest_remainder({"a": 0}, 1)


@given(st.integers(1, 60), st.integers(1, 600), st.integers(0, 5), st.data())
def test_voters_always_fit(count, most, seed, data):
    total = data.draw(st.integers(count, count * most))
    voters = spread_voters(count, total, most, seed)
    assert (len(voters), sum(voters)) == (count, total)
    assert 1 <= min(voters) <= max(voters) <= most


@pytest.mark.parametrize("total", [9, 6001])
def test_voters_that_cannot_fit(total):
    with pytest.raises(ValueError, match="do not fit"):
        spread_voters(10, total, 600, 1)


def test_a_special_place_needs_enough_stations():
    village = Village("35.09.01.2001", "Contoh", "Contoh", -8.2, 113.5, 1)
    place = SpecialPlace(village.code, "Lapas", (10, 10))
    with pytest.raises(ValueError, match="1 stations, not 2"):
        make_stations([village], Targets(1, 20, special=(place,)))


# --- the facts that they are made from


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_villages_are_the_real_ones():
    ours = {row["kode"]: row for row in read(EXAMPLE / "areas.csv") if row["tingkat"] == "desa"}
    real = {row["kode_kemendagri"]: row for row in read(shared("jember/villages.csv"))}
    assert set(ours) == set(real)
    for code, row in ours.items():
        fact = real[code]
        assert (row["nama"], row["jenis"]) == (fact["desa_kelurahan"], fact["jenis"])
        assert row["tps_2024"] == fact["tps_pemilu2024"]
        assert abs(float(row["lintang"]) - float(fact["lat"])) <= 0.0005
        assert abs(float(row["bujur"]) - float(fact["lng"])) <= 0.0005
        assert len(row["lintang"].partition(".")[2]) == 3


def test_the_villages_count_as_published():
    rows = read(EXAMPLE / "areas.csv")
    kinds = Counter(row["jenis"] for row in rows)
    assert kinds == {"provinsi": 1, "kabupaten": 1, "kecamatan": 31, "desa": 226, "kelurahan": 22}
    assert sum(int(row["tps_2024"]) for row in rows if row["tingkat"] == "desa") == 7706


def test_the_bawaslu_counts_are_the_published_ones():
    ours = {row["number"]: row["jember"] for row in read(EXAMPLE / "bawaslu.csv")}
    facts = read(shared("jember/bawaslu_indicators.csv"))
    real = {row["no"]: row["jember_pilkada2024"] for row in facts if row["no"] != "#"}
    assert ours == real


def test_every_fact_names_its_source():
    for name in ("strength.csv", "stages.csv", "events.csv"):
        assert all(row["source"] for row in read(EXAMPLE / name)), name
