"""When no plan exists: who is short, and remedies that really are remedies."""

import dataclasses
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kondusif.engines.stationing import Budget, ClassRule, solve
from kondusif.engines.stationing.need import (
    Demand,
    Village,
    exposure_at_budget,
    exposure_of,
    least_teams,
)
from kondusif.engines.stationing.problem import Weights
from kondusif.engines.stationing.shortage import choose_regrades, explain, proportional
from tests.unit.engines.stationing.oracles import make_problem

VERY = ClassRule("sangat rawan", 2, 1, 1, 4.0)
RISKY = ClassRule("rawan", 2, 1, 2, 2.0)
CALM = ClassRule("kurang rawan", 2, 2, 5, 1.0)


def demand(
    counts: dict[tuple[str, int], int], amount: int, kind: str = "officers",
    rules: tuple[ClassRule, ...] = (VERY, RISKY, CALM),
) -> Demand:  # fmt: skip
    """Stations per (village, class); the district is the village's first letter."""
    count = {(Village(name[0], name), cls): n for (name, cls), n in counts.items()}
    return Demand(rules, Budget(kind, amount), count)


COUNTS = {("A1", 0): 2, ("A1", 1): 5, ("A1", 2): 11, ("B1", 1): 4, ("B1", 2): 16, ("B2", 2): 6}
# teams: 2 very; 3 + 2 vulnerable; 3 + 4 + 2 calm = 16 teams, 32 officers


def test_the_least_need_is_counted_by_village() -> None:
    assert demand(COUNTS, 32).units() == 32
    assert demand(COUNTS, 16, "teams").units() == 16
    assert demand(COUNTS, 32).fits()
    assert demand(COUNTS, 27).missing() == 5


def test_the_shortage_falls_on_the_lowest_risk_and_adds_up() -> None:
    rows, _ = explain(demand(COUNTS, 26))
    assert {row["class"] for row in rows} == {"kurang rawan"}
    assert sum(row["officers_short"] for row in rows) == 6
    assert {row["district"]: row["teams_short"] for row in rows} == {"A": 1, "B": 2}


def test_higher_classes_fall_short_only_after_the_lowest() -> None:
    rows, _ = explain(demand(COUNTS, 10))
    short = Counter()
    for row in rows:
        short[row["class"]] += row["teams_short"]
    assert short == {"kurang rawan": 9, "rawan": 2}


def test_a_pattern_that_fits_no_team_sizes_is_told_with_its_village() -> None:
    rules = (VERY, RISKY, ClassRule("kurang rawan", 2, 4, 5, 1.0))
    rows, remedies = explain(demand({("A1", 2): 7, ("A2", 2): 8}, 99, rules=rules))
    assert len(rows) == 1
    assert (rows[0]["reason"], rows[0]["class"], rows[0]["district"]) == (
        "pattern", "kurang rawan", "A",
    )  # fmt: skip
    assert rows[0]["villages"] == [{"village": "A1", "stations": 7}]
    told = {row["kind"]: row for row in remedies}
    assert told["shorter_pattern"]["changes"][0]["to"] == 3
    assert told["longer_pattern"]["changes"][0]["to"] == 7
    assert all(told[kind]["sufficient"] for kind in ("shorter_pattern", "longer_pattern"))
    assert "more_officers" not in told


def test_an_engine_result_carries_the_pattern_reason() -> None:
    places = [(f"S{i}", "V", "aman", float(i), 0) for i in range(7)]
    rules = (ClassRule("aman", 2, 4, 5, 1.0),)
    result = solve(make_problem(places, rules, Weights(10, 1), Budget("teams", 99)))
    assert result.status == "infeasible"
    assert [row["reason"] for row in result.shortage] == ["pattern"]


def test_each_remedy_has_its_price() -> None:
    _, remedies = explain(demand(COUNTS, 28))
    told = {(row["kind"], row["changes"][0]["class"] if row["changes"] else ""): row
            for row in remedies}  # fmt: skip
    calm = told["longer_pattern", "kurang rawan"]
    # up to 6 stations: 2 + 3 + 1 teams instead of 3 + 4 + 2
    assert (calm["changes"][0]["to"], calm["sufficient"]) == (6, True)
    assert (calm["price"]["teams_saved"], calm["price"]["officers_saved"]) == (3, 6)
    assert told["more_officers", ""]["price"]["officers_added"] == 4
    regraded = told["regraded_stations", "rawan"]
    assert regraded["sufficient"]
    assert regraded["price"]["stations_regraded"] == sum(
        change["stations"] for change in regraded["changes"]
    )
    assert [row["cheapest"] for row in remedies].count(True) == 1
    assert remedies[0]["cheapest"]


def test_teams_are_counted_in_teams() -> None:
    _, remedies = explain(demand(COUNTS, 14, "teams"))
    more = next(row for row in remedies if row["kind"] == "more_officers")
    assert (more["price"]["teams_added"], more["price"]["officers_added"]) == (2, 4)


def test_several_patterns_are_combined_where_none_suffices_alone() -> None:
    _, remedies = explain(demand(COUNTS, 14))
    assert not any(r["sufficient"] for r in remedies if r["kind"] == "longer_pattern")
    assert any(r["sufficient"] for r in remedies if r["kind"] == "longer_patterns")


counts_strategy = st.dictionaries(
    st.tuples(st.sampled_from(["A1", "A2", "B1", "B2", "C1"]), st.integers(0, 2)),
    st.integers(1, 14), min_size=1,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(counts_strategy, st.integers(0, 60), st.sampled_from(["teams", "officers"]))
def test_every_remedy_called_sufficient_makes_a_plan_possible(
    counts: dict[tuple[str, int], int], amount: int, kind: str
) -> None:
    asked = demand(counts, amount, kind)
    rows, remedies = explain(asked)
    assert bool(rows) == (not asked.fits())
    for row in remedies:
        relaxed = apply(asked, row)
        if relaxed is not None:
            assert relaxed.fits() == row["sufficient"], row


def apply(asked: Demand, row: dict) -> Demand | None:
    """The demand after a remedy."""
    if row["kind"] == "more_officers":
        price = row["price"]
        more = price["officers_added" if asked.budget.kind == "officers" else "teams_added"]
        budget = dataclasses.replace(asked.budget, amount=asked.budget.amount + more)
        return dataclasses.replace(asked, budget=budget)
    if row["kind"] == "regraded_stations":
        return None
    for change in row["changes"]:
        index = [rule.name for rule in asked.rules].index(change["class"])
        key = "stations_min" if row["kind"] == "shorter_pattern" else "stations_max"
        rule = dataclasses.replace(asked.rules[index], **{key: change["to"]})
        asked = asked.with_rule(index, rule)
    return asked


@settings(max_examples=100, deadline=None)
@given(counts_strategy, st.integers(0, 60))
def test_regrading_saves_what_it_says(counts: dict[tuple[str, int], int], amount: int) -> None:
    asked = demand(counts, amount)
    row = next((r for r in explain(asked)[1] if r["kind"] == "regraded_stations"), None)
    if row is None:
        return
    higher = [rule.name for rule in asked.rules].index(row["changes"][0]["class"])
    moved = choose_regrades(asked, higher, higher + 1)
    count = dict(asked.count)
    for place, j in moved.items():
        assert 0 < j <= count[place, higher]
        count[place, higher] -= j
        count[place, higher + 1] = count.get((place, higher + 1), 0) + j
    after = dataclasses.replace(asked, count={key: n for key, n in count.items() if n})
    assert asked.units() - after.units() == row["price"]["officers_saved"]


@pytest.mark.parametrize(("stations", "teams", "exposure"), [(7, 1, 42), (7, 2, 18), (7, 7, 0)])
def test_exposure_counts_the_others_each_station_shares_its_team_with(
    stations: int, teams: int, exposure: int
) -> None:
    assert exposure_of(stations, teams) == exposure


def test_spare_people_lower_the_exposure_where_it_helps_most() -> None:
    asked = demand({("A1", 2): 10, ("B1", 1): 2}, 99)
    # least: 2 calm teams of 5 (40) and 1 risky team of 2 (2 x 2 = 4)
    assert exposure_at_budget(asked, 6) == 44
    assert exposure_at_budget(asked, 8) == 44 - (40 - 24)
    assert exposure_at_budget(asked, 99) == 10


def test_proportional_shares_add_up() -> None:
    assert proportional({"a": 1, "b": 1, "c": 1}, 5) == {"a": 2, "b": 2, "c": 1}
    assert proportional({"a": 7, "b": 1}, 0) == {"a": 0, "b": 0}


def test_no_teams_where_there_is_no_station() -> None:
    assert least_teams(CALM, 0) == 0
