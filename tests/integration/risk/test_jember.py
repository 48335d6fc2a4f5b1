"""Jember's published figures come out of the example: 6 by the police for geography, 1,861 by Bawaslu, 2 special."""

import pytest

from kondusif.operation.example import load_jember
from kondusif.risk import queries, services
from kondusif.risk.flags import lens
from kondusif.risk.models import Fact, FlagFact, Grading, SiteGrading
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def jember():
    operation = load_jember(NOW)
    return operation, services.assess_for_example(operation, NOW)


def test_six_are_graded_by_geography_two_are_special_and_the_rest_is_less_vulnerable(jember):
    operation, assessment = jember
    raised = Grading.objects.filter(
        assessment=assessment, grade__in=("vulnerable", "very_vulnerable")
    )
    assert raised.count() == 6
    assert set(raised.values_list("station__village__name", flat=True)) == {"Andongrejo"}
    assert assessment.counts["special"] == 2
    assert assessment.counts["less_vulnerable"] == 4046 - 8
    assert len(queries.grades(operation)) == 4046


def test_it_comes_out_of_the_criteria_and_not_out_of_a_list_of_grades(jember):
    operation, assessment = jember
    Fact.objects.filter(operation=operation, criterion="very_hard_access", state="present").delete()
    Fact.objects.filter(operation=operation, criterion="long_access", state="present").delete()
    second = services.assess(operation, assessment.model, None, NOW)
    assert second.counts == {"less_vulnerable": 4044, "special": 2}


def test_bawaslus_published_counts_hold_and_1861_stations_are_flagged(jember):
    operation, _assessment = jember
    present = FlagFact.objects.filter(operation=operation, state="present")
    for indicator in lens().indicators:
        if indicator.jember is not None:
            assert present.filter(indicator=indicator.number).count() == indicator.jember
    assert present.values("station").distinct().count() == 1861
    assert not present.filter(synthetic=False).exists()


def test_money_politics_lies_in_the_districts_that_were_named(jember):
    operation, _assessment = jember
    flagged = FlagFact.objects.filter(operation=operation, variable="money")
    names = flagged.values_list("station__village__parent__name", flat=True)
    assert sorted(names) == ["Jenggawah", "Sumberjambe", "Sumbersari", "Tempurejo"]


def test_the_recapitulation_and_the_way_to_bandealit_stand_out_among_the_other_points(jember):
    _operation, assessment = jember
    raised = SiteGrading.objects.filter(assessment=assessment).exclude(grade="less_vulnerable")
    grades = dict(raised.values_list("site__code", "grade"))
    assert grades == {
        "KPU": "very_vulnerable",
        "PPK-AJUNG": "vulnerable",
        "RUTE-BANDEALIT": "very_vulnerable",
    }


def test_loaded_twice_it_is_there_once(jember):
    operation, assessment = jember
    facts, flags = Fact.objects.count(), FlagFact.objects.count()
    assert services.assess_for_example(operation, NOW) == assessment
    assert (Fact.objects.count(), FlagFact.objects.count()) == (facts, flags)
