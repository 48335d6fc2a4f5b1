"""The example of docs/algorithms/risk.md, number by number, against the shipped model."""

from kondusif.risk.criteria import parse_model
from kondusif.risk.facts import Recorded, index
from kondusif.risk.grading import grade_stations
from kondusif.risk.measures import StationInput
from kondusif.risk.rules import Grade, State
from kondusif.risk.services.assessing import SHIPPED

VILLAGE = "35.09.01.2001"
STATION = f"{VILLAGE}-004"
ABSENT = (
    "very_hard_access long_access conflict_history boundary_dispute social_conflict "
    "officials_protested past_violence blank_spot"
).split()


def the_station():
    """582 of 600 voters; the nearest other station lies 3.1 km to the north."""
    model = parse_model(SHIPPED.read_text(encoding="utf-8"))
    here = StationInput(STATION, VILLAGE, 582, -8.2, 113.7, False, "", "", False)
    north = StationInput(f"{VILLAGE}-005", VILLAGE, 400, -8.17212, 113.7, False, "", "", False)
    facts = [Recorded("35.09", key, State.ABSENT, n) for n, key in enumerate(ABSENT, 1)]
    facts.append(Recorded(STATION, "past_revote", State.PRESENT, 90))
    graded = grade_stations(model, [here, north], index(facts))[0]
    terms = dict(zip((c.key for c in model.of("station")), graded.known, strict=True))
    return graded.score, terms


def test_three_present_criteria_make_six_points_and_the_station_vulnerable():
    score, terms = the_station()
    present = {key for key, known in terms.items() if known.state is State.PRESENT}
    assert present == {"near_legal_maximum", "far_from_others", "past_revote"}
    assert (score.score, score.grade) == (6, Grade.VULNERABLE)


def test_the_measures_are_those_of_the_text():
    _score, terms = the_station()
    assert terms["near_legal_maximum"].value == 0.97
    assert round(terms["far_from_others"].value, 1) == 3.1


def test_two_unknown_criteria_leave_it_between_six_and_eleven_and_so_maybe_very_vulnerable():
    score, terms = the_station()
    unknown = {key for key, known in terms.items() if known.state is State.UNKNOWN}
    assert unknown == {"dense_housing", "disaster_prone"}
    assert (score.low, score.high) == (6, 11)
    assert score.possible == (Grade.VULNERABLE, Grade.VERY)
    assert score.open
