"""Lists of units, as a tree for each service."""

import pytest

from kondusif.places.importing import KnownUnit, UnitLookup, parse_units, read_table
from kondusif.places.importing.units import kind_by_name
from tests.unit.places.importing.workbooks import csv_bytes, lookup


def parse(*lines: str, known=None):
    return parse_units(read_table(csv_bytes(*lines)), lookup(), known)


def told(parsed) -> list[tuple]:
    return [(found.row, found.column, found.value) for found in parsed.problems]


def test_a_tree_with_parents_by_code_and_by_name_in_any_order():
    parsed = parse(
        "Kode;Nama Satuan;Jenis;Instansi;Induk;Kecamatan;Lintang;Bujur",
        "P-20;Polsek Patrang;Polsek;Polri;Polres Jember;Patrang;-8,14;113,7",
        "P;Polres Jember;;;;;;",
        "K-20;Koramil 0824/20;Koramil;TNI AD;k;35.09.20;;",
        "K;Kodim 0824;Kodim;TNI;;;;",
    )
    assert parsed.problems == ()
    assert [(row.code, row.kind, row.service, row.parent, row.area) for row in parsed.rows] == [
        ("P-20", "polsek", "police", "P", "35.09.20"),
        ("P", "polres", "police", "", ""),
        ("K-20", "koramil", "army", "K", "35.09.20"),
        ("K", "kodim", "army", "", ""),
    ]
    assert (parsed.rows[0].lat, parsed.rows[1].lat) == (-8.14, None)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("POLSEK AJUNG", "polsek"), ("Polresta Sidoarjo", "polres"), ("Satlantas", "function"), ("Bag Ops", "function"),
        ("Koramil 0824/08 Silo", "koramil"), ("Yonif 509", "korem"), ("Sat Brimob", "polda"),
        ("Si Humas", "function"), ("Dinas Pasar", ""), ("Polda Jatim", "polda"), ("Pos Polisi Kota", "polda"),
    ],
)  # fmt: skip
def test_kinds_told_from_names(name, kind):
    assert kind_by_name(name) == kind


def test_units_outside_the_two_trees_are_kept_as_other():
    parsed = parse("Kode;Nama;Instansi", "A;Kompi Brimob A;", "B;Yonif 509;", "C;Kesatuan Baru;TNI")
    assert [(row.kind, row.service) for row in parsed.rows] == [
        ("other", "police"), ("other", "army"), ("other", "army"),
    ]  # fmt: skip


def test_a_code_is_made_from_the_name_and_noted():
    parsed = parse("Nama;Jenis", "Polsek Sumber Baru;polsek")
    assert parsed.rows[0].code == "POLSEK-SUMBER-BARU"
    assert "was made from its name" in parsed.notes[0].reason


def test_a_parent_may_be_known_already_but_must_be_of_the_same_service():
    known = UnitLookup.of([KnownUnit("P", "Polres Jember", "police")])
    header = "Kode;Nama;Induk"
    assert parse(header, "P-1;Polsek Jombang;Polres Jember", known=known).rows[0].parent == "P"
    parsed = parse(header, "K-1;Koramil Jombang;P", known=known)
    assert told(parsed) == [(2, "Induk", "P")]
    assert "belongs to Polri" in parsed.problems[0].reason


def test_unknown_parents_areas_kinds_and_names():
    parsed = parse(
        "Kode;Nama;Induk;Kecamatan",
        "A;Polsek A;Polres Jembar;",
        "B;Polsek B;;Patrong",
        "C;Dinas Pasar;;",
        "D;;;Patrang",
        "E;Polres Jember;;35.99",
    )
    assert told(parsed) == [
        (2, "Induk", "Polres Jembar"), (3, "Kecamatan", "Patrong"), (4, "Nama", "Dinas Pasar"),
        (5, "Nama", ""), (6, "Kecamatan", "35.99"),
    ]  # fmt: skip
    assert "Nearest: Polres Jember" in parsed.problems[0].reason


def test_a_service_that_contradicts_the_kind():
    parsed = parse("Kode;Nama;Instansi", "A;Polsek A;TNI")
    assert told(parsed) == [(2, "Instansi", "TNI")]


def test_duplicates_and_circles():
    parsed = parse("Kode;Nama;Induk", "A;Polsek A;B", "B;Polsek B;A", "A;Polsek C;")
    assert told(parsed) == [(2, "Induk", "B"), (3, "Induk", "A"), (4, "Kode", "A")]
    assert "A > B > A" in parsed.problems[0].reason
