"""Rosters of both services. Every name is an example."""

import pytest

from kondusif.places.importing import KnownUnit, UnitLookup, parse_officers, read_table
from kondusif.places.importing.ranks import read_rank
from tests.unit.places.importing.workbooks import csv_bytes, grid, xlsx

UNITS = UnitLookup.of(
    [
        KnownUnit("P", "Polres Jember", "police"),
        KnownUnit("P-20", "Polsek Patrang", "police"),
        KnownUnit("K-20", "Koramil Patrang", "army"),
    ]
)
HEADER = "No;NRP/NIP;Nama;Pangkat;Satuan/Kesatuan;No. HP"


def parse(*lines: str, header: str = HEADER):
    return parse_officers(read_table(csv_bytes(header, *lines)), UNITS)


def told(parsed) -> list[tuple]:
    return [(found.row, found.column, found.value) for found in parsed.problems]


def test_a_roster_of_both_services():
    parsed = parse(
        "1;85010203;Contoh 0001;BRIPKA;POLSEK PATRANG;0812-3456-7890",
        "2;31010234;Contoh 0002;Letda Inf.;K-20;",
    )
    assert parsed.problems == ()
    first, second = parsed.rows
    assert (first.key, first.rank, first.unit, first.service) == (
        "85010203",
        "Bripka",
        "P-20",
        "police",
    )
    assert first.phone == "+6281234567890"
    assert (second.rank, second.unit, second.service, second.phone) == ("Letda", "K-20", "army", "")


def test_numbers_that_excel_made_of_service_and_phone_numbers():
    header = ["NRP", "Nama", "Pangkat", "Satuan", "HP"]
    data = xlsx(
        ("A", grid(header, [85010203.0, "Contoh", "Aipda", "Polres Jember", 81234567890.0]))
    )
    row = parse_officers(read_table(data), UNITS).rows[0]
    assert (row.service_number, row.phone) == ("85010203", "+6281234567890")


def test_a_long_number_that_excel_cut_is_refused():
    data = xlsx(
        ("A", grid(["NIP", "Nama", "Pangkat", "Satuan"], [198501022010011001.0, "C", "Aipda", "P"]))
    )
    parsed = parse_officers(read_table(data), UNITS)
    assert "15 digits" in parsed.problems[0].reason


@pytest.mark.parametrize(
    ("text", "rank", "service"),
    [
        ("AIPTU", "Aiptu", "police"), ("Ajun Inspektur Polisi Satu", "Aiptu", "police"),
        ("AKP (K)", "AKP", "police"), ("KOMBES POL.", "Kombes Pol", "police"), ("Brigadir", "Brigpol", "police"),
        ("Kapten Inf", "Kapten", "army"), ("SERSAN SATU", "Sertu", "army"), ("Penata Muda", "", ""),
    ],
)  # fmt: skip
def test_ranks(text, rank, service):
    assert read_rank(text) == (rank, service)


def test_unknown_ranks_and_telephones_are_noted_and_not_refused():
    parsed = parse("1;85010203;Contoh;Penata Muda;P;rumah")
    assert parsed.ok
    assert (parsed.rows[0].rank, parsed.rows[0].phone) == ("Penata Muda", "")
    assert [note.column for note in parsed.notes] == ["Pangkat", "No. HP"]


def test_contradictions_between_rank_and_unit():
    parsed = parse("1;85010203;Contoh;Sertu;Polsek Patrang;")
    assert told(parsed) == [(2, "Pangkat", "Sertu")]


def test_missing_values_unknown_units_and_duplicates():
    parsed = parse(
        "1;;Contoh 1;Aipda;P;",
        "2;85010203;;Aipda;P;",
        "3;85010204;Contoh 3;Aipda;Polsek Patrong;",
        "4;85010205;Contoh 4;Aipda;;",
        "5;85010206;Contoh 5;Aipda;P;",
        "6;NRP 85010206;Contoh 6;Aipda;P;",
    )
    assert told(parsed) == [
        (2, "NRP/NIP", ""), (3, "Nama", ""), (4, "Satuan/Kesatuan", "Polsek Patrong"),
        (5, "Satuan/Kesatuan", ""), (7, "NRP/NIP", "NRP 85010206"),
    ]  # fmt: skip
    assert "Nearest: Polsek Patrang" in parsed.problems[2].reason
    assert "already stands in row 6" in parsed.problems[4].reason


def test_two_units_of_one_name_need_a_code():
    units = UnitLookup.of(
        [KnownUnit("A", "Bag Ops", "police"), KnownUnit("B", "Bag Ops", "police")]
    )
    table = read_table(csv_bytes(HEADER, "1;85010203;Contoh;Aipda;Bag Ops;"))
    assert "A, B" in parse_officers(table, units).problems[0].reason
