"""Station lists as they arrive, with everything that goes wrong in them."""

import pytest

from kondusif.places.importing import AreaLookup, Bounds, KnownArea, parse_stations, read_table
from kondusif.places.importing.station_columns import SCHEMA
from tests.unit.places.importing.workbooks import csv_bytes, grid, lookup, xlsx

HEADER = "Kecamatan;Desa/Kelurahan;No TPS;Jumlah Pemilih;Lintang;Bujur"


def parse(data: bytes, **options):
    return parse_stations(read_table(data), lookup(), **options)


def from_lines(*lines: str, header: str = HEADER, **options):
    return parse(csv_bytes(header, *lines), **options)


def one(*lines: str, header: str = HEADER):
    parsed = from_lines(*lines, header=header)
    assert parsed.problems == ()
    assert len(parsed.rows) == 1
    return parsed.rows[0]


def the_problem(parsed) -> tuple:
    assert not parsed.ok
    assert len(parsed.problems) == 1
    problem = parsed.problems[0]
    return problem.row, problem.column, problem.value, str(problem.reason)


def test_a_plain_row():
    row = one("JOMBANG;PADOMASAN;TPS 001;482;-8,2274;113,3352")
    assert row.key == ("35.09.01.2001", 1)
    assert row.code == "35.09.01.2001-001"
    assert (row.voters, row.lat, row.lon, row.position, row.row) == (
        482,
        -8.2274,
        113.3352,
        "given",
        2,
    )


@pytest.mark.parametrize(
    "header",
    [
        "KECAMATAN,NAMA KELURAHAN/DESA,NO. TPS,DPT,LATITUDE,LONGITUDE",
        "district,village,number,voters,lat,lon",
        "Kec.,Nama Desa,Nomor TPS,Jml Pemilih,Garis Lintang,Garis Bujur",
        "nama_kecamatan,nama_kelurahan,tps,jumlah_dpt,lat,lng",
        " Kecamatan , Kel/Desa , TPS , L + P ,Lintang / Latitude,Bujur / Longitude",
    ],
)
def test_headers_in_both_languages(header):
    row = one('"Patrang","Jember Lor","1","1.000",-8.16,113.7', header=header)
    assert (row.village, row.number, row.voters) == ("35.09.20.1006", 1, 1000)


@pytest.mark.parametrize(
    "village",
    [
        "Jemberlor",
        "JEMBER LOR",
        "Kel. Jember Lor",
        "Kelurahan JemberLor",
        "jember-lor",
        "Djember Lor",
        "Jember  Lorr",
    ],
)
def test_village_names_as_people_write_them(village):
    assert one(f"Kec. PATRANG;{village};1;100;;").village == "35.09.20.1006"


def test_the_same_name_in_two_districts_is_told_apart_by_the_district():
    assert one("Patrang;Wonorejo;1;100;;").village == "35.09.20.2009"
    row, column, value, reason = the_problem(from_lines(";Wonorejo;1;100;;"))
    assert (row, column, value) == (2, "Desa/Kelurahan", "Wonorejo")
    assert "Kencong, Patrang" in reason


def test_a_village_that_has_its_districts_name():
    assert one("Kencong;Kencong;1;100;;").village == "35.09.02.2003"


def test_an_unknown_village_comes_with_the_nearest():
    row, column, value, reason = the_problem(from_lines("Jombang;Padomasen;1;100;;"))
    assert (row, column, value) == (2, "Desa/Kelurahan", "Padomasen")
    assert "in Jombang" in reason
    assert "Nearest: Padomasan" in reason


def test_an_unknown_district_comes_with_the_nearest():
    row, column, value, reason = the_problem(from_lines("Patrong;Jemberlor;1;100;;"))
    assert (row, column, value) == (2, "Kecamatan", "Patrong")
    assert "Nearest: Patrang" in reason


def test_villages_by_code():
    header = "Kode Desa;Nama Desa;TPS;DPT"
    assert one("3509201006;Jember Lor;1;100", header=header).village == "35.09.20.1006"
    for code, says in (
        ("3509209999", "No area has this code"),
        ("350920", "code has ten"),
        ("35", "code has ten"),
    ):
        row, column, value, reason = the_problem(from_lines(f"{code};;1;100", header=header))
        assert (row, column, value) == (2, "Kode Desa", code)
        assert says in reason
    reason = the_problem(from_lines("3509201006;Keting;1;100", header=header))[3]
    assert "35.09.20.1006 belongs to Jemberlor" in reason


def test_a_code_of_another_district_than_the_row_names():
    header = "Kecamatan;Kode Desa;TPS;DPT"
    row, column, value, reason = the_problem(from_lines("Kencong;3509201006;1;100", header=header))
    assert (row, column, value) == (2, "Kecamatan", "Kencong")
    assert "lies in Patrang" in reason
    assert one("KEC. PATRANG;3509201006;1;100", header=header).village == "35.09.20.1006"


def test_a_village_column_may_hold_codes():
    assert one("35.09.20;35.09.20.1006;1;100;;").village == "35.09.20.1006"


def test_a_row_without_village():
    assert "names no village" in the_problem(from_lines("Patrang;;1;100;;"))[3]


def test_numbers_of_all_kinds_in_one_list():
    lines = [f"Jombang;Keting;{text};100;;" for text in ("TPS 001", "2", "003", "4.0", "TPS-05")]
    assert [row.number for row in from_lines(*lines).rows] == [1, 2, 3, 4, 5]


def test_a_duplicate_is_reported_at_the_later_row():
    parsed = from_lines(
        "Jombang;Keting;TPS 001;100;;", "Jombang;Keting;2;100;;", "JOMBANG;Desa Keting;1;90;;"
    )
    row, column, value, reason = the_problem(parsed)
    assert (row, column, value) == (4, "No TPS", "1")
    assert "already stands in row 2" in reason


def test_every_bad_cell_is_reported_at_once():
    parsed = from_lines(
        "Jombang;Keting;nol;banyak;sini;113", "Jombang;Keting;1;100;;", "Jombang;Keting;;100;;"
    )
    assert [(found.row, found.column, found.value) for found in parsed.problems] == [
        (2, "No TPS", "nol"),
        (2, "Jumlah Pemilih", "banyak"),
        (2, "Lintang", "sini"),
        (4, "No TPS", ""),
    ]


# --- voters


def test_men_and_women_make_the_total():
    row = one("Jombang;Keting;1;250;260", header="Kecamatan;Desa;TPS;L;P")
    assert (row.voters, row.male, row.female) == (510, 250, 260)


def test_a_total_that_is_not_the_sum():
    parsed = from_lines("Jombang;Keting;1;250;260;511", header="Kecamatan;Desa;TPS;L;P;L+P")
    row, column, value, reason = the_problem(parsed)
    assert (row, column, value) == (2, "L+P", "511")
    assert "250 men and 260 women are 510, not 511" in reason


def test_missing_voters_and_too_many():
    assert "number of voters is missing" in the_problem(from_lines("Jombang;Keting;1;-;;"))[3]
    notes = from_lines("Jombang;Keting;1;601;;").notes
    assert any("601 voters are more than the 600" in note.reason for note in notes)


# --- positions


@pytest.mark.parametrize(
    ("lat", "lon", "says"),
    [
        ("113,33", "-8,25", "swapped"), ("-7,25", "112,75", "outside"), ("0", "0", "outside"),
        ("-8225900", "113330", "outside"), ("", "", "No position"), ("-8,25", "-", "No position"),
    ],
)  # fmt: skip
def test_unbelievable_positions_go_to_the_villages_centre(lat, lon, says):
    parsed = from_lines(f"Jombang;Keting;1;100;{lat};{lon}")
    row = parsed.rows[0]
    assert parsed.ok
    assert (row.lat, row.lon, row.position) == (-8.259, 113.330, "estimated")
    notes = [note for note in parsed.notes if note.row == 2]
    assert len(notes) == 1
    assert says in notes[0].reason
    assert notes[0].column == "Lintang"


def test_the_regencys_outline_is_finer_than_its_box():
    triangle = {
        "type": "Polygon",
        "coordinates": [[[113.2, -8.4], [113.8, -8.4], [113.2, -8.0], [113.2, -8.4]]],
    }
    bounds = Bounds.of_geometry(triangle)
    inside = from_lines("Jombang;Keting;1;100;-8,3;113,3", bounds=bounds)
    outside = from_lines("Jombang;Keting;1;100;-8,05;113,75", bounds=bounds)
    assert (inside.rows[0].position, outside.rows[0].position) == ("given", "estimated")


def test_a_village_without_a_centre_needs_a_position():
    known = AreaLookup.of([KnownArea("35.09.01", "Jombang"), KnownArea("35.09.01.2002", "Keting")])
    parsed = parse_stations(read_table(csv_bytes(HEADER, "Jombang;Keting;1;100;;")), known)
    assert "Keting has no known centre" in the_problem(parsed)[3]


def test_a_list_may_say_how_its_positions_were_found():
    header = HEADER + ";Posisi"
    assert one("Jombang;Keting;1;100;-8,25;113,33;sintetis", header=header).position == "synthetic"
    assert one("Jombang;Keting;1;100;;;sintetis", header=header).position == "estimated"


def test_both_coordinates_in_one_column():
    header = "Kecamatan;Desa;TPS;DPT;Titik Koordinat"
    for text in ("-8.25, 113.33", "-8.25,113.33", "-8,25 113,33", "8°15' LS 113°19'48\" BT"):
        row = one(f"Jombang;Keting;1;100;{text}", header=header)
        assert (row.lat, row.lon) == (pytest.approx(-8.25), pytest.approx(113.33)), text
    parsed = from_lines("Jombang;Keting;1;100;113.33, -8.25", header=header)
    assert (parsed.notes[0].column, parsed.rows[0].position) == ("Titik Koordinat", "estimated")
    row, column, _, reason = the_problem(
        from_lines("Jombang;Keting;1;100;balai desa", header=header)
    )
    assert (row, column) == (2, "Titik Koordinat")
    assert "not a coordinate" in reason


# --- marks


def test_marks_and_remarks():
    header = "Kecamatan;Desa;TPS;DPT;Lokasi Khusus;Terpencil;Keterangan;Nama Lokasi;Alamat"
    row = one("Jombang;Keting;1;100;Ya;v;4 jam berkuda;SDN 1;Jl. Raya 1", header=header)
    assert (row.special, row.remote, row.notes) == ("other", True, "4 jam berkuda")
    assert (row.location, row.address) == ("SDN 1", "Jl. Raya 1")
    assert one("Jombang;Keting;901;100;;;;;", header=header).special == "other"
    assert one("Jombang;Keting;901;100;Lapas Kelas IIA;;;;", header=header).special == "prison"
    assert one("Jombang;Keting;902;100;RSUD;;;;", header=header).special == "hospital"
    assert one("Jombang;Keting;2;100;tidak;;;;", header=header).special == ""


def test_texts_longer_than_the_record_keeps():
    row, column, _, reason = the_problem(
        from_lines("Jombang;Keting;1;100;" + "x" * 201, header="Kecamatan;Desa;TPS;DPT;Ket")
    )
    assert (row, column) == (2, "Ket")
    assert "201 characters; at most 200" in reason


# --- the sheet


def test_two_row_headers_with_merged_cells_below_a_title():
    def fill(sheet, _book):
        sheet.merge_range(0, 0, 0, 8, "REKAPITULASI DPT KABUPATEN JEMBER")
        for column, text in enumerate(["No", "Kecamatan", "Kelurahan/Desa", "No TPS"]):
            sheet.merge_range(2, column, 3, column, text)
        sheet.merge_range(2, 4, 2, 6, "Jumlah Pemilih")
        sheet.merge_range(2, 7, 2, 8, "Koordinat")
        sheet.write_row(3, 4, ["L", "P", "L+P", "Lintang", "Bujur"])
        sheet.write_row(4, 0, [f"({number})" for number in range(1, 10)])
        sheet.write_row(5, 0, [1, "JOMBANG", "KETING", "TPS 001", 250, 260, 510, "-8,25", 113.33])
        sheet.write_row(7, 0, ["JUMLAH", None, None, None, 250, 260, 510])

    parsed = parse(xlsx(("Rekap", fill)))
    assert parsed.problems == ()
    row = parsed.rows[0]
    assert (row.row, row.voters, row.male, row.lat, row.lon) == (6, 510, 250, -8.25, 113.33)
    assert parsed.columns["male"] == "Jumlah Pemilih L"
    assert any("row 4" in note.reason for note in parsed.notes)
    assert any(note.row == 8 and "sums" in note.reason for note in parsed.notes)


def test_two_row_headers_in_csv_where_merges_are_blanks():
    parsed = parse(
        csv_bytes(
            "Kecamatan;Desa;TPS;Jumlah Pemilih;;;Koordinat;",
            ";;;L;P;Jumlah;Lintang;Bujur",
            "Jombang;Keting;1;250;260;510;-8,25;113,33",
        )
    )
    assert parsed.problems == ()
    assert (parsed.rows[0].voters, parsed.rows[0].lat) == (510, -8.25)


def test_merged_cells_down_the_rows_are_filled():
    def fill(sheet, _book):
        sheet.write_row(0, 0, ["Kecamatan", "Desa", "TPS", "DPT"])
        sheet.merge_range(1, 0, 3, 0, "Jombang")
        sheet.merge_range(1, 1, 2, 1, "Keting")
        sheet.write(3, 1, "Padomasan")
        for row in (1, 2, 3):
            sheet.write_row(row, 2, [row, 100])

    parsed = parse(xlsx(("A", fill)))
    assert [row.key for row in parsed.rows] == [
        ("35.09.01.2002", 1), ("35.09.01.2002", 2), ("35.09.01.2001", 3),
    ]  # fmt: skip


def test_the_sheet_that_fits_is_found_and_the_others_are_named():
    stations = grid(["Kecamatan", "Desa", "TPS", "DPT"], ["Jombang", "Keting", 1.0, 100.0])
    data = xlsx(("Petunjuk", grid(["Isi lembar TPS"], ["No", "Desa"])), ("TPS", stations))
    parsed = parse(data)
    assert (len(parsed.rows), parsed.sheet) == (1, "TPS")
    assert any("not read: Petunjuk" in note.reason for note in parsed.notes)


def test_empty_rows_and_columns_trailing_and_hard_spaces():
    data = xlsx(
        (
            "A",
            grid(
                [None, " Kecamatan ", None, "Desa\u00a0/ Kelurahan", "TPS", "DPT "],
                [],
                [None, "Jombang ", None, "\u00a0Keting", "TPS\u00a0001 ", 100],
                [],
                [None, "Jombang", None, "Padomasan", "2", 90],
            ),
        )
    )
    parsed = parse(data)
    assert [(row.village, row.number, row.row) for row in parsed.rows] == [
        ("35.09.01.2002", 1, 3),
        ("35.09.01.2001", 2, 5),
    ]


def test_a_missing_column_lists_what_was_found():
    row, column, value, reason = the_problem(
        parse(csv_bytes("Kecamatan;Desa;Banyaknya;DPT", "Jombang;Keting;1;9"))
    )
    assert (row, column, value) == (1, "No TPS", "")
    assert "Found: Kecamatan, Desa, Banyaknya, DPT" in reason
    reason = the_problem(parse(csv_bytes("Kecamatan;Desa;TPS", "Jombang;Keting;1")))[3]
    assert "Jumlah Pemilih, L" in reason


def test_two_columns_for_the_same_thing():
    header = "Kecamatan;Desa;TPS;DPT;Jumlah Pemilih"
    row, column, _, reason = the_problem(from_lines("Jombang;Keting;1;100;90", header=header))
    assert (row, column) == (1, "Jumlah Pemilih")
    assert "DPT (D)" in reason
    assert "Jumlah Pemilih (E)" in reason
    assert one("Jombang;Keting;1;100;100", header=header).voters == 100
    assert one("Jombang;Keting;1;;100", header=header).voters == 100


def test_two_columns_that_mean_the_same_or_fill_each_other_up():
    header = "No TPS;TPS;Kecamatan;Desa;Kelurahan;DPT"
    parsed = from_lines(
        "1;TPS 001;Jombang;Keting;;9", "2;TPS 002;Patrang;;Jemberlor;9", header=header
    )
    assert parsed.problems == ()
    assert [row.key for row in parsed.rows] == [("35.09.01.2002", 1), ("35.09.20.1006", 2)]


def test_a_running_number_is_no_station_number():
    header = "Nomor;Kecamatan;Desa;TPS;DPT"
    assert one("17;Jombang;Keting;3;100", header=header).number == 3


def test_no_header_and_no_rows():
    assert "No header row" in the_problem(parse(csv_bytes("a;b;c", "1;2;3")))[3]
    assert "No row with data" in the_problem(parse(csv_bytes(HEADER)))[3]


def test_cp1252():
    data = csv_bytes(
        HEADER + ";Keterangan", "Jombang;Keting;1;100;;;Dusun “Krajan” – timur", encoding="cp1252"
    )
    assert parse(data).rows[0].notes == "Dusun “Krajan” – timur"


def test_no_header_stands_for_two_fields():
    from kondusif.places.importing.areas import SCHEMA as AREAS
    from kondusif.places.importing.officers import SCHEMA as OFFICERS
    from kondusif.places.importing.text import header_key
    from kondusif.places.importing.units import SCHEMA as UNITS

    for schema in (SCHEMA, AREAS, UNITS, OFFICERS):
        keys = [
            key
            for one in schema.fields
            for key in {header_key(text) for text in (one.name, *one.headers)}
        ]
        assert sorted(keys) == sorted(set(keys)), schema.kind
