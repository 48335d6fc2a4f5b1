"""Properties that hold for every model and every state of knowledge."""

from hypothesis import given
from hypothesis import strategies as st

from kondusif.risk.criteria import Criterion, SecurityModel
from kondusif.risk.rules import Grade, State, rank
from kondusif.risk.scoring import Known, pack, score_place, unpack

TITLE = {"en": "x", "id": "x"}


@st.composite
def models(draw):
    points = draw(st.lists(st.integers(1, 20), min_size=1, max_size=12))
    criteria = tuple(Criterion(f"k{n}", "station", p, TITLE, TITLE) for n, p in enumerate(points))
    low = draw(st.integers(1, 30))
    return SecurityModel(
        "m", "1", TITLE, low, low + draw(st.integers(1, 30)), draw(st.booleans()), (), 600, criteria
    )


@st.composite
def places(draw):
    model = draw(models())
    size = len(model.criteria)
    states = draw(st.lists(st.sampled_from(list(State)), min_size=size, max_size=size))
    return model, states


def score(model, states, special=False):
    return score_place(model.criteria, states, model, special)


@given(places())
def test_the_interval_contains_the_score_and_its_ends_contain_the_grade(place):
    found = score(*place)
    assert found.low <= found.score <= found.high
    assert rank(found.possible[0]) <= rank(found.grade) <= rank(found.possible[1])


@given(places(), st.data())
def test_one_more_present_criterion_never_lowers_the_grade(place, data):
    model, states = place
    at = data.draw(st.integers(0, len(states) - 1))
    more = [*states[:at], State.PRESENT, *states[at + 1 :]]
    before, after = score(model, states), score(model, more)
    assert after.score >= before.score
    assert rank(after.grade) >= rank(before.grade)


@given(places(), st.data())
def test_whatever_the_unknown_turns_out_to_be_stays_within_the_interval(place, data):
    model, states = place
    known = [State.PRESENT, State.ABSENT]
    resolved = [
        data.draw(st.sampled_from(known)) if state is State.UNKNOWN else state for state in states
    ]
    before, after = score(model, states), score(model, resolved)
    assert before.low <= after.low == after.score == after.high <= before.high
    assert rank(before.possible[0]) <= rank(after.grade) <= rank(before.possible[1])


@given(places())
def test_knowing_one_more_criterion_only_narrows_the_interval(place):
    model, states = place
    if State.UNKNOWN not in states:
        return
    at = states.index(State.UNKNOWN)
    before = score(model, states)
    for state in (State.PRESENT, State.ABSENT):
        after = score(model, [*states[:at], state, *states[at + 1 :]])
        assert before.low <= after.low <= after.high <= before.high
        assert after.missing == before.missing - 1


@given(places())
def test_a_special_place_is_special_whatever_its_points(place):
    found = score(*place, special=True)
    assert found.grade is Grade.SPECIAL
    assert not found.open
    assert found.low == score(*place).low


@given(places())
def test_the_last_point_before_a_cut_off_makes_the_difference(place):
    model, states = place
    found = score(model, states)
    assert (found.grade is Grade.LESS) == (found.score < model.vulnerable_at)
    assert (found.grade is Grade.VERY) == (found.score >= model.very_vulnerable_at)


states = st.builds(
    Known,
    st.sampled_from(list(State)),
    st.none() | st.floats(0, 1e6, allow_nan=False),
    st.none() | st.integers(1, 10**9),
)


@given(st.lists(states, max_size=20))
def test_packed_terms_come_back_as_they_were(known):
    assert unpack(pack(known)) == known
