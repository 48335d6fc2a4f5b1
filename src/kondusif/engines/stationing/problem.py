"""What has to be guarded, by which pattern, with how many people.

Everything here is frozen and checks itself, so that the solver may trust what it is handed.
"""

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_KM = 6371.0088
LARGEST_CELL = 5000

BudgetKind = Literal["teams", "officers"]


class ProblemError(ValueError):
    """The data cannot be a stationing problem; the message says why in one sentence."""


@dataclass(frozen=True)
class ClassRule:
    """How one class of stations is guarded: a pattern "officers - stations" and its weight."""

    name: str
    officers: int
    stations_min: int
    stations_max: int
    risk_weight: float

    def __post_init__(self) -> None:
        if self.officers < 1:
            raise ProblemError(f"Class {self.name}: a team needs at least one officer.")
        if not 1 <= self.stations_min <= self.stations_max:
            raise ProblemError(
                f"Class {self.name}: stations_min must be at least 1 and not above stations_max."
            )
        check_weight(f"Class {self.name}: risk_weight", self.risk_weight)

    def bounds(self, stations: int) -> tuple[int, int]:
        """Smallest and largest team where a village has this many stations of the class.

        Fewer stations than `stations_min` form one team of all of them.
        """
        smallest = min(self.stations_min, stations)
        return smallest, max(smallest, min(self.stations_max, stations))

    def team_counts(self, stations: int) -> range:
        """Numbers of teams that can share `stations` stations; empty where none can."""
        smallest, largest = self.bounds(stations)
        return range(-(-stations // largest), stations // smallest + 1)


@dataclass(frozen=True)
class Weights:
    """What the objective adds up: minutes walked per km, and load per pair in a team."""

    walking_minutes_per_km: float
    load: float

    def __post_init__(self) -> None:
        check_weight("walking_minutes_per_km", self.walking_minutes_per_km)
        check_weight("load", self.load)


@dataclass(frozen=True)
class Budget:
    """At most `amount` teams, or at most `amount` officers."""

    kind: BudgetKind
    amount: int

    def __post_init__(self) -> None:
        if self.kind not in ("teams", "officers"):
            raise ProblemError(f"A budget counts teams or officers, not {self.kind!r}.")
        if self.amount < 0:
            raise ProblemError(f"The number of {self.kind} cannot be negative.")

    def price_of_team(self, rule: ClassRule) -> int:
        """What one team of the class takes from this budget."""
        return rule.officers if self.kind == "officers" else 1


@dataclass(frozen=True, eq=False)
class Stations:
    """The stations, one entry per station in every sequence.

    `village` is unique only within its `district`; `class_of` points into the rules.
    """

    code: tuple[str, ...]
    district: tuple[str, ...]
    village: tuple[str, ...]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    class_of: NDArray[np.int64]

    def __post_init__(self) -> None:
        columns = (self.district, self.village, self.lat, self.lon, self.class_of)
        if any(len(column) != len(self.code) for column in columns):
            raise ProblemError("Every station needs a district, village, position and class.")
        if not self.code:
            raise ProblemError("There is no station to guard.")
        if len(set(self.code)) != len(self.code):
            raise ProblemError("Two stations share one code.")
        if not (np.all(np.abs(self.lat) <= 90) and np.all(np.abs(self.lon) <= 180)):
            raise ProblemError("A station lies outside latitude -90..90 or longitude -180..180.")

    def __len__(self) -> int:
        return len(self.code)


@dataclass(frozen=True, eq=False)
class Problem:
    """Stations, the doctrine that guards them, and the budget."""

    stations: Stations
    rules: tuple[ClassRule, ...]
    weights: Weights
    budget: Budget

    def __post_init__(self) -> None:
        kinds = self.stations.class_of
        if len({rule.name for rule in self.rules}) != len(self.rules):
            raise ProblemError("Two classes of the doctrine share one name.")
        if kinds.min() < 0 or kinds.max() >= len(self.rules):
            raise ProblemError("A station has a class that the doctrine does not know.")


@dataclass(frozen=True)
class Params:
    """How hard to try. The defaults suit one regency and a whole country alike."""

    threads: int = 2
    closing: bool = True
    enumerate_up_to: int = 10

    def __post_init__(self) -> None:
        if not 1 <= self.threads <= 64:
            raise ProblemError("threads must lie between 1 and 64.")
        if not 1 <= self.enumerate_up_to <= 12:
            raise ProblemError("enumerate_up_to must lie between 1 and 12.")


@dataclass(frozen=True)
class Progress:
    """What a watcher is told after each round. `seconds` since the solve began."""

    round: int
    seconds: float
    objective: float
    lower_bound: float

    @property
    def gap(self) -> float:
        return gap_of(self.objective, self.lower_bound)


@dataclass(frozen=True, eq=False)
class Plan:
    """Team number and base of every station, in the order of the stations.

    Teams count from 0; `base_of` holds the position of the base station.
    """

    team_of: NDArray[np.int64]
    base_of: NDArray[np.int64]

    @property
    def teams(self) -> int:
        return int(self.team_of.max()) + 1


@dataclass(frozen=True, eq=False)
class Result:
    """The answer of the engine; an infeasible one carries the shortage and its remedies."""

    status: Literal["feasible", "infeasible"]
    stations: int
    seconds: float
    seed: int
    stopped_by: str
    teams: int | None = None
    officers: int | None = None
    objective: float | None = None
    lower_bound: float | None = None
    gap: float | None = None
    value_of_one_more_team: float | None = None
    plan: Plan | None = None
    certificate: dict[str, object] = field(default_factory=dict)
    shortage: tuple[dict[str, object], ...] = ()
    relaxations: tuple[dict[str, object], ...] = ()


def gap_of(objective: float, lower_bound: float) -> float:
    """(objective - lower bound) / objective, and 0 where nothing is left to save."""
    if objective <= 0 or not math.isfinite(objective):
        return 0.0 if objective <= 0 else 1.0
    return max(0.0, (objective - lower_bound) / objective)


def check_weight(name: str, value: float) -> None:
    """Raises a sentence unless `value` is a finite number of at least 0."""
    if not math.isfinite(value) or value < 0:
        raise ProblemError(f"{name} must be a finite number of at least 0.")
