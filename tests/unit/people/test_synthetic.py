"""The made rosters: plainly examples, exact in number, the same each time."""

import re
from collections import Counter
from pathlib import Path

import pytest

from kondusif.people.example import make_example, read_units
from kondusif.people.synthetic import Unit, make_officers
from kondusif.places.importing import (
    AreaLookup,
    KnownArea,
    KnownUnit,
    UnitLookup,
    parse_areas,
    parse_officers,
    parse_units,
    read_table,
)

EXAMPLE = Path(__file__).parents[3] / "example_data" / "jember"
STRENGTHS = {"police": 1067, "army": 460}


@pytest.fixture(scope="module")
def units():
    return read_units(EXAMPLE / "units.csv")


@pytest.fixture(scope="module")
def officers(units):
    return make_officers(units, STRENGTHS)


def test_strengths_and_plain_names(officers):
    assert Counter(one.unit.service for one in officers) == STRENGTHS
    assert all(re.fullmatch(r"Contoh (Polisi|Prajurit) \d{4}", one.name) for one in officers)
    assert all(re.fullmatch(r"CONTOH[PT]\d{5}", one.service_number) for one in officers)
    assert len({one.service_number for one in officers}) == 1527


def test_every_unit_is_manned_and_led(officers, units):
    assert {one.unit.code for one in officers} == {unit.code for unit in units}
    counts = Counter(one.unit.code for one in officers)
    for unit in units:
        if unit.kind == "polsek":
            assert counts[unit.code] >= 10, unit
        if unit.kind == "koramil":
            assert counts[unit.code] >= 6, unit
    first = {}
    for one in officers:
        first.setdefault(one.unit.code, one.rank)
    assert first["POLRES-JEMBER"] == "AKBP"
    assert first["KODIM-0824"] == "Letkol"
    assert first["POLSEK-SILO"] == "AKP"


def test_about_forty_percent_of_the_police_work_at_headquarters(officers):
    at_sectors = sum(one.unit.kind == "polsek" for one in officers)
    assert at_sectors / 1067 == pytest.approx(0.60, abs=0.005)


def test_larger_sectors_have_more(officers, units):
    counts = Counter(one.unit.code for one in officers)
    sectors = sorted(
        (unit for unit in units if unit.kind == "polsek"), key=lambda unit: unit.weight
    )
    assert counts[sectors[-1].code] > counts[sectors[0].code]


def test_the_same_each_time(units, officers):
    assert make_officers(units, STRENGTHS) == officers


def test_too_few_for_the_sectors(units):
    with pytest.raises(ValueError, match="too few"):
        make_officers(units, {"police": 100})
    with pytest.raises(ValueError, match="headquarters"):
        make_officers([Unit("A", "Polsek A", "polsek", "police", 1)], {"police": 50})


def test_the_whole_example_passes_the_normal_import(tmp_path):
    _, path = make_example(EXAMPLE, tmp_path)
    areas = parse_areas(read_table((EXAMPLE / "areas.csv").read_bytes()))
    lookup = AreaLookup.of(KnownArea(row.code, row.name, row.lat, row.lon) for row in areas.rows)
    units = parse_units(read_table((EXAMPLE / "units.csv").read_bytes()), lookup)
    known = UnitLookup.of(KnownUnit(row.code, row.name, row.service) for row in units.rows)
    officers = parse_officers(read_table(path.read_bytes()), known)
    assert (areas.problems, units.problems, officers.problems) == ((), (), ())
    assert Counter(row.kind for row in units.rows) == {
        "polres": 1, "function": 12, "polsek": 31, "kodim": 1, "koramil": 31,
    }  # fmt: skip
    assert Counter(row.service for row in officers.rows) == STRENGTHS
    assert all(row.synthetic for row in officers.rows)


def test_making_it_twice_gives_the_same_bytes(tmp_path):
    first = [path.read_bytes() for path in make_example(EXAMPLE, tmp_path / "a")]
    second = [path.read_bytes() for path in make_example(EXAMPLE, tmp_path / "b")]
    assert first == second
