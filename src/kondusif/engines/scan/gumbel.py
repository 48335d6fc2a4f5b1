"""From the largest value of many quiet days to a chance: the Gumbel distribution of maxima.

Abrams, Kleinman and Kulldorff 2010 (International Journal of Health Geographics 9:61) show that it
describes maxima of scan statistics, so that far fewer simulated days are needed for small chances.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import gumbel_r

from kondusif.engines.scan.cases import ScanError

FEWEST_DAYS = 50


@dataclass(frozen=True)
class Gumbel:
    """P(daily maximum <= x) = exp(-exp(-(x - location) / scale))."""

    location: float
    scale: float

    @classmethod
    def fit(cls, maxima: NDArray[np.float64]) -> "Gumbel":
        """Maximum likelihood on daily maxima of quiet days, at least 50."""
        if len(maxima) < FEWEST_DAYS or not np.all(np.isfinite(maxima)):
            raise ScanError(f"A fit needs the finite maxima of at least {FEWEST_DAYS} days.")
        if np.ptp(maxima) == 0:
            raise ScanError("All quiet days have the same maximum: there is nothing to fit.")
        location, scale = gumbel_r.fit(maxima)
        return cls(float(location), float(scale))

    def p_value(self, statistic: float) -> float:
        """Chance that a quiet day reaches `statistic` somewhere, at some time."""
        return float(-np.expm1(-np.exp(-(statistic - self.location) / self.scale)))

    def recurrence_days(self, statistic: float) -> float:
        """Days between such values when nothing happens; infinite beyond all measure."""
        chance = self.p_value(statistic)
        return 1 / chance if chance > 0 else float("inf")

    def threshold(self, chance: float) -> float:
        """The statistic that a quiet day reaches with `chance`."""
        if not 0 < chance < 1:
            raise ScanError("The chance of a false alarm must lie between 0 and 1.")
        return float(self.location - self.scale * np.log(-np.log1p(-chance)))
