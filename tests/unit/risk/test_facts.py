from kondusif.risk.facts import Recorded, area_chain, index, resolve
from kondusif.risk.rules import State

VILLAGE = "35.09.12.2001"


def found(*facts):
    return resolve(area_chain(VILLAGE), index(facts))


def test_codes_nest_from_the_nearest_outwards():
    assert area_chain(VILLAGE) == [VILLAGE, "35.09.12", "35.09", "35"]


def test_the_nearest_place_that_says_anything_decides():
    wide = Recorded("35.09", "flood", State.ABSENT, 9)
    near = Recorded(VILLAGE, "flood", State.PRESENT, 1)
    assert found(wide, near) == {"flood": (State.PRESENT, 1)}


def test_what_a_nearer_place_leaves_unsaid_comes_from_a_wider_one():
    facts = (
        Recorded("35.09", "flood", State.ABSENT, 1),
        Recorded(VILLAGE, "signal", State.PRESENT, 2),
    )
    assert found(*facts) == {"flood": (State.ABSENT, 1), "signal": (State.PRESENT, 2)}


def test_an_explicit_unknown_withdraws_what_a_wider_place_says():
    wide = Recorded("35", "flood", State.PRESENT, 1)
    assert found(wide, Recorded("35.09.12", "flood", State.UNKNOWN, 2))["flood"] == (
        State.UNKNOWN,
        2,
    )


def test_the_latest_word_on_one_place_counts_in_whatever_order_it_is_read():
    facts = [
        Recorded(VILLAGE, "flood", State.PRESENT, 3),
        Recorded(VILLAGE, "flood", State.ABSENT, 2),
    ]
    assert found(*facts) == found(*reversed(facts)) == {"flood": (State.PRESENT, 3)}


def test_a_neighbouring_district_says_nothing_here():
    assert found(Recorded("35.09.1", "flood", State.PRESENT, 1)) == {}
