from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kondusif.operation.rules import (
    TASK_FORCES,
    Refused,
    Term,
    chairs,
    check_clock,
    check_deputy,
    check_term,
    who_decides,
)

NOW = datetime(2024, 11, 20, 1, 0, tzinfo=UTC)


def hours(since, until, ended=None):
    cut = None if ended is None else NOW + timedelta(hours=ended)
    return Term(NOW + timedelta(hours=since), NOW + timedelta(hours=until), cut)


def test_the_standard_tree_has_six_task_forces_and_a_padal_for_each_sector():
    made = chairs([("35.09.02", "Kencong"), ("35.09.01", "Jombang")], attached_army=True)
    names = [chair.name for chair in made]
    assert names[:2] == ["Kaops", "Karendalops"]
    assert [f"Kasatgas {name}" for name in TASK_FORCES] == names[2:8]
    assert {"Padal Jombang", "Padal Kencong"} <= set(names)
    assert len({chair.key for chair in made}) == len(made)


def test_every_chair_but_the_chief_hangs_on_one_made_before_it():
    seen = set()
    for chair in chairs([("35.09.01", "Jombang")], attached_army=True):
        assert chair.parent in seen or (chair.kind, chair.parent) == ("kaops", "")
        seen.add(chair.key)


def test_only_the_liaison_of_attached_soldiers_is_armys():
    with_army = chairs([], attached_army=True)
    assert [chair.kind for chair in with_army if chair.service == "army"] == ["dansatgas_tni"]
    assert all(chair.service == "police" for chair in chairs([], attached_army=False))


@pytest.mark.parametrize(
    ("term", "others", "sentence"),
    [
        (hours(2, 1), [], "ends after it begins"),
        (hours(1, 1), [], "ends after it begins"),
        (hours(-5, -1), [], "already be over"),
        (hours(0, 24 * 91), [], "at most 90 days"),
        (hours(1, 5), [hours(4, 9)], "already a delegation"),
        (hours(1, 5), [hours(0, 9)], "already a delegation"),
        (hours(0, 9), [hours(1, 5)], "already a delegation"),
    ],
)
def test_a_term_that_cannot_be_is_refused_in_words(term, others, sentence):
    with pytest.raises(Refused, match=sentence):
        check_term(term, others, NOW)


@pytest.mark.parametrize(
    ("term", "others"),
    [
        (hours(1, 5), []),
        (hours(-1, 5), []),  # said late, still running
        (hours(1, 5), [hours(5, 9)]),  # one after the other
        (hours(1, 5), [hours(0, 9, ended=1)]),  # the other was cut short before
    ],
)
def test_a_term_ahead_that_meets_no_other_is_fine(term, others):
    check_term(term, others, NOW)


spans = st.tuples(st.integers(-50, 50), st.integers(1, 50)).map(lambda t: hours(t[0], t[0] + t[1]))


@given(spans, spans)
def test_two_terms_overlap_exactly_when_some_hour_lies_in_both(first, second):
    both = any(
        first.holds(NOW + timedelta(hours=hour)) and second.holds(NOW + timedelta(hours=hour))
        for hour in range(-60, 110)
    )
    assert first.overlaps(second) == both == second.overlaps(first)


def test_a_term_that_was_cut_short_holds_until_then():
    term = hours(0, 10, ended=4)
    assert term.holds(NOW + timedelta(hours=3))
    assert not term.holds(NOW + timedelta(hours=4))


@pytest.mark.parametrize(
    ("deputy", "deputy_service", "holder", "sentence"),
    [(1, "army", 2, "own service"), (1, "police", 1, "for themselves")],
)
def test_a_deputy_is_another_person_of_the_same_service(deputy, deputy_service, holder, sentence):
    with pytest.raises(Refused, match=sentence):
        check_deputy(deputy, deputy_service, holder, "police")


def test_an_empty_chair_may_have_a_deputy():
    check_deputy(1, "police", None, "police")


@pytest.mark.parametrize(
    ("kind", "minutes", "speed", "sentence"),
    [
        ("real", 1, 1, "real time"),
        ("demo", -1, 1, "forward"),
        ("demo", 1, -1, "speed"),
        ("demo", 1, 601, "speed"),
    ],
)
def test_a_clock_that_must_not_be_moved_stays(kind, minutes, speed, sentence):
    with pytest.raises(Refused, match=sentence):
        check_clock(kind, NOW, NOW + timedelta(minutes=minutes), speed)


def test_a_simulation_may_stand_still_or_hurry():
    check_clock("demo", NOW, NOW, 0)
    check_clock("exercise", NOW, NOW + timedelta(hours=8), 600)


@pytest.mark.parametrize(
    ("key", "service"),
    [("joint", ""), ("police", "police"), ("army_attached", "army"), ("stations", "")],
)
def test_each_command_decides_its_own_figures(key, service):
    assert who_decides(key) == service
