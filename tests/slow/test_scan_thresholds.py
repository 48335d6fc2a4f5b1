"""Gumbel fits, quiet days, and the thresholds made from them."""

import numpy as np
import pytest

from kondusif.engines.scan import (
    FITTING_WORLD,
    Baseline,
    Budget,
    Gumbel,
    Layout,
    Quiet,
    ScanError,
    World,
    daily_maxima,
    fit_thresholds,
    quiet_day,
    quiet_pings,
)


@pytest.fixture(scope="module")
def quiet() -> Quiet:
    rng, n = np.random.default_rng(1), 120
    village = np.repeat(np.arange(12), 10)
    layout = Layout.build(
        rng.normal(-8, 0.1, n), rng.normal(113, 0.1, n), village, np.arange(n) // 4
    )
    share = np.full(24, 1 / 24)
    return Quiet(layout, Baseline(rng.uniform(0.2, 1.0, n), share), np.full(30, 0.1))


@pytest.mark.parametrize("chance", [0.5, 0.05, 0.001])
def test_threshold_and_p_value_are_inverse(chance):
    fit = Gumbel(11.0, 1.3)
    assert fit.p_value(fit.threshold(chance)) == pytest.approx(chance)
    assert fit.recurrence_days(fit.threshold(chance)) == pytest.approx(1 / chance)


def test_far_out_the_chance_is_tiny_and_the_wait_endless_but_nothing_breaks():
    assert Gumbel(0.0, 1.0).p_value(50.0) == pytest.approx(np.exp(-50.0))
    assert Gumbel(0.0, 1.0).recurrence_days(1e6) == float("inf")


def test_a_fit_finds_what_made_the_data():
    fit = Gumbel.fit(np.random.default_rng(1).gumbel(11.0, 1.2, 4000))
    assert (fit.location, fit.scale) == pytest.approx((11.0, 1.2), rel=0.05)


@pytest.mark.parametrize(
    ("maxima", "says"),
    [
        (np.arange(10.0), "at least 50"),
        (np.full(60, 3.0), "same maximum"),
        (np.r_[np.arange(60.0), np.inf], "finite"),
    ],
)
def test_too_little_to_fit_is_refused(maxima, says):
    with pytest.raises(ScanError, match=says):
        Gumbel.fit(maxima)


def counts(quiet: Quiet, world: World, days: int = 300) -> np.ndarray:
    """Messages per day, station and slot."""
    rng, shape = np.random.default_rng(7), (days, quiet.layout.stations, 24)
    result = np.zeros(shape)
    for number in range(days):
        day = quiet_day(rng, quiet.layout, quiet.baseline, world)
        np.add.at(result[number], (day.station, day.slot), 1)
    return result


@pytest.mark.parametrize(
    ("world", "more", "ratio"),
    [
        (World(), 1.0, 1.0),
        (World(dispersion=1.5), 1.0, 1.5),
        (World(duplicates=0.1), 1.1, 1.18),  # (1 - d + 4 d) / (1 + d): a share d of pairs
        (World(level_spread=0.3), 1.0, 1.0),
    ],
)
def test_a_world_has_the_mean_and_the_dispersion_it_claims(quiet, world, more, ratio):
    table = counts(quiet, world)
    expected = quiet.baseline.rate[:, None] * quiet.baseline.share * more
    assert table.mean() == pytest.approx(expected.mean(), rel=0.03)
    assert ((table - expected) ** 2).mean() / expected.mean() == pytest.approx(ratio, rel=0.06)


def test_clumps_may_come_from_all_over_a_village_but_from_no_other(quiet):
    shared = counts(quiet, World(dispersion=1.5, shared_clumps=True))
    by_village = shared.reshape(300, 12, 10, 24).sum(axis=2)
    apart = counts(quiet, World(dispersion=1.5)).reshape(300, 12, 10, 24).sum(axis=2)
    assert by_village.var() / by_village.mean() == pytest.approx(1.5, rel=0.08)
    assert by_village.mean() == pytest.approx(apart.mean(), rel=0.05)
    assert (shared > 1).mean() < 0.5 * (counts(quiet, World(dispersion=1.5)) > 1).mean()


def test_a_dead_phone_silences_messages_and_pings_of_its_team_for_good(quiet):
    rng = np.random.default_rng(3)
    day = quiet_day(rng, quiet.layout, quiet.baseline, World(dead_phones=0.5))
    heard = quiet_pings(rng, quiet.teams.village, quiet.miss, day)
    dead = np.flatnonzero(day.died < 24)
    assert 8 <= len(dead) <= 22
    assert (day.slot < day.died[quiet.layout.team[day.station]]).all()
    for team in dead:
        assert not heard[day.died[team] :, team].any()
    assert heard[:, day.died == 24].mean() == pytest.approx(0.9, abs=0.03)


def test_a_duplicate_may_come_again_in_the_next_slot(quiet):
    same, later = (
        counts(quiet, World(duplicates=1.0)),
        counts(quiet, World(duplicates=1.0, resent=1.0)),
    )
    assert (same % 2 == 0).all()
    assert (later % 2 == 1).any()


@pytest.mark.parametrize(
    "wrong",
    [{"dispersion": 0.5}, {"duplicates": 1.5}, {"dead_phones": -0.1}, {"level_spread": -1.0}],
)
def test_an_impossible_world_is_refused(wrong):
    with pytest.raises(ScanError):
        World(**wrong)


def test_thresholds_keep_to_the_budget_on_days_they_have_not_seen(quiet):
    thresholds = fit_thresholds(quiet, days=400, seed=1, budget=Budget(0.1, 0.05, 0.05))
    alarms = thresholds.alarms(daily_maxima(quiet, FITTING_WORLD, 400, 2)).mean(axis=0)
    assert alarms == pytest.approx([0.1, 0.05, 0.05], abs=0.045)


def test_the_budget_is_split_and_checks_itself(quiet):
    assert Budget().total == pytest.approx(0.05)
    with pytest.raises(ScanError, match="budget"):
        Budget(0.0, 0.01, 0.01)
    with pytest.raises(ScanError, match="at least 50"):
        fit_thresholds(quiet, days=10)


def test_the_same_seed_gives_the_same_days(quiet):
    first, again = (daily_maxima(quiet, FITTING_WORLD, 5, 9) for _ in range(2))
    assert (first == again).all()
    assert (first != daily_maxima(quiet, FITTING_WORLD, 5, 10)).any()
