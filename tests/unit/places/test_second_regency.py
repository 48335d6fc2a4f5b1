"""Another regency's lists, messy as they are, pass the same readers: as CSV and as XLSX."""

import importlib.util
import shutil
from collections import Counter
from pathlib import Path

import pytest

from kondusif.places.importing import (
    AreaLookup,
    KnownArea,
    KnownUnit,
    UnitLookup,
    parse_areas,
    parse_officers,
    parse_stations,
    parse_units,
    read_table,
)

SOURCE = Path(__file__).parents[3] / "example_data" / "second-regency"
LISTS = ("wilayah.csv", "tps.csv", "satuan.csv", "personel.csv")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A copy of the folder, its lists made again, with the XLSX files beside them."""
    folder = tmp_path_factory.mktemp("regency")
    shutil.copy(SOURCE / "districts.csv", folder)
    shutil.copy(SOURCE / "build.py", folder)
    spec = importlib.util.spec_from_file_location("second_regency_build", folder / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main(folder)
    return folder


def test_the_committed_lists_are_what_the_script_makes(built):
    for name in LISTS:
        assert (built / name).read_bytes() == (SOURCE / name).read_bytes(), name


def test_the_folder_stays_small():
    assert sum(path.stat().st_size for path in SOURCE.iterdir() if path.is_file()) < 300_000


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_all_lists_load_in_order(built, suffix):
    def table(name):
        return read_table((built / f"{name}.{suffix}").read_bytes())

    areas = parse_areas(table("wilayah"))
    assert areas.problems == ()
    assert Counter(row.level for row in areas.rows) == {
        "province": 1, "regency": 1, "district": 17, "village": 75,
    }  # fmt: skip
    lookup = AreaLookup.of(KnownArea(row.code, row.name, row.lat, row.lon) for row in areas.rows)

    stations = parse_stations(table("tps"), lookup)
    assert stations.problems == ()
    assert len(stations.rows) == 1662
    assert sum(row.voters for row in stations.rows) == 1662 * 446
    assert all(row.male + row.female == row.voters for row in stations.rows)
    estimated = [row for row in stations.rows if row.position == "estimated"]
    says = Counter(note.reason.partition(";")[0] for note in stations.notes if note.column)
    assert says == {
        "No position is given": 18,
        "Latitude and longitude look swapped": 17,
        "The position lies outside the regency": 7,
    }
    assert len(estimated) == 42
    centres = {(village.lat, village.lon) for village in lookup.villages()}
    assert all((row.lat, row.lon) in centres for row in estimated)

    units = parse_units(table("satuan"), lookup)
    assert units.problems == ()
    assert Counter(row.kind for row in units.rows) == {
        "polres": 1,
        "polsek": 17,
        "kodim": 1,
        "koramil": 17,
    }
    assert {row.parent for row in units.rows if row.kind == "koramil"} == {"DIM"}
    assert all(row.area for row in units.rows if row.parent)

    known = UnitLookup.of(KnownUnit(row.code, row.name, row.service) for row in units.rows)
    officers = parse_officers(table("personel"), known)
    assert officers.problems == ()
    assert Counter(row.service for row in officers.rows) == {"police": 420, "army": 200}
