import json

import pytest

from kondusif.backbone.accounts.rules import Actor, NotAllowed, Role, Service
from kondusif.backbone.audit.models import Entry
from kondusif.risk import services
from kondusif.risk.models import Fact
from kondusif.risk.services.recording import FactProblem
from tests.factories import NOW

from .conftest import FIRST, VILLAGE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def model(operation):
    return services.shipped_model(NOW)


def test_the_record_holds_a_seal_and_neither_criterion_nor_source(know):
    know("very_hard_access", source="Polsek Contoh", note="empat jam")
    entry = Entry.objects.get(action="risk.fact_recorded")
    told = json.dumps(entry.facts) + entry.subject
    for secret in ("very_hard", "Polsek", "empat", FIRST, "present"):
        assert secret not in told


def test_pressed_twice_it_is_one_fact_and_a_new_word_is_a_new_one(know):
    assert know("blank_spot") == know("blank_spot")
    know("blank_spot", state="absent")
    assert Fact.objects.count() == 2


@pytest.mark.parametrize("subject", [FIRST, VILLAGE, "35.09.01", "35.09"])
def test_a_fact_stands_at_a_station_or_any_area_of_the_operation(know, subject):
    assert know("blank_spot", subject=subject).subject == subject


def test_a_sites_criteria_are_its_own(know):
    assert know("site_open", subject="PPK-1")
    with pytest.raises(FactProblem, match="No model knows"):
        know("blank_spot", subject="PPK-1")


WRONG = [
    ({"subject": "35.08"}, "no such station"),
    ({"subject": "35.09.99"}, "no such station"),
    ({"criterion": "mood"}, "No model knows"),
    ({"criterion": "remote"}, "computed"),
    ({"state": "maybe"}, "present, absent or unknown"),
    ({"source": "  "}, "Say where"),
    ({"note": "x" * 201}, "200 letters"),
    ({"note": "dekat posko paslon"}, "never an input"),
]


@pytest.mark.parametrize(("change", "said"), WRONG)
def test_what_cannot_be_recorded_is_refused_in_words(know, change, said):
    with pytest.raises(FactProblem, match=said):
        know(**({"criterion": "blank_spot"} | change))
    assert not Fact.objects.exists()


def test_names_on_the_operators_list_stay_out_of_notes(know, settings, tmp_path):
    (tmp_path / "partisan-words.txt").write_text("Contoh Bersatu\n\n", encoding="utf-8")
    settings.DATA = tmp_path
    with pytest.raises(FactProblem, match="Contoh Bersatu"):
        know("blank_spot", note="di depan kantor contoh bersatu")


def test_a_planner_records_inside_their_own_area_only(operation):
    who = Actor(5, Role.PLANNER, Service.POLICE, "35.09.02")
    with pytest.raises(NotAllowed, match="outside your area"):
        services.record_fact(
            operation, FIRST, "blank_spot", "present", source="x", actor=who, now=NOW
        )
