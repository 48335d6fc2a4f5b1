"""Silence: what one team says, what neighbours say together, and what one dead phone must not do."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kondusif.engines.scan import Gumbel, Layout, ScanError, SilenceWatch
from kondusif.engines.scan.silence_kernels import scan_silent

TEAMS, EACH = 8, 5


def layout_of(teams: int = TEAMS, each: int = EACH) -> Layout:
    """Teams in a row, a village for every two of them."""
    team = np.repeat(np.arange(teams), each)
    return Layout.build(
        np.full(teams * each, -8.0), 113 + 0.01 * np.arange(teams * each), team // 2, team
    )


def watch_of(miss: float = 0.1, **more) -> SilenceWatch:
    fits = {"pattern": Gumbel(6.0, 1.0), "call": Gumbel(9.0, 0.7)}
    return SilenceWatch(layout_of(), np.full(TEAMS, miss), **{**fits, **more})


def close(watch: SilenceWatch, silent=()):
    heard = np.ones(TEAMS, dtype=bool)
    heard[list(silent)] = False
    return watch.close(np.ones(TEAMS, dtype=bool), heard)


@given(st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_scan_for_silence_is_that_of_brute_force(seed):
    rng = np.random.default_rng(seed)
    near = np.array([rng.permutation(6) for _ in range(6)], dtype=np.int32)
    near[rng.random((6, 6)) < 0.1] = -1
    near[:, 0] = np.arange(6)
    evidence = rng.normal(-0.5, 2, (6, 3))
    evidence[:, 1:][evidence[:, :1].ravel() < 0] = -1  # silent for more slots means silent for one
    best = 0.0
    for row in near:
        zone = row[: np.argmax(row < 0)] if (row < 0).any() else row
        for size in range(1, len(zone) + 1):
            best = max(best, *evidence[zone[:size]].sum(axis=0))
    assert scan_silent(near, evidence).statistic == pytest.approx(best)


def test_neighbours_that_fall_silent_together_are_a_pattern():
    watch = watch_of()
    for _ in range(4):
        assert close(watch)[0] is None
    first, _ = close(watch, (2, 3, 4, 5))
    second, calls = close(watch, (2, 3, 4, 5))
    assert not first.alarm
    assert second.alarm
    assert (set(second.teams), second.silent, second.slots) == ({2, 3, 4, 5}, 4, 2)
    assert second.recurrence_days == pytest.approx(1 / second.p_value)
    assert calls == []


def test_one_dead_phone_is_never_a_pattern_but_somebody_calls_the_team():
    watch, called = watch_of(), []
    for slot in range(40):
        found, calls = close(watch, (3,) if slot >= 4 else ())
        assert found is None or not found.alarm
        called += [(slot, call.team) for call in calls]
    assert called
    assert {team for _, team in called} == {3}
    assert 6 <= called[0][0] <= 12


def test_a_phone_that_died_long_ago_does_not_join_its_neighbours():
    watch = watch_of()
    for slot in range(30):
        found, _ = close(watch, (3,) if slot >= 2 else ())
    assert watch.watch.evidence[3].max() < 0.1
    found, _ = close(watch, (2, 3))
    assert not found.alarm


def test_score_is_the_sum_of_minus_ln_p_and_starts_afresh_when_heard():
    watch = watch_of(miss=0.05)
    close(watch, (1,))
    one = watch.watch.score[1]
    assert one == pytest.approx(-math.log(0.05 * 1.6))
    close(watch, (1,))
    assert watch.watch.score[1] > 1.8 * one
    close(watch)
    assert watch.watch.score[1] == 0


def test_the_village_level_is_learned_from_first_misses():
    bad, dead = watch_of(), watch_of()
    for slot in range(40):
        close(bad, (0, 1) if slot % 2 else ())
        close(dead, (0,))
    assert bad.watch.chance[0, 0] > 2 * bad.watch.chance[4, 0]
    assert dead.watch.chance[1, 0] < 0.5 * bad.watch.chance[1, 0]


def test_nobody_is_missed_whose_ping_is_not_expected():
    watch, nobody = watch_of(), np.zeros(TEAMS, dtype=bool)
    for _ in range(30):
        assert watch.close(nobody, nobody) == (None, [])
    assert not watch.watch.run.any()


def test_stage_check_ins_judge_teams_that_send_no_ping():
    watch, everybody = watch_of(), np.ones(TEAMS, dtype=bool)
    told = everybody.copy()
    told[[2, 3, 4, 5]] = False
    early = watch.stage(everybody, told, np.full(TEAMS, 0.6))
    late = watch.stage(everybody, told, np.full(TEAMS, 0.02))
    assert early is None
    assert late.alarm
    assert set(late.teams) == {2, 3, 4, 5}
    assert late.statistic == pytest.approx(4 * math.log(0.9 / 0.03))
    assert late.expected == pytest.approx(4 * 0.03)
    alone = everybody.copy()
    alone[2] = False
    assert not watch.stage(everybody, alone, np.full(TEAMS, 0.02)).alarm


def test_zones_of_teams_hold_at_most_100_stations():
    watch = SilenceWatch(layout_of(12, 24), np.full(12, 0.1))
    assert ((watch.teams.near >= 0).sum(axis=1) == 4).all()


@pytest.mark.parametrize(
    ("miss", "more", "says"),
    [(0.0, {}, "missed ping"), (1.0, {}, "missed ping"), (0.1, {"dead": 0.0}, "dead phone")],
)
def test_impossible_chances_are_refused(miss, more, says):
    with pytest.raises(ScanError, match=says):
        watch_of(miss, **more)
