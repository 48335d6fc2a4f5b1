import pytest

from kondusif.places.importing import read_table
from kondusif.risk.flag_lists import parse_flags
from kondusif.risk.flags import lens
from kondusif.risk.rules import State

CODES = ["35.09.01.2001-001", "35.09.01.2001-002"]
FIRST, SECOND = CODES


def parsed(text):
    return parse_flags(read_table(text.encode(), "flags.csv"), CODES)


def states(text):
    found = parsed(text)
    assert found.problems == ()
    return {key: row.state for key, row in found.flags.items()}


def test_a_wide_list_has_a_column_for_each_indicator():
    text = f"No;Kode TPS;1;Indikator 7;25\n1;{FIRST};ya;-;\n2;{SECOND};;x;?\n"
    assert states(text) == {
        (FIRST, 1): State.PRESENT,
        (FIRST, 7): State.ABSENT,
        (SECOND, 7): State.PRESENT,
        (SECOND, 25): State.UNKNOWN,
    }


def test_a_column_may_carry_the_indicators_title():
    title = lens().indicators[6].title["id"]
    assert states(f"kode,{title}\n{FIRST},1\n") == {(FIRST, 7): State.PRESENT}


def test_a_long_list_has_a_row_for_each_flag():
    text = f"Bawaslu Contoh\n\nkode;indikator;status\n{FIRST};10;ada\n{FIRST};11;tidak\n"
    assert states(text) == {(FIRST, 10): State.PRESENT, (FIRST, 11): State.ABSENT}


def test_a_long_list_without_states_lists_what_is_present():
    assert states(f"code,indicator\n{FIRST},3\n{SECOND},3\n") == {
        (FIRST, 3): State.PRESENT,
        (SECOND, 3): State.PRESENT,
    }


PROBLEMS = [
    ("kode;1\n35.09.99.2001-001;ya\n", 2, "no station"),
    (f"kode;1\n{FIRST};mungkin\n", 2, "ya or tidak"),
    (f"kode;indikator\n{FIRST};26\n", 2, "1 to 25"),
    (f"kode;indikator;status\n{FIRST};2;ya\n{FIRST};2;tidak\n", 3, "Row 2 says something else"),
    ("nama;alamat\nx;y\n", 0, "No header"),
]


@pytest.mark.parametrize(("text", "row", "said"), PROBLEMS)
def test_a_problem_is_told_by_its_row(text, row, said):
    found = parsed(text).problems
    assert [(p.row, said in p.reason) for p in found] == [(row, True)]


def test_saying_the_same_twice_is_no_problem():
    assert states(f"kode;1\n{FIRST};ya\n{FIRST};x\n") == {(FIRST, 1): State.PRESENT}


def test_bawaslus_lens_has_eight_variables_and_twenty_five_indicators():
    known = lens()
    assert [i.number for i in known.indicators] == list(range(1, 26))
    sizes = {v: sum(i.variable == v for i in known.indicators) for v in known.variables}
    assert list(sizes.values()) == [6, 3, 1, 1, 2, 3, 7, 2]
