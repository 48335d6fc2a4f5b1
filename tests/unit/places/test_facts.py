from dataclasses import replace

import pytest

from kondusif.places.importing import AreaRow, StationRow
from kondusif.places.rules import above, area_facts, clip, keep_position, regency_of, station_facts

ROW = StationRow(
    village="35.09.01.2001",
    number=4,
    voters=510,
    male=250,
    female=260,
    lat=-8.2,
    lon=113.7,
    position="given",
    location="Balai desa",
    address="Dusun Krajan",
    special="",
    remote=False,
    notes="",
    row=7,
)


def test_a_station_keeps_place_and_address_as_one_text():
    facts = station_facts(ROW)
    assert facts.location == "Balai desa · Dusun Krajan"
    assert facts.code == "35.09.01.2001-004"


def test_a_position_that_a_newer_list_leaves_out_stays():
    known = station_facts(ROW)
    newer = replace(known, lat=-8.0, lon=113.0, position="estimated")
    assert keep_position(newer, known) == known
    assert keep_position(newer, replace(known, position="estimated")) == newer
    assert keep_position(newer, None) == newer


def test_a_centre_that_a_newer_list_leaves_out_stays():
    row = AreaRow("35.09.01", "district", "Contoh", "35.09", "kecamatan", None, None, 2)
    known = area_facts(replace(row, lat=-8.2, lon=113.7), None)
    assert (area_facts(row, known).lat, area_facts(row, known).lon) == (-8.2, 113.7)
    assert area_facts(row, None).lat is None


@pytest.mark.parametrize(("text", "length"), [("x" * 200, 200), ("x" * 201, 200), ("", 0)])
def test_long_texts_end_with_a_sign(text, length):
    cut = clip(text)
    assert len(cut) == length
    assert cut.endswith("…") == (len(text) > 200)


def test_codes_nest():
    assert above(["35.09.12.2001", "35.09.12"]) == {"35", "35.09", "35.09.12"}
    assert regency_of("35.09.12.2001") == "35.09"
    assert regency_of("35") == "35"
