"""Files as bytes: kinds told apart by content, encodings, delimiters, limits, and a sentence for the rest."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kondusif.places.importing import UnreadableFileError, read_table, reading
from kondusif.places.importing import xlsx as xlsx_reading
from tests.unit.places.importing.workbooks import csv_bytes, grid, xlsx


def rows_of(data: bytes) -> list[list]:
    return read_table(data).sheets[0].rows


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings(delimiter, encoding):
    data = csv_bytes(
        delimiter.join(["Desa", "Ket"]), delimiter.join(["Café", "é"]), encoding=encoding
    )
    assert rows_of(data) == [["Desa", "Ket"], ["Café", "é"]]


def test_decimal_commas_do_not_make_the_comma_the_delimiter():
    data = csv_bytes("Desa;Lat;Lon", "A;-8,1;113,7", "B;-8,2;113,6")
    assert rows_of(data)[1] == ["A", "-8,1", "113,7"]


def test_the_delimiter_that_excel_declares_is_no_row():
    assert rows_of(csv_bytes("sep=;", "a;b", "1;2")) == [["a", "b"], ["1", "2"]]


def test_title_rows_do_not_mislead_the_delimiter():
    data = csv_bytes("DAFTAR TPS, KABUPATEN JEMBER, 2024", "", "Desa;TPS;DPT", "A;1;500", "B;2;400")
    assert rows_of(data)[2] == ["Desa", "TPS", "DPT"]


def test_quoted_cells_may_hold_delimiters_and_line_breaks():
    rows = rows_of(b'Desa,Alamat\r\nA,"Jl. Raya, 1\nRT 2"\r\nB,x\r\n')
    assert rows[1] == ["A", "Jl. Raya, 1 RT 2"]
    assert rows[2] == ["B", "x"]


def test_a_stray_quote_inside_a_cell_is_kept():
    assert rows_of(b'Desa;Alamat\r\nA;Dusun "Krajan" 1\r\nB;"C" timur\r\n')[2][0] == "B"


def test_spaces_and_invisible_characters_go():
    assert rows_of(csv_bytes("\u00a0Desa \u200b;TPS", "A\u00a0\u00a0 B ; 1 "))[1] == ["A B", "1"]


def test_xlsx_keeps_row_numbers_below_empty_rows():
    rows = rows_of(xlsx(("A", grid([], [], ["Desa", "TPS"], [], ["X", 1]))))
    assert rows[2] == ["Desa", "TPS"]
    assert rows[4] == ["X", 1.0]


def test_hidden_and_empty_sheets_are_left_out():
    def hidden(sheet, _book):
        sheet.write(0, 0, "rahasia")
        sheet.hide()

    data = xlsx(("Data", grid(["Desa", "TPS"])), ("Lama", hidden), ("Kosong", grid()))
    assert [sheet.name for sheet in read_table(data).sheets] == ["Data"]


def package(names: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in names.items():
            made.writestr(name, content)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512
GOOD = xlsx(("A", grid(["Desa", "TPS"], ["X", 1])))
REFUSED = {
    "empty": (b"", "empty"),
    "only a mark": (b"\xef\xbb\xbf\r\n", "empty"),
    "only delimiters": (b";;;\r\n;;;\r\n", "empty"),
    "empty workbook": (xlsx(("A", grid())), "empty"),
    "pdf": (b"%PDF-1.7 ...", "PDF"),
    "old excel": (OLE, "XLS"),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "opendocument": (
        package(
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}
        ),
        "OpenDocument",
    ),
    "word": (package({"word/document.xml": b"<x/>"}), "not an XLSX"),
    "cut off": (GOOD[: len(GOOD) // 2], "damaged"),
    "broken inside": (
        package({"xl/workbook.xml": b"<broken", "[Content_Types].xml": b"<"}),
        "damaged",
    ),
    "web page": (b"<html><table><tr><td>Desa</td></tr></table></html>", "web page"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "neither"),
    "program": (b"\x01\x02\x03\x04\x05\x06abc" * 100, "neither"),
    "open quote": (b'Desa;TPS\r\n"A;1\r\nB;2\r\nC;3\r\n', "quotation"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_gets_a_sentence(name):
    data, says = REFUSED[name]
    with pytest.raises(UnreadableFileError, match=says) as raised:
        read_table(data, "daftar.xlsx")
    assert str(raised.value.reason).endswith(".")
    assert raised.value.reason.template


def test_a_large_file_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 1024 * 1024)
    with pytest.raises(UnreadableFileError, match="2 MB; at most 1 MB"):
        read_table(b"a;b\n" * 300_000)


def test_a_zip_bomb_is_refused_before_it_is_opened(monkeypatch):
    monkeypatch.setattr(xlsx_reading, "MAX_UNPACKED_BYTES", 4 * 2**20)
    bomb = package({"xl/workbook.xml": b"0" * (5 * 2**20)})
    assert len(bomb) < 20_000
    with pytest.raises(UnreadableFileError, match="5 MB; at most 4 MB"):
        read_table(bomb)


def test_a_value_far_away_is_refused_before_it_fills_the_memory():
    def far(sheet, _book):
        sheet.write(0, 0, "Desa")
        sheet.write(1_048_575, 16_383, "x")

    with pytest.raises(UnreadableFileError, match="rows"):
        read_table(xlsx(("A", far)))


def test_borders_down_to_the_last_row_are_no_content():
    def framed(sheet, book):
        sheet.write_row(0, 0, ["Desa", "TPS"])
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"border": 1}))

    assert rows_of(xlsx(("A", framed))) == [["Desa", "TPS"]]


def test_cells_that_do_not_say_where_they_are_follow_their_row():
    inside = dict(zipfile_parts(GOOD))
    name = "xl/worksheets/sheet1.xml"
    start, end = b'<row r="2"', b"</row></sheetData>"
    before, _, _ = inside[name].partition(start)
    inside[name] = before + b'<row r="1048576"><c><v>1</v></c>' + end + b"</worksheet>"
    with pytest.raises(UnreadableFileError, match="1048576 rows"):
        read_table(package(inside))


def zipfile_parts(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return [(name, opened.read(name)) for name in opened.namelist()]


def test_too_many_columns_are_refused():
    with pytest.raises(UnreadableFileError, match="column 401"):
        read_table(csv_bytes(";".join("a" * 401), ";".join("b" * 401)))


def outcome(data: bytes) -> str:
    """`read`, or the sentence with which the file is refused."""
    try:
        return "read" if read_table(data).sheets else "nothing"
    except UnreadableFileError as error:
        return str(error)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_sentence(data):
    said = outcome(data)
    assert said == "read" or said.endswith(".")


@given(st.binary(min_size=1, max_size=40), st.integers(0, len(GOOD) - 1))
def test_a_damaged_workbook_is_a_table_or_a_sentence(noise, place):
    said = outcome(GOOD[:place] + noise + GOOD[place + len(noise) :])
    assert said == "read" or said.endswith(".")
