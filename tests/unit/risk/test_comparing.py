from hypothesis import given
from hypothesis import strategies as st

from kondusif.risk.comparing import Move, compare, move
from kondusif.risk.queries import district_of
from kondusif.risk.rules import Grade

LESS, VULNERABLE, VERY, SPECIAL = Grade


def test_moves_are_told_by_their_direction():
    assert move(LESS, VERY) is Move.UP
    assert move(VERY, VULNERABLE) is Move.DOWN
    assert move(LESS, SPECIAL) is Move.UP
    assert move(LESS, LESS) is Move.SAME
    assert move(None, LESS) is Move.NEW
    assert move(LESS, None) is Move.GONE


def test_moves_are_counted_by_district_and_what_stayed_is_not_listed():
    before = {"35.09.01.2001-001": LESS, "35.09.01.2001-002": LESS, "35.09.02.2001-001": VERY}
    after = {"35.09.01.2001-001": VULNERABLE, "35.09.01.2001-002": LESS, "35.09.02.2001-009": LESS}
    found = compare(before, after, district_of)
    assert found.by_area == {"35.09.01": {"up": 1, "same": 1}, "35.09.02": {"gone": 1, "new": 1}}
    assert found.moved["35.09.01.2001-001"] == (LESS, VULNERABLE, Move.UP)
    assert "35.09.01.2001-002" not in found.moved


grades = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(list(Grade)))


@given(grades, grades)
def test_every_station_is_counted_once_and_turning_round_turns_the_moves(before, after):
    there = compare(before, after, lambda code: "x")
    back = compare(after, before, lambda code: "x")
    assert sum(there.total(m) for m in Move) == len(before.keys() | after.keys())
    assert there.total(Move.UP) == back.total(Move.DOWN)
    assert there.total(Move.NEW) == back.total(Move.GONE)
    assert there.moved.keys() == back.moved.keys()
