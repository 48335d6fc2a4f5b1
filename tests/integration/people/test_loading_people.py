import pytest

from kondusif.backbone.accounts.rules import Role, Service
from kondusif.backbone.audit.models import Entry
from kondusif.people.models import Attachment, Officer, Unit
from kondusif.people.services import attach, forget_officers
from kondusif.places.models import ImportRun
from tests import factories
from tests.factories import NOW
from tests.integration.places.lists import AREAS, OFFICERS, UNITS, counts, read, without

pytestmark = pytest.mark.django_db
SOLDIERS = "NRP;Nama;Pangkat;Satuan\n31000001;Contoh T 1;Serda;RAM-1\n"


@pytest.fixture
def units():
    read("areas", AREAS)
    read("units", UNITS)


@pytest.fixture
def officers(units):
    read("officers", OFFICERS)


def planner(service):
    return factories.account(Role.PLANNER, service).actor


def test_units_hang_in_their_services_tree(units):
    polsek = Unit.objects.get(code="SEK-1")
    assert (polsek.parent.code, polsek.area_id, polsek.kind) == ("RES", "35.09.01", "polsek")
    assert Unit.objects.get(code="RAM-1").parent.code == "DIM"
    assert counts(read("units", UNITS)) == (0, 0, 0, 5)


def test_a_unit_may_come_before_the_one_it_hangs_on():
    read("areas", AREAS)
    lines = UNITS.splitlines()
    read("units", "\n".join([lines[0], *reversed(lines[1:])]))
    assert Unit.objects.get(code="SEK-1").parent.code == "RES"


def test_a_circle_is_refused_even_when_it_closes_through_the_database(units):
    outcome = read(
        "units", "Kode;Nama;Instansi;Induk\nRES;Polres Contoh;Polri;SEK-1\n", partial=True
    )
    assert "stands above itself" in outcome.problems[0].reason
    assert Unit.objects.get(code="RES").parent is None


def test_units_that_a_newer_list_leaves_out_are_no_longer_active(units):
    assert counts(read("units", without(UNITS, "SEK-2")))[2] == 1
    assert not Unit.objects.get(code="SEK-2").active


def test_a_list_of_police_units_leaves_the_armys_alone(units):
    assert counts(read("units", without(UNITS, "TNI"))) == (0, 0, 0, 3)
    assert Unit.objects.filter(service="army", active=True).count() == 2


@pytest.mark.parametrize(
    ("service", "wrong"), [(Service.POLICE, [5, 6]), (Service.ARMY, [2, 3, 4])]
)
def test_a_services_planner_loads_only_its_own_units(service, wrong):
    read("areas", AREAS)
    outcome = read("units", UNITS, planner(service))
    assert [one.row for one in outcome.problems] == wrong
    assert "other service" in outcome.problems[0].reason
    assert not Unit.objects.exists()


def test_officers_need_units_first():
    read("areas", AREAS)
    assert "Load the units first" in read("officers", OFFICERS).problems[0].reason


def test_officers_take_the_service_of_their_unit(officers):
    first = Officer.objects.get(service_number="80000001")
    assert (first.rank, first.unit.code, first.service) == ("AKBP", "RES", "police")
    assert first.phone == "+6281200000001"
    assert counts(read("officers", OFFICERS)) == (0, 0, 0, 3)


def test_a_newer_roster_moves_retires_and_keeps_what_is_attached(officers):
    kept = Officer.objects.get(service_number="80000002")
    Officer.objects.filter(pk=kept.pk).update(
        account=factories.account(Role.OFFICER, Service.POLICE)
    )
    newer = without(OFFICERS, "80000003").replace("Bripka;SEK-1", "Aipda;SEK-2")
    assert counts(read("officers", newer)) == (0, 1, 1, 1)
    moved = Officer.objects.get(service_number="80000002")
    assert (moved.pk, moved.rank, moved.unit.code) == (kept.pk, "Aipda", "SEK-2")
    assert moved.account is not None
    assert not Officer.objects.get(service_number="80000003").active


@pytest.mark.parametrize("service", [Service.POLICE, Service.ARMY])
def test_a_planner_neither_loads_nor_loses_the_other_services_people(officers, service):
    assert counts(read("officers", SOLDIERS)) == (1, 0, 0, 0)
    text = SOLDIERS if service == Service.POLICE else OFFICERS
    outcome = read("officers", text, planner(service))
    assert {str(one.reason) for one in outcome.problems} == {
        "This row belongs to the other service; only its own planner loads it."
    }
    assert Officer.objects.filter(active=True).count() == 4


def test_nobody_changes_their_service_by_a_list(officers):
    outcome = read("officers", "NRP;Nama;Pangkat;Satuan\n80000001;Contoh 0001;Serda;RAM-1\n")
    assert "keeps its own numbers" in outcome.problems[0].reason
    assert Officer.objects.get(service_number="80000001").service == "police"


def test_the_record_holds_no_personal_data(officers):
    text = " ".join(str(entry.facts) + entry.subject for entry in Entry.objects.all())
    text += " ".join(str(run.notes) for run in ImportRun.objects.all())
    for personal in ("Contoh 0001", "80000001", "81200000001"):
        assert personal not in text


def test_a_part_of_a_roster_speaks_only_of_its_units(officers):
    part = without(OFFICERS, "80000002", "80000003") + "80000009;Contoh 9;Bripda;SEK-1;\n"
    assert counts(read("officers", part, partial=True)) == (1, 0, 1, 1)
    assert Officer.objects.get(service_number="80000003").active


def test_attachment_is_recorded_once_and_linked(officers):
    read("officers", SOLDIERS)
    soldier = Officer.objects.get(service="army")
    for _ in range(2):
        attach("army", 1, NOW.date(), "Dialog", [soldier.pk], now=NOW)
    assert Attachment.objects.count() == 1
    assert Officer.objects.get(pk=soldier.pk).attachment is not None
    assert Entry.objects.filter(action="attached").count() == 1


def test_forgetting_erases_the_person_and_keeps_the_row(officers):
    ids = list(Officer.objects.order_by("id").values_list("id", flat=True))
    assert forget_officers(now=NOW) == 3
    assert forget_officers(now=NOW) == 0
    rows = Officer.objects.order_by("id")
    assert [row.pk for row in rows] == ids
    assert {(row.name, row.phone, row.active) for row in rows} == {("", "", False)}
    assert not any("8000" in row.service_number for row in rows)
