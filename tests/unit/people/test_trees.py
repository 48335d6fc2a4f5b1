from hypothesis import given
from hypothesis import strategies as st

from kondusif.people.rules import Leaf, circle, tree


def leaf(code, parent="", officers=1):
    return Leaf(code, code.title(), "polsek", parent, officers)


def test_a_tree_lists_parents_before_children_and_sums_below():
    made = tree([leaf("b", "a", 3), leaf("a", "", 2), leaf("c", "b", 4)])
    assert [(one.code, one.depth, one.officers, one.below) for one in made] == [
        ("a", 0, 2, 9),
        ("b", 1, 3, 7),
        ("c", 2, 4, 4),
    ]


def test_a_unit_whose_parent_is_unknown_is_a_top():
    assert [one.depth for one in tree([leaf("a", "gone")])] == [0]


def test_a_circle_is_found_and_shown():
    assert circle("a", {"a": "b", "b": "c", "c": "a"}) == ["a", "b", "c", "a"]
    assert circle("d", {"d": "a", "a": "b", "b": "a"}) == []
    assert circle("a", {"a": "a"}) == ["a", "a"]


codes = st.sampled_from("abcdefgh")


@given(st.dictionaries(codes, st.sampled_from(["", *"abcdefgh"]), min_size=1))
def test_every_unit_stands_in_the_tree_exactly_once_whatever_the_parents_say(parents):
    made = tree([leaf(code, parent) for code, parent in parents.items()])
    assert sorted(one.code for one in made) == sorted(parents)
    assert sum(one.below for one in made if one.depth == 0) == len(parents)
