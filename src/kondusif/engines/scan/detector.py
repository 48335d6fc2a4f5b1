"""The live detector of disturbances: one report in, the most unusual zone around it out.

Prospective expectation-based Poisson scan (Neill 2006, 2009) over nearest-neighbour zones and
windows of 15 min to 2 h, made event-driven and exact (see `live_kernels`). It counts **sources**:
the distinct teams that report, per slot of 15 min, never messages; whoever belongs to no team counts
as a source of his own. Ten messages of one team are one voice, and so is one team that marks all its
24 stations at once.

    detector = Detector(layout, baseline, gumbel=thresholds.reports, chance=0.03)
    detector.advance(slot)                      # whenever a quarter of an hour begins
    finding = detector.report(station, slot)    # for every report
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.scan.cases import ScanError
from kondusif.engines.scan.gumbel import Gumbel
from kondusif.engines.scan.layout import Layout
from kondusif.engines.scan.live_kernels import (
    WINDOWS,
    Spot,
    Zones,
    begin_slot,
    new_state,
    remember,
    scan_around,
)

Floats = NDArray[np.float64]
Outcome = Literal["quiet", "pattern", "severe", "repeat", "late"]
SLOT_MINUTES = 15
USUAL_SPREAD = (
    0.3  # how far a village's level on a day strays from its baseline (standard deviation)
)


@dataclass(frozen=True, eq=False)
class Baseline:
    """What is usual: `rate` (N,) reports per station and day, `share` (T,) of a day in each slot.

    `spread`: standard deviation of a village's level on a day around 1; the running Gamma-Poisson
    factor of the village-day starts from it.
    """

    rate: Floats
    share: Floats
    spread: float = USUAL_SPREAD

    def __post_init__(self) -> None:
        if not (np.all(np.isfinite(self.rate)) and np.all(self.rate > 0)):
            raise ScanError("Every station needs a usual rate above 0.")
        if not len(self.share) or np.any(self.share < 0) or abs(self.share.sum() - 1) > 1e-6:
            raise ScanError("The shares of the slots must be at least 0 and add up to 1.")
        if not 0 < self.spread <= 10:
            raise ScanError("The spread of a village's level must lie above 0 and up to 10.")


@dataclass(frozen=True)
class Finding:
    """What one report has shown.

    `outcome`: "pattern" (alarm: the zone is too unusual), "severe" (alarm by rule), "quiet", "repeat"
    (this team has told of this station in this slot: not counted again) or "late" (older than the
    windows: not counted). `stations` of the zone from its centre outwards, over the last `slots` slots;
    `sources` distinct reporting teams (per slot), `reporting` distinct stations with a report in it;
    `expected` sources; `p_value`: chance that a quiet day shows this anywhere; `recurrence_days`.
    """

    outcome: Outcome
    statistic: float = 0.0
    stations: tuple[int, ...] = ()
    slots: int = 0
    sources: int = 0
    reporting: int = 0
    expected: float = 0.0
    p_value: float | None = None
    recurrence_days: float | None = None

    @property
    def alarm(self) -> bool:
        return self.outcome in ("pattern", "severe")


class Detector:
    """Watches one day after the other. Slots count from 0 and never go back.

    `gumbel` and `chance` set the alarm: without a fit nothing alarms but severe kinds. `outsiders`:
    how many sources without a team (numbered after the teams) may report.
    """

    def __init__(
        self,
        layout: Layout,
        baseline: Baseline,
        gumbel: Gumbel | None = None,
        chance: float = 0.03,
        outsiders: int = 0,
        most_reports: int = 100_000,
    ) -> None:
        if len(baseline.rate) != layout.stations:
            raise ScanError("The baseline and the layout must have the same stations.")
        self.layout, self.gumbel = layout, gumbel
        self.threshold = float("inf") if gumbel is None else gumbel.threshold(chance)
        self.zones = zones_of(layout, baseline)
        self.sources = layout.teams + outsiders
        self.most_reports = most_reports
        self.state = new_state(layout.stations, layout.villages, self.sources, most_reports)

    @property
    def now(self) -> int:
        """The present slot; -1 before the first."""
        return int(self.state.clock[0])

    def advance(self, slot: int) -> None:
        """Moves on to `slot`; a moment in the past changes nothing."""
        while self.now < slot:
            begin_slot(self.zones, self.state)

    def report(
        self, station: int, slot: int, source: int | None = None, severe: bool = False
    ) -> Finding:
        """Takes in a report that tells of `station` in `slot`, and looks around it.

        `source` is the team of the station unless somebody else speaks.
        """
        self.check(station, slot, source)
        who = int(self.layout.team[station]) if source is None else source
        if slot <= self.now - WINDOWS:
            return Finding("severe" if severe else "late")
        if not remember(self.zones, self.state, station, who, slot):
            return Finding("severe" if severe else "repeat")
        spot = scan_around(self.zones, self.state, station, who, slot)
        return self.finding(Spot(*spot), severe)

    def check(self, station: int, slot: int, source: int | None) -> None:
        if not 0 <= station < self.layout.stations:
            raise ScanError(f"There is no station {station}.")
        if source is not None and not 0 <= source < self.sources:
            raise ScanError(f"There is no source {source}.")
        if not 0 <= slot <= self.now:
            raise ScanError(f"Slot {slot} has not begun: the present one is {self.now}.")
        if self.state.clock[1] >= self.most_reports:
            raise ScanError(f"More than {self.most_reports} reports within two hours.")

    def finding(self, spot: Spot, severe: bool) -> Finding:
        """A spot in words that a caller can use."""
        pattern = spot.statistic >= self.threshold
        outcome: Outcome = "severe" if severe else "pattern" if pattern else "quiet"
        if spot.centre < 0:
            return Finding(outcome)
        stations = self.layout.zone(spot.centre, spot.size)
        fit = self.gumbel
        return Finding(
            outcome=outcome,
            statistic=float(spot.statistic),
            stations=stations,
            slots=int(spot.slots),
            sources=int(spot.sources),
            reporting=self.reporting(stations, int(spot.slots)),
            expected=float(spot.expected),
            p_value=None if fit is None else fit.p_value(spot.statistic),
            recurrence_days=None if fit is None else fit.recurrence_days(spot.statistic),
        )

    def reporting(self, stations: tuple[int, ...], slots: int) -> int:
        """Distinct stations of the zone with a report in the last `slots` slots."""
        count = self.state.clock[1]
        fresh = self.state.slot[:count] > self.now - slots
        return int(np.isin(np.array(stations), self.state.station[:count][fresh]).sum())


def zones_of(layout: Layout, baseline: Baseline) -> Zones:
    return Zones(
        layout.near, layout.within, layout.within_centre, layout.within_rank, layout.village,
        layout.team, baseline.rate.astype(float), baseline.share.astype(float),
        1 / baseline.spread**2,
    )  # fmt: skip
