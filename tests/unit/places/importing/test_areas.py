"""Area lists in the ministry's and in KPU's shape."""

import pytest

from kondusif.places.importing import parse_areas, read_table
from tests.unit.places.importing.workbooks import csv_bytes, grid, lookup, xlsx


def parse(*lines: str, known=None):
    return parse_areas(read_table(csv_bytes(*lines)), known)


def told(parsed) -> list[tuple]:
    return [(found.row, found.column, found.value) for found in parsed.problems]


MINISTRY = (
    "Kode;Nama;Jenis;Lat;Lon",
    "35;JAWA TIMUR;;;",
    "35.09;KABUPATEN JEMBER;kabupaten;;",
    "35.09.20;Kecamatan Patrang;;;",
    "3509201006;JEMBER LOR;Kelurahan;-8,158;113,703",
    "35.09.20.2009;Desa Wonorejo;Desa;-8,130;113,711",
)


def test_one_row_per_area():
    parsed = parse(*MINISTRY)
    assert parsed.problems == ()
    assert [(row.code, row.level, row.name, row.parent, row.kind, row.row) for row in parsed.rows] == [
        ("35", "province", "Jawa Timur", "", "provinsi", 2),
        ("35.09", "regency", "Kabupaten Jember", "35", "kabupaten", 3),
        ("35.09.20", "district", "Patrang", "35.09", "kecamatan", 4),
        ("35.09.20.1006", "village", "Jember Lor", "35.09.20", "kelurahan", 5),
        ("35.09.20.2009", "village", "Wonorejo", "35.09.20", "desa", 6),
    ]  # fmt: skip


def test_areas_above_get_the_mean_of_their_villages():
    district = parse(*MINISTRY).rows[2]
    assert (district.lat, district.lon) == (pytest.approx(-8.144), pytest.approx(113.707))


def test_one_row_per_village_with_everything_above_in_columns():
    parsed = parse(
        "PROVINSI;KABUPATEN/KOTA;KECAMATAN;KODE DESA;DESA/KELURAHAN",
        "JAWA TIMUR;JEMBER;PATRANG;3509201006;JEMBERLOR",
        "JAWA TIMUR;JEMBER;PATRANG;3509202009;WONOREJO",
        "JAWA TIMUR;JEMBER;KENCONG;3509022005;WONOREJO",
    )
    assert parsed.problems == ()
    assert [(row.code, row.name) for row in parsed.rows] == [
        ("35", "Jawa Timur"), ("35.09", "Jember"), ("35.09.02", "Kencong"), ("35.09.02.2005", "Wonorejo"),
        ("35.09.20", "Patrang"), ("35.09.20.1006", "Jemberlor"), ("35.09.20.2009", "Wonorejo"),
    ]  # fmt: skip


def test_columns_that_count_villages_are_no_names():
    parsed = parse("kode;kecamatan;desa;kelurahan", "35.09.01;Jombang;6;0", "35.09.20;Patrang;0;8")
    assert [row.name for row in parsed.rows if row.level == "district"] == ["Jombang", "Patrang"]


def test_what_lies_above_may_be_known_already():
    parsed = parse("Kode;Nama", "35.09.20.1007;Gebang", known=lookup())
    assert parsed.ok
    assert [row.code for row in parsed.rows] == ["35.09.20.1007"]


def test_a_missing_district_is_a_problem_and_a_missing_regency_a_note():
    parsed = parse("Kode;Nama", "35.09.20.1006;Jemberlor")
    assert told(parsed) == [(2, "Kecamatan", "")]
    assert "35.09.20" in parsed.problems[0].reason
    parsed = parse("Kode;Nama", "35.09.20;Patrang")
    assert parsed.ok
    assert [row.name for row in parsed.rows] == ["Jawa Timur", "Kabupaten 35.09", "Patrang"]
    assert any("Kabupaten 35.09 was put in its place" in note.reason for note in parsed.notes)


def test_duplicates_and_contradictions_at_the_later_row():
    assert told(parse(*MINISTRY, "3509201006;Jemberlor;;;")) == [(7, "Kode", "3509201006")]
    parsed = parse(
        "Kecamatan;Kode Desa;Desa", "Patrang;3509201006;Jemberlor", "Petrang;3509202009;Wonorejo"
    )
    assert told(parsed) == [(3, "Kecamatan", "Petrang")]
    assert "called Petrang here and Patrang in row 2" in parsed.problems[0].reason


def test_codes_that_contradict_each_other():
    parsed = parse(
        "Kode Kecamatan;Kecamatan;Kode Desa;Desa", "35.09.02;Kencong;3509201006;Jemberlor"
    )
    assert told(parsed) == [(2, "Kode Kecamatan", "35.09.02")]
    assert told(parse("Kode;Nama;Tingkat", "35.09;Jember;Kecamatan")) == [
        (2, "Tingkat", "Kecamatan")
    ]


def test_bad_codes_and_empty_names():
    parsed = parse("Kode;Nama", "35.9;Jember;", "35.09;", ";Jember")
    assert told(parsed) == [(2, "Kode", "35.9"), (3, "Nama", ""), (4, "Kode", "")]


def test_the_code_decides_the_kind_and_a_difference_is_noted():
    parsed = parse(*MINISTRY[:4], "3509201006;Jemberlor;Desa;;")
    assert parsed.rows[3].kind == "desa"
    assert any(note.row == 5 and "kelurahan" in note.reason for note in parsed.notes)


def test_swapped_and_foreign_centres_are_left_out():
    parsed = parse(*MINISTRY[:4], "3509201006;A;;113,7;-8,1", "3509202009;B;;48,85;2,35")
    assert [(row.lat, row.lon) for row in parsed.rows if row.level == "village"] == [
        (None, None)
    ] * 2
    assert [note.row for note in parsed.notes] == [5, 6]
    assert "swapped" in parsed.notes[0].reason


def test_codes_that_excel_made_numbers():
    data = xlsx(("A", grid(["Kode", "Nama"], [35.0, "Jawa Timur"], [350920.0, "Patrang"])))
    parsed = parse_areas(read_table(data), lookup())
    assert [row.code for row in parsed.rows] == ["35", "35.09.20"]


def test_roman_numerals_stay_and_mixed_case_is_kept():
    names = [
        row.name
        for row in parse("Kode;Nama", "35.09.20;KARANG DUREN II", "35.09.21;van der Wijck").rows
    ]
    assert names[-2:] == ["Karang Duren II", "van der Wijck"]
