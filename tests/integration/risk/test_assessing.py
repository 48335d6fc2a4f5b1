import pytest

from kondusif.backbone.accounts.rules import Actor, NotAllowed, Role, Service
from kondusif.backbone.audit.models import Entry
from kondusif.places.models import Station
from kondusif.risk import queries, services
from kondusif.risk.criteria import ModelProblem
from kondusif.risk.models import Assessment, Grading, RiskModel, SiteGrading
from kondusif.risk.services.assessing import SHIPPED
from tests.factories import NOW

from .conftest import FIRST, VILLAGE

pytestmark = pytest.mark.django_db


def grade(assessment, code=FIRST):
    return Grading.objects.get(assessment=assessment, station__code=code)


def again(operation):
    return services.assess(operation, RiskModel.objects.first(), None, NOW)


def test_every_station_and_site_has_a_row_and_the_record_says_so(operation, assessed):
    assert Grading.objects.filter(assessment=assessed).count() == 16
    assert SiteGrading.objects.filter(assessment=assessed).count() == 1
    assert assessed.counts == {"less_vulnerable": 16}
    entry = Entry.objects.get(action="risk.assessed")
    assert entry.facts["number"] == 1
    assert entry.actor is None


def test_what_is_unknown_opens_the_interval(assessed):
    found = grade(assessed)
    assert (found.low, found.score, found.high, found.missing) == (0, 0, 5, 2)
    assert (found.lowest, found.highest) == ("less_vulnerable", "vulnerable")


def test_a_recorded_fact_raises_the_next_assessment_and_not_this_one(operation, assessed, know):
    know("very_hard_access")
    assert queries.current_assessment(operation) == assessed
    second = again(operation)
    assert second.number == 2
    assert grade(assessed).grade == "less_vulnerable"
    assert grade(second).grade == "very_vulnerable"


def test_a_fact_of_the_village_reaches_its_stations_and_no_others(operation, assessed, know):
    know("social_conflict", subject=VILLAGE)
    second = again(operation)
    raised = Grading.objects.filter(assessment=second, grade="vulnerable")
    assert raised.count() == 4
    assert {g.station.village_id for g in raised} == {VILLAGE}


def test_nothing_changed_is_no_new_version(operation, assessed):
    assert again(operation) == assessed
    assert Assessment.objects.count() == 1
    assert Entry.objects.filter(action="risk.assessed").count() == 1


def test_a_changed_list_is_a_new_version_in_which_the_gone_station_is_missing(operation, assessed):
    Station.objects.filter(code=FIRST).update(active=False)
    second = again(operation)
    assert second.number == 2
    assert not Grading.objects.filter(assessment=second, station__code=FIRST).exists()
    assert grade(assessed)


def test_a_prison_is_special_by_rule(operation, assessed):
    Station.objects.filter(code=FIRST).update(special="prison")
    assert grade(again(operation)).grade == "special"


def test_a_cautious_model_counts_the_unknown_as_present_and_can_be_compared(
    operation, assessed, planner
):
    text = SHIPPED.read_text(encoding="utf-8")
    text = text.replace('version = "1"', 'version = "1-cautious"').replace(
        'counts_as = "absent"', 'counts_as = "present"'
    )
    model = services.upload_model(text, planner, NOW)
    second = services.assess(operation, model, planner, NOW)
    assert second.number == 2
    assert grade(second).score == grade(second).high == grade(assessed).high
    assert second.counts == {"vulnerable": 16}


def test_the_same_file_is_the_same_model_and_a_version_is_taken_once(planner):
    text = SHIPPED.read_text(encoding="utf-8")
    first = services.upload_model(text, planner, NOW)
    assert services.upload_model(text, planner, NOW) == first
    with pytest.raises(ModelProblem, match="version of its own"):
        services.upload_model(text.replace("points = 3", "points = 4"), planner, NOW)
    assert RiskModel.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "service"),
    [(Role.COMMANDER, Service.POLICE), (Role.PLANNER, Service.ARMY), (Role.AUDITOR, Service.NONE)],
)
def test_others_than_police_planners_do_not_assess(operation, assessed, role, service):
    who = Actor(99, role, service)
    with pytest.raises(NotAllowed):
        services.assess(operation, assessed.model, who, NOW)
    with pytest.raises(NotAllowed):
        services.upload_model("", who, NOW)


def test_grades_for_the_rooms_above_are_of_active_stations(operation, assessed, first):
    assert len(queries.grades(operation)) == 16
    Station.objects.filter(pk=first.pk).update(active=False)
    assert first.pk not in queries.grades(operation)


def test_before_the_first_assessment_there_are_no_grades(operation):
    assert queries.current_assessment(operation) is None
    assert queries.grades(operation) == {}
