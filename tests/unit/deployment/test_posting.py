import pytest
from hypothesis import given
from hypothesis import strategies as st

from kondusif.deployment.posting import Person, Seat, TooFew, assign

SECTORS = st.sampled_from(["", "35.09.01", "35.09.02", "35.09.03"])
LAT, LON = st.floats(-8.5, -7.9), st.floats(113.3, 114.1)
PEOPLE = st.lists(st.tuples(SECTORS, LAT, LON), max_size=12).map(
    lambda rows: [Person(100 + i, *row) for i, row in enumerate(rows)]
)
SEATS = st.lists(st.tuples(SECTORS, LAT, LON), max_size=12).map(
    lambda rows: [Seat(i, *row) for i, row in enumerate(rows)]
)


@given(PEOPLE, SEATS)
def test_every_seat_is_filled_by_somebody_else(people, seats):
    if len(people) < len(seats):
        with pytest.raises(TooFew):
            assign(people, seats)
        return
    matches = assign(people, seats)
    assert sorted(m.ref for m in matches) == list(range(len(seats)))
    assert len({m.person for m in matches}) == len(seats)
    assert {m.person for m in matches} <= {p.id for p in people}


@given(PEOPLE, SEATS)
def test_as_many_as_can_be_stay_in_their_sector(people, seats):
    if len(people) < len(seats):
        return
    stay = sum(m.own_sector for m in assign(people, seats))
    best = sum(
        min(sum(p.sector == s for p in people), sum(x.sector == s for x in seats))
        for s in {x.sector for x in seats}
    )
    assert stay == best


def test_the_nearest_goes_within_a_sector():
    people = [Person(1, "a", -8.0, 113.0), Person(2, "a", -8.2, 113.0)]
    seats = [Seat(0, "a", -8.21, 113.0), Seat(1, "a", -8.01, 113.0)]
    matches = assign(people, seats)
    assert {m.person: m.ref for m in matches} == {1: 1, 2: 0}
    assert matches[0].km == pytest.approx(1.112, abs=0.001)
