"""The compiled half of `silence`: one slot of who was heard and who was not."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.scan.jit import kernel
from kondusif.engines.scan.live_kernels import WINDOWS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Ranks = NDArray[np.int32]

MOST_MISSED = 0.95  # nobody's ping is taken for granted as missed
SILENCED = 0.9  # share of a zone's teams that an event silences


class Teams(NamedTuple):
    """`near` (M, K): teams by distance from the row's own, -1 beyond its last; `village` (M,);
    `miss` (M,) chance that a ping stays out; `dies` chance that a phone dies in a slot; `prior` of
    the village's running factor.
    """

    near: Ranks
    village: Ints
    miss: Floats
    dies: float
    prior: float


class Watch(NamedTuple):
    """What is remembered: `run` (M,) pings missed in a row; `score` (M,) sum of their -ln p, `before`
    (M,) the same for a village's network as good as known, give or take a standard deviation; `chance`
    (M, W) that a living phone stays out for the last 1..W slots; `evidence` (M, W) log-likelihood
    ratio of "silenced since" against chance; `fresh`, `due` (V,) first misses and how many were expected.
    """

    run: Ints
    score: Floats
    before: Floats
    chance: Floats
    evidence: Floats
    fresh: Floats
    due: Floats


class Quietest(NamedTuple):
    """The best zone of a scan for silence: `centre` and its `size` nearest, the last `slots` slots."""

    statistic: float
    centre: int
    size: int
    slots: int


def new_watch(teams: int, villages: int) -> Watch:
    return Watch(
        run=np.zeros(teams, dtype=np.int64),
        score=np.zeros(teams),
        before=np.zeros(teams),
        chance=np.ones((teams, WINDOWS)),
        evidence=np.zeros((teams, WINDOWS)),
        fresh=np.zeros(villages),
        due=np.zeros(villages),
    )


@kernel
def close_slot(
    teams: Teams, watch: Watch, expected: NDArray[np.bool_], heard: NDArray[np.bool_]
) -> None:
    """Takes in one slot: whose ping was `expected` (M,), and who was `heard` (M,).

    A team whose ping isn't expected starts afresh. The village's factor is learned from first misses
    only, so that a phone that stays dead is one event, however long. A miss counts as if the
    village's network were worse than known: by one standard deviation where neighbours bear each other
    out, by two where a team stands alone.
    """
    spread = 1.0 / np.sqrt(teams.prior)
    for m in range(len(watch.run)):
        v = teams.village[m]
        factor = (teams.prior + watch.fresh[v]) / (teams.prior + watch.due[v])
        missed = expected[m] and not heard[m]
        usual = teams.miss[m] * factor
        p = min(MOST_MISSED, usual * (1 + spread)) if expected[m] else 1.0
        for w in range(WINDOWS - 1, 0, -1):
            watch.chance[m, w] = watch.chance[m, w - 1] * p
        watch.chance[m, 0] = p
        watch.run[m] = watch.run[m] + 1 if missed else 0
        alone = min(MOST_MISSED, usual * (1 + 2 * spread))
        watch.score[m] = watch.score[m] - np.log(alone) if missed else 0.0
        watch.before[m] = watch.before[m] - np.log(p) if missed else 0.0
        weigh(watch, m, teams.dies, expected[m])
    for m in range(len(watch.run)):  # learn for the next slot
        if expected[m] and watch.run[m] <= 1:
            watch.due[teams.village[m]] += teams.miss[m]
            watch.fresh[teams.village[m]] += watch.run[m]


@kernel
def weigh(watch: Watch, m: int, dies: float, expected: bool) -> None:
    """What the team says about an event that silences it for exactly the last w slots, w = 1..W.

    Under the null a living phone misses w pings by chance, or the phone dies: now, or before, if
    the team has been missing for longer. So a dead phone counts a little when it falls silent, and
    a team that was silent already counts for nothing.
    """
    for w in range(1, WINDOWS + 1):
        by_chance = min(MOST_MISSED, watch.chance[m, w - 1] + dies * w)
        if not expected:
            watch.evidence[m, w - 1] = 0.0
        elif watch.run[m] < w:
            watch.evidence[m, w - 1] = np.log((1 - SILENCED) / (1 - by_chance))
        else:
            before = np.exp(-watch.before[m]) / watch.chance[m, w - 1]
            dead = dies * (watch.run[m] - w)
            alive = before / (before + dead)
            watch.evidence[m, w - 1] = np.log(SILENCED) - np.log(alive * by_chance + 1 - alive)


@kernel
def scan_silent(near: Ranks, evidence: Floats) -> Quietest:
    """The zone and span with the largest sum of `evidence` (M, H); statistic 0 where none is above."""
    spans = evidence.shape[1]
    best, centre, size, slots = 0.0, -1, 0, 0
    sums = np.zeros(spans)
    for c in range(near.shape[0]):
        sums[:] = 0.0
        for rank in range(near.shape[1]):
            m = near[c, rank]
            if m < 0:
                break
            for h in range(spans):
                sums[h] += evidence[m, h]
            if evidence[m, 0] > 0.0:
                for h in range(spans):
                    if sums[h] > best:
                        best, centre, size, slots = sums[h], c, rank + 1, h + 1
    return Quietest(best, centre, size, slots)


@kernel
def play_pings(
    teams: Teams, watch: Watch, heard: NDArray[np.bool_], patterns: Floats, scores: Floats
) -> None:
    """A day of pings `heard` (T, M): the best pattern of each slot (T,), all scores (T, M)."""
    everybody = np.ones(heard.shape[1], dtype=np.bool_)
    for t in range(heard.shape[0]):
        close_slot(teams, watch, everybody, heard[t])
        scores[t] = watch.score
        patterns[t] = scan_silent(teams.near, watch.evidence).statistic
