"""Quiet days to order: what a day without any disturbance looks like, in kinder and harsher worlds.

The thresholds come from such days; a benchmark measures them on days of other worlds.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.scan.cases import ScanError
from kondusif.engines.scan.detector import Baseline
from kondusif.engines.scan.layout import Layout

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class World:
    """How a quiet day strays from independent Poisson reports at the baseline.

    `dispersion`: variance / mean of the messages of a station and slot (negative binomial above 1);
    `duplicates`: share of messages sent twice, `resent` of those again in the next slot;
    `level_spread`: standard deviation of a village's level on the day around 1; `dead_phones`: share of
    teams whose phone dies during the day and stays dead; `shared_clumps`: the messages of a negative
    binomial clump come from all over the village.
    """

    dispersion: float = 1.0
    duplicates: float = 0.0
    level_spread: float = 0.0
    dead_phones: float = 0.0
    shared_clumps: bool = False
    resent: float = 0.0

    def __post_init__(self) -> None:
        if not 1 <= self.dispersion <= 100:
            raise ScanError("The dispersion must lie between 1 and 100.")
        shares = (self.duplicates, self.dead_phones, self.resent)
        if min(shares) < 0 or max(shares) > 1:
            raise ScanError("Shares must lie between 0 and 1.")
        if not 0 <= self.level_spread <= 10:
            raise ScanError("The spread of the level must lie between 0 and 10.")


@dataclass(frozen=True, eq=False)
class Day:
    """Messages sorted by slot: `slot`, `station` (R,). `died` (teams,): first slot without a phone.

    `level` (villages,): how busy each village is on the day; `slots` of the day.
    """

    slots: int
    slot: Ints
    station: Ints
    died: Ints
    level: Floats


def quiet_day(rng: np.random.Generator, layout: Layout, baseline: Baseline, world: World) -> Day:
    """One day of messages in which nothing happens."""
    slots = len(baseline.share)
    level = village_levels(rng, layout.villages, world.level_spread)
    died = deaths(rng, layout.teams, slots, world.dead_phones)
    slot, station = messages(rng, layout, baseline, world, level)
    again = rng.random(len(slot)) < world.duplicates
    later = slot[again] + (rng.random(int(again.sum())) < world.resent)
    slot, station = np.r_[slot, later], np.r_[station, station[again]]
    alive = (slot < slots) & (slot < died[layout.team[station]])
    return sorted_day(slots, slot[alive], station[alive], died, level)


def sorted_day(slots: int, slot: Ints, station: Ints, died: Ints, level: Floats) -> Day:
    turn = np.argsort(slot, kind="stable")
    return Day(slots, slot[turn], station[turn], died, level)


def village_levels(rng: np.random.Generator, villages: int, spread: float) -> Floats:
    """Gamma with mean 1."""
    if spread == 0:
        return np.ones(villages)
    return rng.gamma(1 / spread**2, spread**2, villages)


def deaths(rng: np.random.Generator, teams: int, slots: int, share: float) -> Ints:
    """The slot from which a team's phone is dead; one after the last where it lives."""
    moment = rng.integers(0, slots, teams)
    return np.where(rng.random(teams) < share, moment, slots).astype(np.int64)


def messages(
    rng: np.random.Generator, layout: Layout, baseline: Baseline, world: World, level: Floats
) -> tuple[Ints, Ints]:
    """Slot and station of every message before any is repeated or lost.

    A negative binomial is a Poisson number of clumps of logarithmic size (Quenouille 1949).
    """
    rate = baseline.rate * level[layout.village]
    keep = 1 / world.dispersion
    clumped = world.dispersion > 1
    fewer = -np.log(keep) * keep / (1 - keep) if clumped else 1.0
    clumps = rng.poisson(rate.sum() * fewer)
    station = rng.choice(len(rate), clumps, p=rate / rate.sum())
    slot = rng.choice(len(baseline.share), clumps, p=baseline.share)
    if clumped:
        size = rng.logseries(1 - keep, clumps)
        slot, station = np.repeat(slot, size), np.repeat(station, size)
        if world.shared_clumps:
            station = elsewhere(rng, layout.village, station)
    return slot.astype(np.int64), station.astype(np.int64)


def elsewhere(rng: np.random.Generator, village: Ints, station: Ints) -> Ints:
    """A station of the same village for each."""
    order = np.argsort(village, kind="stable")
    starts = np.searchsorted(village[order], np.arange(village.max() + 2))
    here = village[station]
    size = starts[here + 1] - starts[here]
    return np.asarray(order[starts[here] + rng.integers(0, size)], dtype=np.int64)


def quiet_pings(
    rng: np.random.Generator, village: Ints, miss: Floats, day: Day
) -> NDArray[np.bool_]:
    """Who was heard in each slot (T, M) on the same quiet day; `village` and `miss` are (M,).

    Misses follow the level of the village on that day; a dead phone is never heard.
    """
    slots = int(day.slots)
    chance = np.minimum(0.95, miss * day.level[village])
    heard = rng.random((slots, len(miss))) >= chance
    return np.asarray(heard & (np.arange(slots)[:, None] < day.died))
