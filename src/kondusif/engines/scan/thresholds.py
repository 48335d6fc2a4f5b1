"""When to alarm: Gumbel fits to the daily maxima of simulated quiet days, and how the budget is split.

The fit is made for the operation's own stations, teams and baseline. The quiet days it is made on
stray from the ideal in every way at once, a little, so that it holds where the real day strays.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.scan.cases import ScanError
from kondusif.engines.scan.detector import Baseline, zones_of
from kondusif.engines.scan.gumbel import FEWEST_DAYS, Gumbel
from kondusif.engines.scan.layout import Layout
from kondusif.engines.scan.live_kernels import Zones, new_state, play_day
from kondusif.engines.scan.silence import teams_of
from kondusif.engines.scan.silence_kernels import Teams, new_watch, play_pings
from kondusif.engines.scan.worlds import Day, World, quiet_day, quiet_pings

Floats = NDArray[np.float64]

FITTING_WORLD = World(
    dispersion=1.1, duplicates=0.05, resent=0.2, level_spread=0.25, dead_phones=0.015
)
USUAL_DAYS = 2000


@dataclass(frozen=True)
class Budget:
    """Share of quiet days that may alarm, by what alarms: 5% in all."""

    reports: float = 0.03
    pattern: float = 0.015
    call: float = 0.005

    def __post_init__(self) -> None:
        if min(self.reports, self.pattern, self.call) <= 0 or self.total >= 1:
            raise ScanError("Each part of the false-alarm budget must be above 0, the sum below 1.")

    @property
    def total(self) -> float:
        return self.reports + self.pattern + self.call


@dataclass(frozen=True)
class Thresholds:
    """The three fits and the budget they are used with."""

    reports: Gumbel
    pattern: Gumbel
    call: Gumbel
    budget: Budget = Budget()

    def alarms(self, maxima: Floats) -> NDArray[np.bool_]:
        """Which days alarm, by reports, pattern and call (D, 3), from `daily_maxima`."""
        budget = self.budget
        return np.asarray(
            maxima
            >= [
                self.reports.threshold(budget.reports),
                self.pattern.threshold(budget.pattern),
                self.call.threshold(budget.call),
            ]
        )


@dataclass(frozen=True, eq=False)
class Quiet:
    """Plays quiet days of one operation; `miss` (teams,) is the chance of a missed ping."""

    layout: Layout
    baseline: Baseline
    miss: Floats
    dead: float = 0.01
    zones: Zones = field(init=False, repr=False)
    teams: Teams = field(init=False, repr=False)

    def __post_init__(self) -> None:
        teams = teams_of(
            self.layout, self.miss, self.dead / len(self.baseline.share), self.baseline.spread
        )
        object.__setattr__(self, "zones", zones_of(self.layout, self.baseline))
        object.__setattr__(self, "teams", teams)

    def maxima(self, rng: np.random.Generator, world: World) -> tuple[float, float, float]:
        """The day's largest statistic of reports and of silent patterns, and the largest score of a
        team whose phone works.
        """
        day = quiet_day(rng, self.layout, self.baseline, world)
        heard = quiet_pings(rng, self.teams.village, self.miss, day)
        patterns, scores = self.silence(heard)
        alive = np.arange(day.slots)[:, None] < day.died
        values, _ = self.play(day)
        return float(values.max(initial=0.0)), float(patterns.max()), float((scores * alive).max())

    def play(self, day: Day) -> tuple[Floats, NDArray[np.int64]]:
        """What each message of a day has led to: statistic (R,) and zone (R, 3) as in `play_day`."""
        layout, values = self.layout, np.zeros(len(day.slot))
        where = np.zeros((len(day.slot), 3), dtype=np.int64)
        state = new_state(layout.stations, layout.villages, layout.teams, len(day.slot) + 1)
        source = layout.team[day.station]
        play_day(self.zones, state, day.slots, day.slot, day.station, source, values, where)
        return values, where

    def silence(self, heard: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """Best pattern per slot (T,) and all scores (T, teams) of a day of pings (T, teams)."""
        patterns, scores = np.zeros(len(heard)), np.zeros(heard.shape)
        watch = new_watch(self.layout.teams, self.layout.villages)
        play_pings(self.teams, watch, heard, patterns, scores)
        return patterns, scores


def daily_maxima(quiet: Quiet, world: World, days: int, seed: int) -> Floats:
    """Maxima of `days` quiet days (D, 3): reports, silent pattern, score of a living phone."""
    rng = np.random.default_rng(seed)
    return np.array([quiet.maxima(rng, world) for _ in range(days)]).reshape(days, 3)


def fit_thresholds(
    quiet: Quiet,
    days: int = USUAL_DAYS,
    seed: int = 0,
    world: World = FITTING_WORLD,
    budget: Budget | None = None,
) -> Thresholds:
    """Thresholds from `days` simulated quiet days, at least 50; 2,000 take about half a minute."""
    if days < FEWEST_DAYS:
        raise ScanError(f"A fit needs at least {FEWEST_DAYS} quiet days.")
    maxima = daily_maxima(quiet, world, days, seed)
    reports, pattern, call = (Gumbel.fit(column) for column in maxima.T)
    return Thresholds(reports, pattern, call, budget or Budget())
