"""Injected silences: 20 neighbouring stations fall silent; the scan against a fixed count of misses."""

import numpy as np

from kondusif.engines.scan import World, quiet_day
from kondusif.engines.scan.thresholds import Quiet
from kondusif.engines.scan.worlds import quiet_pings

STATIONS, FOLLOWED, SLOT = 20, 24, 15


def runs(heard: np.ndarray) -> np.ndarray:
    """Pings missed in a row at the end of each slot (T, M)."""
    result = np.zeros(heard.shape, dtype=int)
    run = np.zeros(heard.shape[1], dtype=int)
    for t, ping in enumerate(heard):
        run = np.where(ping, 0, run + 1)
        result[t] = run
    return result


def fixed_count(quiet: Quiet, world: World, days: int, seed: int) -> int:
    """The smallest number of misses in a row, one for all teams, that at most 5% of days reach.

    Only teams whose phone works count: a dead phone would break any such rule.
    """
    rng, longest = np.random.default_rng(seed), []
    for _ in range(days):
        day = quiet_day(rng, quiet.layout, quiet.baseline, world)
        heard = quiet_pings(rng, quiet.teams.village, quiet.miss, day)
        alive = np.arange(len(heard))[:, None] < day.died
        longest.append((runs(heard) * alive).max())
    return int(np.quantile(longest, 0.95, method="higher")) + 1


def a_day(rng, quiet: Quiet) -> np.ndarray:
    day = quiet_day(rng, quiet.layout, quiet.baseline, World())
    return quiet_pings(rng, quiet.teams.village, quiet.miss, day)


def victims(rng, quiet: Quiet) -> np.ndarray:
    """Neighbouring teams that hold about 20 stations between them."""
    count = np.bincount(quiet.layout.team)
    near = quiet.teams.near[rng.integers(len(count))]
    near = near[near >= 0]
    enough = int(np.searchsorted(count[near].cumsum(), STATIONS)) + 1
    return near[:enough]


def delays(
    quiet: Quiet, pattern_from: float, call_from: float, fixed: int, rounds: int, seed: int
) -> np.ndarray:
    """Minutes until the scan (pattern or call) and the fixed count notice (rounds, 2)."""
    rng = np.random.default_rng(seed)
    return np.array([one(rng, quiet, pattern_from, call_from, fixed) for _ in range(rounds)])


def one(
    rng, quiet: Quiet, pattern_from: float, call_from: float, fixed: int
) -> tuple[float, float]:
    heard, silent = a_day(rng, quiet), victims(rng, quiet)
    onset = int(rng.integers(4, len(heard) - FOLLOWED))
    heard[onset:, silent] = False
    patterns, scores = quiet.silence(heard)
    seen = (patterns >= pattern_from) | (scores[:, silent] >= call_from).any(axis=1)
    counted = (runs(heard)[:, silent] >= fixed).any(axis=1)
    return minutes(seen, onset), minutes(counted, onset)


def minutes(alarm: np.ndarray, onset: int) -> float:
    """From the start of the silence to the end of the slot that shows it."""
    found = np.flatnonzero(alarm[onset : onset + FOLLOWED])
    return float((found[0] + 1) * SLOT) if len(found) else float(FOLLOWED * SLOT)
