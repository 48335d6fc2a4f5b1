"""Clusters in a file of cases: a prospective space-time scan with Monte Carlo inference.

Follows Kulldorff et al. 2005 (PLoS Medicine 2:e59) for `permutation` and Neill 2006 / 2009 for
`poisson-expectation`. Deviates: secondary clusters are the best circles that share no place with a
more likely cluster (SaTScan keeps one circle per centre and then drops those that overlap); the
expectation-based baseline is an empirical Bayes estimate (Clayton and Kaldor 1987) from the time
before the longest window, and its replicas carry the uncertainty of that estimate.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.scan.case_window import EXPECTATION, PERMUTATION, best_window
from kondusif.engines.scan.circles import Circles, grow_circles

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Model = Literal["permutation", "poisson-expectation"]
MODELS: tuple[Model, ...] = ("permutation", "poisson-expectation")
MOST_PLACES = 5000
EVEN = 1e6  # pseudo-units of time where places don't differ: all share one rate


class ScanError(ValueError):
    """The data or the settings cannot be scanned; the message says why in one sentence."""


@dataclass(frozen=True, eq=False)
class Cases:
    """Cases per place and unit of time.

    `points` (P, 2) plane coordinates or (P, 3) points from `circles.on_globe`; `counts` (P, T) whole
    numbers, the last column is the end of the study period.
    """

    points: Floats
    counts: Ints

    def __post_init__(self) -> None:
        if self.counts.ndim != 2 or self.points.ndim != 2 or len(self.points) != len(self.counts):
            raise ScanError("Every place needs a position and one count per unit of time.")
        if len(self.points) > MOST_PLACES:
            raise ScanError(f"A scan holds at most {MOST_PLACES} places.")
        if self.counts.size == 0 or self.counts.min() < 0:
            raise ScanError("Counts must be at least 0, for at least one place and time.")
        if not self.counts.any():
            raise ScanError("There is no case within the study period.")


@dataclass(frozen=True)
class CaseSettings:
    """How to scan: see the fields.

    `max_window`: longest window, in units of time; `max_share`: a circle holds at most this share
    of all cases of the study period; `replicas` of Monte Carlo, 0 for none; `seed` of their dice;
    `fewest_cases` of a cluster; `most_clusters` to list.
    """

    model: Model
    max_window: int
    max_share: float = 0.5
    replicas: int = 999
    seed: int = 0
    fewest_cases: int = 1
    most_clusters: int = 20

    def __post_init__(self) -> None:
        if self.model not in MODELS:
            raise ScanError(f"The model is one of {', '.join(MODELS)}, not {self.model!r}.")
        if self.max_window < 1:
            raise ScanError("The longest window must be at least 1.")
        if not 0 < self.max_share <= 1:
            raise ScanError("The largest share must lie above 0 and not above 1.")
        if min(self.replicas, self.seed, self.most_clusters) < 0 or self.fewest_cases < 1:
            raise ScanError("Replicas, seed and numbers of cases or clusters can't be negative.")


@dataclass(frozen=True)
class Cluster:
    """One cluster: `places` from the centre outwards; it spans the last `units` of time.

    `p_value` and `recurrence_interval` (units of time; 1/p where the scan runs once per unit) are
    None without replicas. `radius`: km on the globe, else the unit of the coordinates.
    """

    places: tuple[int, ...]
    units: int
    radius: float
    observed: int
    expected: float
    statistic: float
    p_value: float | None
    recurrence_interval: float | None


class Frame:
    """One set of circles with what a model expects in them, ready for data and replicas."""

    def __init__(self, cases: Cases, settings: CaseSettings) -> None:
        self.settings = settings
        self.windows = settings.max_window
        counts = cases.counts
        self.total = float(counts.sum())
        self.held = counts.sum(axis=1)
        self.circles: Circles = grow_circles(
            cases.points, self.held.astype(float), settings.max_share * self.total
        )
        self.recent = last_units(counts, self.windows)
        self.weight, self.scale, self.model = self.expectation(counts)
        self.free = np.zeros(len(counts), dtype=np.bool_)

    def expectation(self, counts: Ints) -> tuple[Floats, Floats, int]:
        """Weight per place and scale per window, whose product is what is expected."""
        if self.settings.model == "permutation":
            return self.held.astype(float), self.recent.sum(axis=0) / self.total, PERMUTATION
        self.shape, self.units = place_rates(counts[:, : -self.windows])
        return self.shape / self.units, np.arange(1.0, self.windows + 1), EXPECTATION

    def best(self, recent: Ints, used: NDArray[np.bool_]) -> tuple[float, int, int, int]:
        order, stop, radius = self.circles
        return best_window(order, stop, radius, used, recent, self.weight, self.scale, self.total,
                           self.model, self.settings.fewest_cases)  # fmt: skip


def scan_cases(cases: Cases, settings: CaseSettings) -> list[Cluster]:
    """Clusters that reach the end of the study period, most likely first; none share a place."""
    span = cases.counts.shape[1]
    longest = span - (settings.model == "poisson-expectation")
    if settings.max_window > longest:
        raise ScanError(
            f"The longest window of {settings.max_window} does not fit: the study period has {span} "
            "units of time, and the model needs some of them as history."
            if settings.model == "poisson-expectation"
            else f"The longest window of {settings.max_window} is longer than the study period."
        )
    frame = Frame(cases, settings)
    found = find_all(frame)
    null = replica_maxima(frame, cases) if found else np.zeros(0)
    return [as_cluster(frame, spot, null) for spot in found]


def find_all(frame: Frame) -> list[tuple[float, int, int, int]]:
    """The best circle, then the best that shares no place with those before, and so on."""
    used = frame.free.copy()
    found: list[tuple[float, int, int, int]] = []
    while len(found) < frame.settings.most_clusters:
        spot = frame.best(frame.recent, used)
        if spot[1] < 0:
            break
        found.append(spot)
        used[frame.circles.order[spot[1], : spot[2]]] = True
    return found


def as_cluster(frame: Frame, spot: tuple[float, int, int, int], null: Floats) -> Cluster:
    statistic, centre, count, units = spot
    places = frame.circles.order[centre, :count]
    p_value = rank_p_value(statistic, null) if len(null) else None
    return Cluster(
        places=tuple(int(place) for place in places),
        units=units,
        radius=float(frame.circles.radius[centre, count - 1]),
        observed=int(frame.recent[places, units - 1].sum()),
        expected=float(frame.weight[places].sum() * frame.scale[units - 1]),
        statistic=float(statistic),
        p_value=p_value,
        recurrence_interval=None if p_value is None else 1 / p_value,
    )


def rank_p_value(statistic: float, null: Floats) -> float:
    """(1 + replicas that reach the statistic) / (1 + replicas); Dwass 1957."""
    reach = np.count_nonzero(null >= statistic * (1 - 1e-12))
    return float((1 + reach) / (1 + len(null)))


def replica_maxima(frame: Frame, cases: Cases) -> Floats:
    """The highest statistic of each replica under the null hypothesis."""
    rng = np.random.default_rng(frame.settings.seed)
    draw = shuffler(frame, cases, rng) if frame.model == PERMUTATION else drawer(frame, rng)
    rounds = frame.settings.replicas
    return np.array([frame.best(next(draw), frame.free)[0] for _ in range(rounds)])


def shuffler(frame: Frame, cases: Cases, rng: np.random.Generator) -> Iterator[Ints]:
    """Replicas that keep every place's and every time's total: times are dealt anew."""
    place, time = np.nonzero(cases.counts)
    times = cases.counts[place, time]
    place, time = np.repeat(place, times), np.repeat(time, times)
    ago = cases.counts.shape[1] - time  # 1 = the last unit
    while True:
        ago = rng.permutation(ago)
        near = ago <= frame.windows
        fresh = np.zeros_like(frame.recent)
        np.add.at(fresh, (place[near], ago[near] - 1), 1)
        yield fresh.cumsum(axis=1)


def drawer(frame: Frame, rng: np.random.Generator) -> Iterator[Ints]:
    """Replicas from the posterior: a rate for every place, then counts per unit of time."""
    while True:
        rates = rng.gamma(frame.shape) / frame.units
        fresh = rng.poisson(rates[:, None], (len(rates), frame.windows))
        yield fresh.cumsum(axis=1)


def last_units(counts: Ints, windows: int) -> Ints:
    """Cases of each place in the last 1, 2, ... `windows` units of time (P, windows)."""
    return np.ascontiguousarray(counts[:, ::-1][:, :windows].cumsum(axis=1))


def place_rates(history: Ints) -> tuple[Floats, float]:
    """Empirical Bayes rates from counts before the windows (P, H): shape (P,) and units of time.

    A place's rate has the posterior Gamma(shape, units), mean shape / units: its own history, drawn
    towards the mean of all places as far as places are alike (moments: the spread of totals beyond
    what Poisson counts have).
    """
    span, totals = history.shape[1], history.sum(axis=1)
    mean = (totals.sum() + 0.5) / len(totals)  # half a case: an empty history still has a rate
    beyond = float(np.var(totals)) - mean
    prior = min(mean * span / beyond, EVEN) if beyond > 0 else EVEN
    rate = mean / span
    return totals + rate * prior, float(span + prior)
