from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kondusif.backbone.audit.rules import GENESIS, Draft, extend, first_break, seal

AT = datetime(2024, 11, 27, 0, 0, tzinfo=UTC)
drafts = st.lists(
    st.builds(
        Draft,
        action=st.text(max_size=8),
        subject=st.text(max_size=8),
        actor=st.none() | st.integers(1, 99),
        service=st.sampled_from(["police", "army", "none"]),
        facts=st.dictionaries(st.text(max_size=4), st.integers() | st.text(max_size=4), max_size=3),
    ),
    min_size=1,
    max_size=8,
)


@given(drafts)
def test_what_extend_makes_is_whole(some):
    assert first_break(extend((0, GENESIS), AT, some)) is None


@given(drafts, drafts)
def test_a_chain_goes_on_where_it_stopped(some, more):
    first = extend((0, GENESIS), AT, some)
    rest = extend((first[-1].sequence, first[-1].digest), AT + timedelta(hours=1), more)
    assert first_break([*first, *rest]) is None


@given(drafts, st.data())
def test_any_altered_link_is_found(some, data):
    links = extend((0, GENESIS), AT, some)
    i = data.draw(st.integers(0, len(links) - 1))
    altered = replace(links[i].draft, action=links[i].draft.action + "!")
    links[i] = replace(links[i], draft=altered)
    assert first_break(links).sequence == i + 1


@given(drafts, st.data())
def test_a_missing_link_is_found_unless_it_is_the_tail(some, data):
    links = extend((0, GENESIS), AT, some)
    i = data.draw(st.integers(0, len(links) - 1))
    found = first_break([*links[:i], *links[i + 1 :]])
    assert (found is None) == (i == len(links) - 1)


def test_a_seal_says_nothing_without_its_salt():
    assert seal("ada keributan", "a") == seal("ada keributan", "a")
    assert seal("ada keributan", "a") != seal("ada keributan", "b")
