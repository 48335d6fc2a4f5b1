"""The live detector of silence: teams that should have been heard and were not.

Phones on duty ping every 15 minutes. One dead phone silences every station of its team, so teams are
counted and never stations. Two questions are asked when a slot ends:

* a **pattern**: have neighbouring teams fallen silent together? A scan (Neill 2006: expected misses
  are known, clusters are sought) over nearest-neighbour zones of teams sums what each team says: the
  log-likelihood ratio of "silenced for the last 1 to 8 pings" against its own chance of missing them,
  dead phones included, and against it where the team was heard. It deviates from the Poisson form,
  because a team is silent or not: there is no count to be Poisson;
* a **call**: has one team been silent for longer than its usual misses explain? Its score is the sum
  of -ln p over the pings that it missed in a row. A dead phone scores too, and should: somebody has to
  call that team by radio. What must stay rare is a call to a team whose phone works.

Teams without a ping are judged by stage check-ins (opened, closed, count finished ...) with `stage`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.scan.cases import ScanError
from kondusif.engines.scan.gumbel import Gumbel
from kondusif.engines.scan.layout import Layout, nearest
from kondusif.engines.scan.live_kernels import WINDOWS
from kondusif.engines.scan.silence_kernels import (
    SILENCED,
    Quietest,
    Teams,
    close_slot,
    new_watch,
    scan_silent,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
MOST_STATIONS, MOST_TEAMS = 100, 40
FEW = 0.5  # a check-in counts as overdue once fewer than this are usually still out


@dataclass(frozen=True)
class Silence:
    """Teams that are silent together. `teams` of the zone from its centre outwards; `silent` of them for
    the last `slots` slots; `expected` by chance; `p_value`, `recurrence_days` as in `Finding`.
    """

    alarm: bool
    statistic: float
    teams: tuple[int, ...]
    slots: int
    silent: int
    expected: float
    p_value: float | None = None
    recurrence_days: float | None = None


@dataclass(frozen=True)
class Call:
    """One team that has been silent for too long: `missed` pings in a row, `score` = sum of -ln p."""

    team: int
    missed: int
    score: float
    p_value: float


class SilenceWatch:
    """Watches the pings of all teams; `miss` (M,) is the chance that a ping of a team stays out.

    `dead` is the chance that a phone dies in the course of a day of `slots` slots. `pattern`, `call`: fits of null
    daily maxima with their shares of the false-alarm budget; without a fit nothing alarms.
    """

    def __init__(
        self,
        layout: Layout,
        miss: Floats,
        dead: float = 0.01,
        slots: int = 56,
        spread: float = 0.3,
        pattern: Gumbel | None = None,
        pattern_chance: float = 0.015,
        call: Gumbel | None = None,
        call_chance: float = 0.005,
    ) -> None:
        self.teams = teams_of(layout, miss, dead / slots, spread)
        self.dead = dead
        self.watch = new_watch(layout.teams, layout.villages)
        self.pattern, self.call = pattern, call
        self.pattern_from = threshold(pattern, pattern_chance)
        self.call_from = threshold(call, call_chance)

    def close(self, expected: Flags, heard: Flags) -> tuple[Silence | None, list[Call]]:
        """A slot has ended: whose ping was `expected` (M,), who was `heard` (M,).

        The most unusual pattern (None where no team is silent beyond chance) and the teams to call,
        longest overdue first.
        """
        close_slot(self.teams, self.watch, expected, heard)
        spot = scan_silent(self.teams.near, self.watch.evidence)
        usual = self.watch.chance + self.teams.dies * np.arange(1, WINDOWS + 1)
        runs = self.watch.run[:, None] >= np.arange(1, WINDOWS + 1)
        return self.silence(Quietest(*spot), runs & expected[:, None], usual), self.calls()

    def stage(self, expected: Flags, told: Flags, still_out: Floats) -> Silence | None:
        """A stage check-in (box received, opened ...): who should tell (M,), who has told (M,).

        `still_out` (M,) is the chance that a team hasn't told by now although all is well. Teams
        that usually tell later than now aren't judged yet.
        """
        judged = (expected & (still_out < FEW))[:, None]
        silent = judged & ~told[:, None]
        usual = np.minimum(still_out[:, None] + self.dead, FEW)
        evidence = np.log(np.where(silent, SILENCED / usual, (1 - SILENCED) / (1 - usual)))
        spot = scan_silent(self.teams.near, np.where(judged, evidence, 0.0))
        return self.silence(Quietest(*spot), silent, usual)

    def calls(self) -> list[Call]:
        """Teams whose score has reached the threshold."""
        fit = self.call
        over = np.flatnonzero(self.watch.score >= self.call_from)
        if fit is None:
            return []
        found = [
            Call(
                int(m),
                int(self.watch.run[m]),
                float(self.watch.score[m]),
                fit.p_value(self.watch.score[m]),
            )
            for m in over
        ]
        return sorted(found, key=lambda call: -call.score)

    def silence(self, spot: Quietest, silent: Flags, usual: Floats) -> Silence | None:
        """A zone in words; `silent`, `usual` (M, H) by team and span."""
        if spot.centre < 0:
            return None
        fit, teams, span = self.pattern, self.teams.near[spot.centre, : spot.size], spot.slots - 1
        return Silence(
            alarm=bool(spot.statistic >= self.pattern_from),
            statistic=float(spot.statistic),
            teams=tuple(int(m) for m in teams),
            slots=int(spot.slots),
            silent=int(silent[teams, span].sum()),
            expected=float(usual[teams, span].sum()),
            p_value=None if fit is None else fit.p_value(spot.statistic),
            recurrence_days=None if fit is None else fit.recurrence_days(spot.statistic),
        )


def threshold(fit: Gumbel | None, chance: float) -> float:
    return float("inf") if fit is None else fit.threshold(chance)


def teams_of(layout: Layout, miss: Floats, dies: float, spread: float) -> Teams:
    """Zones of teams: nearest teams by the middle of their stations, up to 100 stations."""
    if len(miss) != layout.teams or not np.all((miss > 0) & (miss < 1)):
        raise ScanError("Every team needs a chance of a missed ping between 0 and 1.")
    if not 0 < dies < 1 or not 0 < spread <= 10:
        raise ScanError("The chance of a dead phone must lie between 0 and 1, the spread above 0.")
    count = np.bincount(layout.team, minlength=layout.teams)
    if count.min() == 0:
        raise ScanError("Every team needs at least one station.")
    middle = np.zeros((layout.teams, 3))
    np.add.at(middle, layout.team, layout.points)
    near = nearest(middle / count[:, None], min(layout.teams, MOST_TEAMS))
    near[(count[near].cumsum(axis=1) > MOST_STATIONS) & (np.arange(near.shape[1]) > 0)] = -1
    village = np.zeros(layout.teams, dtype=np.int64)
    village[layout.team[::-1]] = layout.village[::-1]
    return Teams(near, village, miss.astype(float), float(dies), 1 / spread**2)
