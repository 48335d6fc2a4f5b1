import io
import json
from datetime import UTC, date, datetime

import pytest
from python_calamine import CalamineWorkbook

from kondusif.backbone.exports import (
    SIMULATION,
    Classification,
    Envelope,
    Sheet,
    file_name,
    geojson,
    point,
    sheet_name,
    xlsx,
)

AT = datetime(2024, 11, 26, 23, 45, tzinfo=UTC)
ENVELOPE = Envelope(Classification.RESTRICTED, "Daftar TPS", "perencana.contoh", AT, SIMULATION)


def opened(body):
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_first_sheet_says_class_who_when_and_that_nothing_happened():
    sheets = opened(xlsx([Sheet("TPS", ["Kode"], [["A"]])], ENVELOPE))
    assert list(sheets) == ["Keterangan", "TPS"]
    said = dict(sheets["Keterangan"])
    assert said["Klasifikasi / Class"] == "TERBATAS"
    assert said["Diekspor oleh / Exported by"] == "perencana.contoh"
    assert said["Waktu / Time"] == "2024-11-27 06:45 WIB"
    assert SIMULATION in said


def test_every_sheet_carries_the_line_even_when_it_is_copied_alone():
    rows = opened(xlsx([Sheet("TPS", ["Kode"], [["A"]])], ENVELOPE))["TPS"]
    assert rows[0][0] == ENVELOPE.line
    assert "TERBATAS" in rows[0][0]
    assert SIMULATION in rows[0][0]


def test_a_real_operation_carries_no_stamp():
    real = Envelope(Classification.ORDINARY, "Daftar", "a", AT)
    sheets = opened(xlsx([Sheet("TPS", ["Kode"], [["A"]])], real))
    assert all(
        "SIMULASI" not in str(cell) for rows in sheets.values() for row in rows for cell in row
    )


def test_cells_keep_their_kind_and_a_formula_stays_text():
    cells = ["=1+1", 12, 1.5, date(2024, 11, 27), AT, None, True]
    row = opened(xlsx([Sheet("S", list("abcdefg"), [cells])], ENVELOPE))["S"][2]
    assert row[:4] == ["=1+1", 12, 1.5, date(2024, 11, 27)]
    assert row[4] == datetime(2024, 11, 27, 6, 45)  # noqa: DTZ001 - a spreadsheet has no zones
    assert row[5:] == ["", "ya"]


def test_many_rows_stream_through_in_order():
    rows = opened(xlsx([Sheet("S", ["n"], ([i] for i in range(1000)))], ENVELOPE))["S"]
    assert [row[0] for row in rows[2:]] == list(range(1000))


def test_an_empty_list_is_still_a_file():
    assert opened(xlsx([Sheet("S", ["n"], [])], ENVELOPE))["S"][1][0] == "n"


@pytest.mark.parametrize(
    ("wanted", "name"),
    [("Polsek A/B: [1]", "Polsek A B   1"), ("x" * 40, "x" * 31), ("///", "Data")],
)
def test_sheet_names_are_ones_that_spreadsheets_accept(wanted, name):
    assert sheet_name(wanted) == name


def test_geojson_carries_the_same_envelope():
    found = json.loads(geojson([point(113.7, -8.2, {"code": "A"})], ENVELOPE))
    assert found["kondusif"]["classification"] == "TERBATAS"
    assert found["kondusif"]["stamp"] == SIMULATION
    assert found["features"][0]["geometry"]["coordinates"] == [113.7, -8.2]


def test_the_file_name_says_what_it_is():
    assert (
        file_name(ENVELOPE, "TPS/daftar", "xlsx")
        == "SIMULASI_TERBATAS_TPS-daftar_20241127-0645.xlsx"
    )
