"""The least that a doctrine needs, and how exposed stations are under it.

Counts only, no distances: what decides whether a plan can exist at all.
"""

import heapq
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from kondusif.engines.stationing.problem import Budget, ClassRule, Problem


class Village(NamedTuple):
    district: str
    village: str


@dataclass(frozen=True)
class Demand:
    """How many stations of each class every village has; `count[place, class index]`."""

    rules: tuple[ClassRule, ...]
    budget: Budget
    count: dict[tuple[Village, int], int]

    def with_rule(self, index: int, rule: ClassRule) -> "Demand":
        """The same stations under a doctrine with one class changed."""
        rules = (*self.rules[:index], rule, *self.rules[index + 1 :])
        return Demand(rules, self.budget, self.count)

    def misfits(self) -> list[tuple[Village, int]]:
        """Villages and classes that no team size of the pattern can share."""
        return [key for key, n in self.count.items() if not self.rules[key[1]].team_counts(n)]

    def teams_of_class(self, index: int) -> int:
        """Least teams for one class, leaving out villages where the pattern does not fit."""
        rule = self.rules[index]
        return sum(least_teams(rule, n) for (_, kind), n in self.count.items() if kind == index)

    def units(self) -> int:
        """Least teams or officers (whatever the budget counts) for every station."""
        prices = [self.budget.price_of_team(rule) for rule in self.rules]
        return sum(prices[i] * self.teams_of_class(i) for i in range(len(self.rules)))

    def missing(self) -> int:
        return max(0, self.units() - self.budget.amount)

    def fits(self) -> bool:
        return self.missing() == 0 and not self.misfits()

    def largest(self, index: int) -> int:
        """Most stations of the class that one village has."""
        return max((n for (_, kind), n in self.count.items() if kind == index), default=0)


def demand_of(problem: Problem) -> Demand:
    """Counts the stations of a problem."""
    stations = problem.stations
    places = map(Village, stations.district, stations.village)
    count = Counter(zip(places, stations.class_of.tolist(), strict=True))
    return Demand(problem.rules, problem.budget, dict(count))


def least_teams(rule: ClassRule, stations: int) -> int:
    """Fewest teams that can guard the stations of one village; 0 where the pattern fits none."""
    if stations == 0:
        return 0
    counts = rule.team_counts(stations)
    return counts[0] if counts else 0


def exposure_of(stations: int, teams: int) -> int:
    """Sum over stations of the other stations their team guards too, with teams as even as can be."""
    size, larger = divmod(stations, teams)
    return larger * (size + 1) * size + (teams - larger) * size * (size - 1)


def exposure_at_budget(demand: Demand, units: int) -> float:
    """Least risk-weighted exposure that `units` of the budget allow (at least the least need).

    Every team that is left over goes where it lowers the exposure most per unit: the exposure of a
    village is convex in its teams, so this greedy is the best up to the last team.
    """
    total, left, queue = 0.0, units - demand.units(), []
    for (place, kind), n in demand.count.items():
        rule = demand.rules[kind]
        counts = rule.team_counts(n)
        if counts:
            total += rule.risk_weight * exposure_of(n, counts[0])
            queue.append((*next_gain(demand, kind, n, counts[0]), kind, n, counts[0], place))
    heapq.heapify(queue)
    while queue and left > 0:
        slope, gain, kind, n, k, place = heapq.heappop(queue)
        price = demand.budget.price_of_team(demand.rules[kind])
        if slope >= 0:
            break
        if price <= left:
            total, left = total - gain, left - price
            again = (*next_gain(demand, kind, n, k + 1), kind, n, k + 1, place)
            heapq.heappush(queue, again)
    return total


def next_gain(demand: Demand, kind: int, stations: int, teams: int) -> tuple[float, float]:
    """(-gain per unit, gain) of one more team in a village; zeros where the pattern forbids it."""
    rule = demand.rules[kind]
    if teams + 1 not in rule.team_counts(stations):
        return 0.0, 0.0
    gain = exposure_of(stations, teams) - exposure_of(stations, teams + 1)
    return -rule.risk_weight * gain / demand.budget.price_of_team(rule), rule.risk_weight * gain
