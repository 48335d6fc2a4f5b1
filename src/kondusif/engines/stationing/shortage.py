"""When no plan exists: who is missing where, and what would make a plan possible at which price.

The shortage falls on the classes of least risk, since the others are served first; within a class it
is spread over the districts in proportion to their need. Every remedy is computed alone, with its
price against the doctrine as it stands:

- `officers_added`, `teams_added`: people that have to be found;
- `officers_saved`, `teams_saved`: how far the least need falls;
- `stations_regraded`: stations that move to a class of lower risk;
- `exposure_added`: risk-weighted sum over stations of how many more other stations their team
  guards at the same time (teams as even as can be, everybody used), against the doctrine as it
  stands with exactly the people it needs (below 0 where the remedy frees more than it takes).
"""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

from kondusif.engines.stationing.need import Demand, Village, exposure_at_budget, least_teams

Row = dict[str, object]


def explain(demand: Demand) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Rows of shortage per class and district, and the remedies, the cheapest first."""
    return tuple(pattern_rows(demand) + budget_rows(demand)), tuple(remedies(demand))


# -- the shortage ----------------------------------------------------------------------------------


def pattern_rows(demand: Demand) -> list[Row]:
    """Villages whose stations fit no team size, gathered per class and district."""
    found: dict[tuple[int, str], list[Row]] = {}
    for place, kind in demand.misfits():
        entry: Row = {"village": place.village, "stations": demand.count[place, kind]}
        found.setdefault((kind, place.district), []).append(entry)
    return [
        {
            "reason": "pattern",
            "class": demand.rules[kind].name,
            "district": district,
            "stations": sum(demand.count[Village(district, str(v["village"])), kind] for v in rows),
            "teams_needed": None, "teams_short": None,
            "officers_needed": None, "officers_short": None,
            "villages": rows,
        }
        for (kind, district), rows in sorted(found.items())
    ]  # fmt: skip


def budget_rows(demand: Demand) -> list[Row]:
    """Teams that cannot be formed, per class and district."""
    left, rows = demand.budget.amount, []
    order = sorted(range(len(demand.rules)), key=lambda i: -demand.rules[i].risk_weight)
    for kind in order if demand.missing() else ():
        needed = demand.teams_of_class(kind)
        price = demand.budget.price_of_team(demand.rules[kind])
        formed = min(needed, left // price)
        left -= formed * price
        rows += spread_shortage(demand, kind, needed - formed)
    return rows


def spread_shortage(demand: Demand, kind: int, short: int) -> list[Row]:
    """Spreads missing teams of a class over its districts, largest remainders first."""
    rule, teams, stations = demand.rules[kind], Counter[str](), Counter[str]()
    for (place, other), n in demand.count.items():
        if other == kind:
            teams[place.district] += least_teams(rule, n)
            stations[place.district] += n
    if not short:
        return []
    return [
        {
            "reason": "budget",
            "class": rule.name,
            "district": district,
            "stations": stations[district],
            "teams_needed": teams[district],
            "teams_short": part,
            "officers_needed": teams[district] * rule.officers,
            "officers_short": part * rule.officers,
            "villages": [],
        }
        for district, part in proportional(dict(sorted(teams.items())), short).items()
        if part
    ]


def proportional(shares: dict[str, int], amount: int) -> dict[str, int]:
    """Divides `amount` in proportion to `shares` by the largest-remainder rule."""
    total = sum(shares.values())
    parts = {key: amount * share // total for key, share in shares.items()}
    rest = sorted(shares, key=lambda key: -(amount * shares[key] % total))
    for key in rest[: amount - sum(parts.values())]:
        parts[key] += 1
    return parts


# -- the remedies ----------------------------------------------------------------------------------


def remedies(demand: Demand) -> list[Row]:
    """All remedies; those that suffice without new people come first, least exposure first."""
    rows: list[Row] = []
    for kind in range(len(demand.rules)):
        rows += longer_pattern(demand, kind) + shorter_pattern(demand, kind)
    if not any(row["sufficient"] for row in rows):
        rows += several_patterns(demand)
    order = sorted(range(len(demand.rules)), key=lambda i: -demand.rules[i].risk_weight)
    for higher, lower in pairwise(order):
        rows += regraded_stations(demand, higher, lower)
    rows += more_officers(demand)
    rows.sort(key=rank)
    for row in rows:
        row["cheapest"] = row is rows[0] and bool(row["sufficient"])
    return rows


def rank(row: Row) -> tuple[bool, float, float]:
    price = row["price"]
    assert isinstance(price, dict)
    return not row["sufficient"], price["officers_added"], price["exposure_added"]


def price_of(demand: Demand, relaxed: Demand, **more: int) -> Row:
    """What a relaxed doctrine costs against the present one."""
    before = exposure_at_budget(demand, demand.units())
    after = exposure_at_budget(relaxed, max(relaxed.units(), demand.budget.amount))
    return {
        "officers_added": 0, "teams_added": 0,
        "officers_saved": officers_of(demand) - officers_of(relaxed),
        "teams_saved": teams_of(demand) - teams_of(relaxed),
        "stations_regraded": 0,
        "exposure_added": after - before,
        **more,
    }  # fmt: skip


def officers_of(demand: Demand) -> int:
    return sum(demand.teams_of_class(i) * rule.officers for i, rule in enumerate(demand.rules))


def teams_of(demand: Demand) -> int:
    return sum(demand.teams_of_class(i) for i in range(len(demand.rules)))


def longer_pattern(demand: Demand, kind: int) -> list[Row]:
    """The smallest `stations_max` of one class that suffices, else the one that saves most."""
    rule = demand.rules[kind]
    trials = range(rule.stations_max + 1, demand.largest(kind) + 1)
    choice = first_sufficient(
        [demand.with_rule(kind, replace(rule, stations_max=high)) for high in trials], demand
    )
    if choice is None:
        return []
    high = choice.rules[kind].stations_max
    says = f"Let a team of class {rule.name} guard up to {high} stations, not {rule.stations_max}."
    change = {"class": rule.name, "from": rule.stations_max, "to": high}
    return [remedy("longer_pattern", demand, choice, says, [change])]


def shorter_pattern(demand: Demand, kind: int) -> list[Row]:
    """The largest smaller `stations_min` that lets every village fit its pattern."""
    rule = demand.rules[kind]
    if not any(other == kind for _, other in demand.misfits()):
        return []
    trials = range(rule.stations_min - 1, 0, -1)
    choice = first_sufficient(
        [demand.with_rule(kind, replace(rule, stations_min=low)) for low in trials], demand
    )
    if choice is None:
        return []
    low = choice.rules[kind].stations_min
    says = (
        f"Let a team of class {rule.name} guard as few as {low} stations, not {rule.stations_min}."
    )
    change = {"class": rule.name, "from": rule.stations_min, "to": low}
    return [remedy("shorter_pattern", demand, choice, says, [change])]


def first_sufficient(trials: list[Demand], demand: Demand) -> Demand | None:
    """The first trial that makes a plan possible, else the first of those that help most."""
    best, score = None, (len(demand.misfits()), demand.missing())
    for trial in trials:
        now = (len(trial.misfits()), trial.missing())
        if now < score:
            best, score = trial, now
        if score == (0, 0):
            break
    return best


def several_patterns(demand: Demand) -> list[Row]:
    """Longer patterns for several classes, the least risk first, until a plan is possible."""
    now, changes = demand, []
    for kind in sorted(range(len(demand.rules)), key=lambda i: demand.rules[i].risk_weight):
        rule = demand.rules[kind]
        trials = range(rule.stations_max + 1, demand.largest(kind) + 1)
        better = first_sufficient(
            [now.with_rule(kind, replace(rule, stations_max=high)) for high in trials], now
        )
        if better is None:
            continue
        now = better
        high = now.rules[kind].stations_max
        changes.append({"class": rule.name, "from": rule.stations_max, "to": high})
        if now.fits():
            break
    if len(changes) < 2:
        return []
    says = "Longer patterns together: " + "; ".join(
        f"{change['class']} up to {change['to']} stations, not {change['from']}"
        for change in changes
    )
    return [remedy("longer_patterns", demand, now, says + ".", changes)]


def remedy(kind: str, demand: Demand, relaxed: Demand, says: str, changes: list[Row]) -> Row:
    return {
        "kind": kind,
        "says": says,
        "changes": changes,
        "sufficient": relaxed.fits(),
        "price": price_of(demand, relaxed),
    }


def more_officers(demand: Demand) -> list[Row]:
    """The people that are missing; no remedy where only the pattern is wrong."""
    missing = demand.missing()
    if not missing:
        return []
    if demand.budget.kind == "officers":
        officers, teams, says = missing, 0, f"Find {missing} more officers."
    else:
        rows = budget_rows(demand)
        officers = sum(int(str(row["officers_short"])) for row in rows)
        teams, says = missing, f"Find {missing} more teams ({officers} officers)."
    price = price_of(demand, demand, officers_added=officers, teams_added=teams)
    row: Row = {"kind": "more_officers", "says": says, "changes": []}
    return [{**row, "sufficient": not demand.misfits(), "price": price}]


def regraded_stations(demand: Demand, higher: int, lower: int) -> list[Row]:
    """Fewest stations found to move from one class to the next lower, so that a plan is possible."""
    moved = choose_regrades(demand, higher, lower)
    if not moved:
        return []
    count = dict(demand.count)
    for place, j in moved.items():
        count[place, higher] -= j
        count[place, lower] = count.get((place, lower), 0) + j
        if not count[place, higher]:
            del count[place, higher]
    relaxed = Demand(demand.rules, demand.budget, count)
    stations = sum(moved.values())
    names = demand.rules[higher].name, demand.rules[lower].name
    says = f"Grade {stations} stations again, from {names[0]} to {names[1]}, where the check allows it."
    changes = Counter[str]()
    for place, j in moved.items():
        changes[place.district] += j
    rows: list[Row] = [
        {"class": names[0], "to": names[1], "district": district, "stations": j}
        for district, j in sorted(changes.items())
    ]
    row = remedy("regraded_stations", demand, relaxed, says, rows)
    return [{**row, "price": price_of(demand, relaxed, stations_regraded=stations)}]


def choose_regrades(demand: Demand, higher: int, lower: int) -> dict[Village, int]:
    """How many stations to regrade per village: first what the pattern needs, then best savings."""
    places = {place for place, kind in demand.count if kind == higher}
    misfit = {place for place, kind in demand.misfits() if kind == higher}
    moved: dict[Village, int] = {}
    steps: list[tuple[float, Village, int, int]] = []
    saved = 0
    for place in sorted(places):
        options = regrade_options(demand, place, higher, lower)
        if place in misfit:
            if options:
                moved[place] = min(j for j, _ in options)
                saved += dict(options)[moved[place]]
        else:
            steps += hull(options, place)
    steps.sort(key=lambda step: (-step[0], step[1]))
    missing = demand.missing()
    for _, place, j, gain in steps:
        if saved >= missing:
            break
        moved[place] = moved.get(place, 0) + j
        saved += gain
    return moved


def regrade_options(
    demand: Demand, place: Village, higher: int, lower: int
) -> list[tuple[int, int]]:
    """(stations moved, units saved) for every number of moves that fits both patterns."""
    up, down = demand.rules[higher], demand.rules[lower]
    n, other = demand.count[place, higher], demand.count.get((place, lower), 0)
    price = [demand.budget.price_of_team(rule) for rule in (up, down)]
    now = price[0] * least_teams(up, n) + price[1] * least_teams(down, other)
    options = []
    for j in range(1, n + 1):
        if (n - j and not up.team_counts(n - j)) or not down.team_counts(other + j):
            continue
        then = price[0] * least_teams(up, n - j) + price[1] * least_teams(down, other + j)
        options.append((j, now - then))
    return options


def hull(options: list[tuple[int, int]], place: Village) -> list[tuple[float, Village, int, int]]:
    """Steps of rising saving with falling return: (saving per station, place, stations, saving)."""
    steps: list[tuple[float, Village, int, int]] = []
    here, saved = 0, 0
    while True:
        ahead = [((gain - saved) / (j - here), -j, j, gain) for j, gain in options if j > here]
        slope, _, j, gain = max(ahead, default=(0.0, 0, 0, 0))
        if slope <= 0:
            return steps
        steps.append((slope, place, j - here, gain - saved))
        here, saved = j, gain
