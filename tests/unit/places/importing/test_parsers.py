"""Each parser as a table, and the numbers as round trips."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kondusif.places.importing import parsers

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("TPS 001", 1), ("1", 1), ("001", 1), ("1.0", 1), (1.0, 1), (7, 7), ("TPS-12", 12), ("tps012", 12),
        ("TPS No. 3", 3), ("TPS NOMOR 4", 4), ("No 5", 5), ("TPS : 6", 6), ("TPS 901", 901), ("TPS.08", 8),
    ],
)  # fmt: skip
def test_station_numbers(cell, number):
    assert parsers.station_number(cell) == number


@pytest.mark.parametrize(
    "cell", ["TPS", "0", "TPS 000", "1A", "1.5", -1.0, 1.5, "12345", "satu", True]
)
def test_what_is_no_station_number(cell):
    with pytest.raises(ValueError, match="station number"):
        parsers.station_number(cell)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1.955", 1955), ("1,955", 1955), ("1 955", 1955), ("1.955.219", 1955219), ("1955", 1955),
        (1955.0, 1955), (0.0, 0), ("0", 0), ("482,0", 482), ("-", None), ("nihil", None),
    ],
)  # fmt: skip
def test_counts(cell, number):
    assert parsers.count(cell) == number


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("banyak", "not a number"), (1.5, "not a whole"), (-3.0, "less than 0"), ("-3", "less than 0"),
        ("1.95", "not a whole"), (True, "not a number"), (dt.date(2024, 1, 2), "not a number"),
        (float("inf"), "whole"), ("1.955,5", "whole"), ("1e999", "not a number"),
    ],
)  # fmt: skip
def test_what_is_no_count(cell, says):
    with pytest.raises(ValueError, match=says):
        parsers.count(cell)


@given(st.integers(0, 10**12), st.sampled_from([".", ",", " "]))
def test_a_count_survives_thousands_separators(number, separator):
    assert parsers.count(f"{number:,}".replace(",", separator)) == number


@given(st.integers(0, 2**53))
def test_a_count_survives_excels_floats(number):
    assert parsers.count(float(number)) == number


@given(st.integers(-180_000_000, 180_000_000), st.sampled_from([".", ","]))
def test_a_decimal_survives_comma_or_dot(millionths, mark):
    number = millionths / 1_000_000
    assert parsers.decimal(f"{number:.6f}".replace(".", mark)) == pytest.approx(number, abs=1e-9)


@given(st.integers(1_000, 10**9), st.integers(0, 99))
def test_a_decimal_with_thousands_reads_the_same_both_ways(whole, hundredths):
    english = f"{whole:,}.{hundredths:02d}"
    indonesian = english.translate(str.maketrans(",.", ".,"))
    expected = pytest.approx(whole + hundredths / 100)
    assert parsers.decimal(english) == expected
    assert parsers.decimal(indonesian) == expected


PARSERS = (
    parsers.count, parsers.coordinate, parsers.station_number, parsers.area_code, parsers.yes_no,
    parsers.day, parsers.service_number,
)  # fmt: skip


def said(parse, cell) -> str:
    """The sentence with which a parser refuses a cell; "" where it takes it."""
    try:
        parse(cell)
    except ValueError as error:
        return str(error)
    return ""


@given(st.text(max_size=12), st.sampled_from(PARSERS))
def test_any_text_is_a_value_or_a_sentence(text, parse):
    assert said(parse, text) == "" or said(parse, text).endswith(".")


@pytest.mark.parametrize(
    ("cell", "degrees"),
    [
        ("-8,1723", -8.1723), ("113.69", 113.69), (113.69, 113.69), ("8°10'20\" LS", -8.172222),
        ("113° 42' 10,5\" BT", 113.702917), ("S 8°10'20\"", -8.172222), ("8.1723 LS", -8.1723),
        ("-8.1723°", -8.1723), ("113,702 E", 113.702), ("8° 10′ 20″ S", -8.172222), ("−8,17", -8.17),
        ("8º10.5'LS", -8.175), ("-", None), ("n/a", None),
    ],
)  # fmt: skip
def test_coordinates(cell, degrees):
    assert parsers.coordinate(cell) == (
        None if degrees is None else pytest.approx(degrees, abs=1e-6)
    )


@pytest.mark.parametrize("cell", ["belakang balai desa", "8°70'00\" LS", "113 BT 8 LS", "1.2.3"])
def test_what_is_no_coordinate(cell):
    with pytest.raises(ValueError, match="coordinate"):
        parsers.coordinate(cell)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("3509012001", "35.09.01.2001"), ("35.09.01.2001", "35.09.01.2001"), (3509012001.0, "35.09.01.2001"),
        (350901.0, "35.09.01"), ("35.09", "35.09"), (35.0, "35"), (" 35.09.01 ", "35.09.01"),
        ("35.09.012001", "35.09.01.2001"),
    ],
)  # fmt: skip
def test_area_codes(cell, code):
    assert parsers.area_code(cell) == code


@pytest.mark.parametrize("cell", ["350", "Jember", "35.09.01.20011", "", 35.091])
def test_what_is_no_area_code(cell):
    with pytest.raises(ValueError, match="area code"):
        parsers.area_code(cell)


@given(st.from_regex(r"[1-9]\d(\d\d(\d\d(\d{4})?)?)?", fullmatch=True).filter(str.isascii))
def test_an_area_code_survives_with_and_without_dots(digits):
    code = parsers.area_code(digits)
    assert code.replace(".", "") == digits
    assert parsers.area_code(code) == code
    assert parsers.area_code(float(digits)) == code


@pytest.mark.parametrize("cell", ["ya", "Ya", "YES", "y", "v", "√", "x", "1", 1.0, True, "Ada"])
def test_yes(cell):
    assert parsers.yes_no(cell) is True


@pytest.mark.parametrize("cell", ["tidak", "No", "n", "0", 0.0, False, "-", "tdk", "Tidak ada"])
def test_no(cell):
    assert parsers.yes_no(cell) is False


def test_neither_yes_nor_no():
    with pytest.raises(ValueError, match="yes"):
        parsers.yes_no("mungkin")


@pytest.mark.parametrize(
    "cell",
    [
        "2024-11-27", "27/11/2024", "27-11-24", "27.11.2024", "27 November 2024", "27 Nopember 2024",
        "Rabu, 27 Nov 2024", dt.date(2024, 11, 27), dt.datetime(2024, 11, 27, 7, 0),  # noqa: DTZ001
        "2024-11-27 07:00:00",
    ],
)  # fmt: skip
def test_days(cell):
    assert parsers.day(cell) == dt.date(2024, 11, 27)


@pytest.mark.parametrize("cell", ["31/02/2024", "27 Brumaire 2024", "kemarin", 45623.0])
def test_what_is_no_day(cell):
    with pytest.raises(ValueError, match="not a date"):
        parsers.day(cell)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_a_day_survives_each_way_of_writing_it(day):
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%y", "%d.%m.%Y"):
        assert parsers.day(day.strftime(form)) == day


@pytest.mark.parametrize(
    ("cell", "digits"),
    [
        (85010203.0, "85010203"), ("85010203", "85010203"), ("NRP 85010203", "85010203"),
        ("NRP. 85.010.203", "85010203"), ("198501022010011001", "198501022010011001"),
        ("'85010203", "85010203"), ("CONTOH00001", "CONTOH00001"), (31010234560182.0, "31010234560182"),
    ],
)  # fmt: skip
def test_service_numbers(cell, digits):
    assert parsers.service_number(cell) == digits


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (198501022010011001.0, "15 digits"),
        ("1,98501E+17", "15 digits"),
        ("abc", "NRP"),
        ("123", "NRP"),
    ],
)
def test_what_is_no_service_number(cell, says):
    with pytest.raises(ValueError, match=says):
        parsers.service_number(cell)


def test_a_choice_lists_what_is_known():
    parse = parsers.choice({"Polri": "police", "TNI AD": "army"})
    assert parse("tni-ad") == "army"
    with pytest.raises(ValueError, match=re.escape("police, army")):
        parse("Satpol PP")
