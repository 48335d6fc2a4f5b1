from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from kondusif.risk.reconciling import reconcile
from kondusif.risk.rules import Grade

LESS, VULNERABLE, VERY, SPECIAL = Grade
STATIONS = [(1, "A"), (2, "A"), (3, "B"), (4, "B"), (5, "B")]
GRADES = {1: LESS, 2: VULNERABLE, 3: VERY, 4: LESS, 5: SPECIAL}
FLAGS = [
    (1, "location", 17),
    (1, "location", 19),
    (1, "network", 24),
    (2, "location", 17),
    (5, "network", 24),
]


def test_both_lenses_stand_side_by_side():
    whole = reconcile(STATIONS, GRADES, FLAGS).whole
    assert (whole.stations, whole.raised, whole.flags) == (5, 2, 3)
    assert (whole.both, whole.only_flagged, whole.only_raised) == (1, 1, 1)
    assert whole.lines()[0] == (LESS, 1, 1, 2)


def test_a_station_counts_once_in_a_variable_and_once_in_each_indicator():
    found = reconcile(STATIONS, GRADES, FLAGS)
    assert found.by_variable["location"] == Counter({LESS: 1, VULNERABLE: 1})
    assert found.by_indicator == {17: 2, 19: 1, 24: 2}


def test_a_station_without_a_grade_counts_in_neither_lens():
    whole = reconcile([*STATIONS, (6, "B")], GRADES, [*FLAGS, (6, "network", 24)]).whole
    assert (whole.stations, whole.flags) == (5, 3)


@given(
    st.dictionaries(st.integers(1, 30), st.sampled_from(list(Grade))),
    st.lists(st.tuples(st.integers(1, 30), st.sampled_from("uvw"), st.integers(1, 5))),
)
def test_the_districts_add_up_to_the_whole(grades, flags):
    found = reconcile([(pk, str(pk % 3)) for pk in grades], grades, flags)
    for figure in ("stations", "raised", "flags", "both", "only_flagged", "only_raised"):
        parts = sum(getattr(cross, figure) for cross in found.by_district.values())
        assert parts == getattr(found.whole, figure)
