import pytest
from hypothesis import given
from hypothesis import strategies as st

from kondusif.risk.flag_example import assign, scaled

CODES = [f"S{n:03d}" for n in range(60)]


@st.composite
def wishes(draw):
    counts = draw(st.dictionaries(st.integers(1, 25), st.integers(0, 20), min_size=1))
    least, most = max(counts.values()), min(sum(counts.values()), len(CODES))
    if least > most:
        counts = {1: 3, 2: 2}
        least, most = 3, 5
    return counts, draw(st.integers(least, most)), draw(st.integers(0, 10**6))


@given(wishes())
def test_every_count_holds_and_exactly_the_total_is_flagged(wish):
    counts, total, seed = wish
    made = assign(CODES, counts, total, {}, seed)
    assert {number: len(codes) for number, codes in made.items()} == counts
    assert len(set().union(*made.values())) == total


def test_pinned_stations_carry_their_flag():
    made = assign(CODES, {10: 4, 1: 9}, 10, {10: ["S005", "S017", "S023", "S042"]}, 1)
    assert made[10] == {"S005", "S017", "S023", "S042"}
    assert len(set().union(*made.values())) == 10


def test_the_same_seed_gives_the_same_stations_and_another_seed_others():
    first, again, other = (assign(CODES, {1: 9, 2: 8}, 14, {}, seed) for seed in (5, 5, 6))
    assert first == again
    assert first != other


@pytest.mark.parametrize("total", [8, 18, 61])
def test_counts_that_cannot_make_the_total_are_refused(total):
    with pytest.raises(ValueError, match="can't fall on exactly"):
        assign(CODES, {1: 9, 2: 8}, total, {}, 1)


@given(st.integers(1, 6000))
def test_a_shorter_list_keeps_the_shares_and_stays_possible(stations):
    counts, total = scaled({1: 431, 2: 257, 5: 518, 9: 1200}, 1861, 4046, stations)
    together = sum(counts.values())
    assert max(counts.values()) <= total <= max(together, 0)
    assert total <= stations or stations > 4046
