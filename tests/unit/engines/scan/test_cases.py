"""Clusters in case files: the published sample, brute force, and what must not change the answer."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kondusif.engines.scan import Cases, CaseSettings, ScanError, on_globe, scan_cases
from kondusif.engines.scan.cases import place_rates
from tests.shared_data import shared
from tests.unit.engines.scan.oracles import (
    brute_force_permutation,
    permutation_statistic,
    poisson_statistic,
)


@st.composite
def tables(draw):
    """Places on a grid (so that distances tie) and counts with at least one case."""
    places = draw(
        st.lists(
            st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=7, unique=True
        )
    )
    span = draw(st.integers(2, 6))
    row = st.lists(st.integers(0, 4), min_size=span, max_size=span)
    counts = np.array([draw(row) for _ in places])
    if not counts.any():
        counts[0, -1] = 1
    return np.array(places, dtype=float), counts


def permutation(window: int, share: float = 0.5, **more) -> CaseSettings:
    return CaseSettings("permutation", window, share, **{"replicas": 0, **more})


def test_published_sample_of_new_york_fevers():
    places = [line.split() for line in shared("detect/NYCfever.geo").read_text().splitlines()]
    index = {words[0]: number for number, words in enumerate(places)}
    counts = np.zeros((len(places), 24), dtype=int)
    for line in shared("detect/NYCfever.cas").read_text().splitlines():
        name, cases, day = line.split()
        counts[index[name], int(day.split("/")[2]) - 1] += int(cases)
    lat, lon = (np.array([float(words[column]) for words in places]) for column in (1, 2))
    best, *others = scan_cases(Cases(on_globe(lat, lon), counts), permutation(7))
    assert best.statistic == pytest.approx(3.845418, abs=1e-6)
    assert (best.observed, best.units) == (4, 3)
    assert {places[p][0] for p in best.places} == {
        "11418", "11415", "11419", "11435", "11416", "11421", "11451", "11375", "11417",
    }  # fmt: skip
    taken = set(best.places)
    for other in others:
        assert not taken & set(other.places)
        taken |= set(other.places)
        assert other.statistic <= best.statistic


@given(tables(), st.integers(1, 6), st.sampled_from([0.3, 0.5, 0.8, 1.0]))
@settings(max_examples=80, deadline=None)
def test_best_cluster_is_that_of_brute_force(table, window, share):
    points, counts = table
    window = min(window, counts.shape[1])
    value, places, seen = brute_force_permutation(points, counts, window, share)
    found = scan_cases(Cases(points, counts), permutation(window, share))
    if value == 0:
        assert found == []
    else:
        assert found[0].statistic == pytest.approx(value, abs=1e-9)
        assert len(found[0].places) == places
        assert found[0].observed == seen


@given(tables(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_order_of_places_and_origin_do_not_matter(table, random):
    points, counts = table
    order = list(range(len(points)))
    random.shuffle(order)
    first = scan_cases(Cases(points, counts), permutation(2, most_clusters=1))
    again = scan_cases(
        Cases(points[order] + 1000.0, counts[order]), permutation(2, most_clusters=1)
    )
    assert len(first) == len(again)
    for one, other in zip(first, again, strict=True):
        assert one.statistic == pytest.approx(other.statistic, abs=1e-9)
        assert (len(one.places), one.observed) == (len(other.places), other.observed)


@given(tables())
@settings(max_examples=40, deadline=None)
def test_what_a_cluster_says_adds_up(table):
    points, counts = table
    total = counts.sum()
    for cluster in scan_cases(Cases(points, counts), permutation(2, 1.0)):
        inside, held = counts[list(cluster.places)], counts[list(cluster.places)].sum()
        recent = counts[:, -cluster.units :].sum()
        assert cluster.observed == inside[:, -cluster.units :].sum()
        assert cluster.expected == pytest.approx(held * recent / total)
        assert cluster.statistic == pytest.approx(
            permutation_statistic(cluster.observed, cluster.expected, total), abs=1e-9
        )


def test_empty_places_inside_the_smallest_circle_belong_to_it():
    points = np.array([[0.0, 0], [2, 0], [1, 0], [50, 0], [51, 0]])
    counts = np.array([[0, 0, 3], [0, 0, 3], [0, 0, 0], [3, 3, 0], [3, 3, 0]])
    best = scan_cases(Cases(points, counts), permutation(1))[0]
    assert set(best.places) == {0, 1, 2}
    assert best.radius == pytest.approx(1.0)  # around the empty place between them


def test_places_at_one_distance_enter_together():
    points = np.array([[0.0, 0], [1, 0], [-1, 0], [9, 9]])
    counts = np.array([[0, 2], [0, 2], [4, 0], [4, 0]])
    for cluster in scan_cases(Cases(points, counts), permutation(1, 0.9)):
        if cluster.places[0] == 0 and len(cluster.places) > 1:
            assert {1, 2} <= set(cluster.places)


def test_expectation_based_statistic_uses_the_time_before_the_window():
    counts = np.ones((4, 12), dtype=int)
    counts[:2, -2:] = 6
    points = np.array([[0.0, 0], [1, 0], [20, 0], [21, 0]])
    best = scan_cases(
        Cases(points, counts), CaseSettings("poisson-expectation", 2, 0.9, replicas=99)
    )[0]
    assert set(best.places) == {0, 1}
    assert (best.observed, best.units) == (24, 2)
    assert best.expected == pytest.approx(4.0, rel=0.02)  # half a case is added to the history
    assert best.statistic == pytest.approx(poisson_statistic(24, best.expected))
    assert best.p_value == 0.01
    assert best.recurrence_interval == pytest.approx(100)


def test_rates_lean_on_neighbours_where_places_are_alike_and_on_history_where_they_differ():
    alike, units = place_rates(np.ones((10, 8), dtype=int))
    assert alike / units == pytest.approx(np.full(10, 1.0), rel=0.02)
    unlike, units = place_rates(np.array([[9] * 40, [1] * 40]))
    assert unlike / units == pytest.approx([9.0, 1.0], rel=0.05)


def test_p_value_is_uniform_when_nothing_happens():
    rng, points = np.random.default_rng(1), np.random.default_rng(2).uniform(0, 10, (12, 2))
    values = []
    for _ in range(120):
        found = scan_cases(
            Cases(points, rng.poisson(0.5, (12, 8)) + 0), permutation(3, replicas=39)
        )
        values.append(found[0].p_value if found else 1.0)
    assert 0.02 <= np.mean(np.array(values) <= 0.1) <= 0.2
    assert 0.35 <= np.mean(np.array(values) <= 0.5) <= 0.65


def test_seed_decides_the_dice():
    rng = np.random.default_rng(5)
    cases = Cases(rng.uniform(0, 9, (9, 2)), rng.poisson(0.7, (9, 9)))
    first, again, other = (
        scan_cases(cases, permutation(3, replicas=99, seed=seed))[0].p_value for seed in (1, 1, 2)
    )
    assert first == again
    assert other != first
    assert first == pytest.approx(other, abs=0.2)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"model": "bernoulli"}, "model"),
        ({"max_window": 0}, "window"),
        ({"max_share": 0.0}, "share"),
        ({"max_share": math.nan}, "share"),
        ({"replicas": -1}, "negative"),
        ({"max_window": 4}, "longer than the study period"),
        ({"max_window": 3, "model": "poisson-expectation"}, "history"),
    ],
)
def test_settings_that_make_no_sense_are_refused(more, says):
    with pytest.raises(ScanError, match=says):
        scan_cases(
            Cases(np.zeros((1, 2)), np.ones((1, 3), dtype=int)),
            CaseSettings(**{"model": "permutation", "max_window": 1, **more}),
        )


@pytest.mark.parametrize(
    ("points", "counts", "says"),
    [
        (np.zeros((2, 2)), np.ones((1, 3), dtype=int), "position"),
        (np.zeros((1, 2)), np.zeros((1, 3), dtype=int), "no case"),
        (np.zeros((1, 2)), -np.ones((1, 3), dtype=int), "at least 0"),
        (np.zeros((5001, 2)), np.ones((5001, 1), dtype=int), "at most 5000"),
    ],
)
def test_data_that_cannot_be_scanned_are_refused(points, counts, says):
    with pytest.raises(ScanError, match=says):
        Cases(points, counts)
