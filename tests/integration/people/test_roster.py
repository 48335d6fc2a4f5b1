import io

import pytest
from python_calamine import CalamineWorkbook

from kondusif.backbone.accounts.rules import Role, Service
from kondusif.backbone.audit.models import Entry
from kondusif.people.models import Officer
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people():
    factories.operation(kind="demo")
    head = factories.unit("RES", kind="polres")
    factories.officers(2, head)
    factories.officers(3, factories.unit("SEK-1", parent=head, area_id="35.09.01"))
    factories.officers(4, factories.unit("RAM-1", "army"))


def page(client, query=""):
    return client.get(f"/people/{query}", HTTP_ACCEPT_LANGUAGE="en")


@pytest.mark.parametrize(
    ("service", "own", "other", "count"),
    [(Service.POLICE, "UJI-RES", "UJI-RAM", 5), (Service.ARMY, "UJI-RAM", "UJI-RES", 4)],
)
def test_each_service_sees_its_own_people_and_only_counts_of_the_other(
    sign_in, service, own, other, count
):
    response = page(sign_in(Role.PLANNER, service))
    text = response.content.decode()
    assert own in text
    assert other not in text
    assert response.context["page"].paginator.count == count
    assert "known to their own command only" in text


def test_a_unit_includes_what_hangs_below_it(sign_in):
    client = sign_in(Role.COMMANDER, Service.POLICE)
    assert page(client, "?unit=RES").context["page"].paginator.count == 5
    assert page(client, "?unit=SEK-1").context["page"].paginator.count == 3
    assert page(client, "?unit=RAM-1").context["page"].paginator.count == 0


def test_search_finds_by_number_and_says_when_nobody_fits(sign_in):
    client = sign_in(Role.COMMANDER, Service.POLICE)
    assert page(client, "?text=UJI-SEK-1-0002").context["page"].paginator.count == 1
    assert "Nobody on the list fits" in page(client, "?text=zzz").content.decode()


def test_a_sector_leader_sees_the_people_of_the_sector(sign_in):
    client = sign_in(Role.SECTOR_LEADER, Service.POLICE, area="35.09.01")
    assert page(client).context["page"].paginator.count == 3


@pytest.mark.parametrize(
    ("role", "service"),
    [
        (Role.ADMINISTRATOR, Service.NONE),
        (Role.AUDITOR, Service.NONE),
        (Role.OFFICER, Service.POLICE),
        (Role.PUBLIC_RELATIONS, Service.POLICE),
    ],
)
def test_others_see_no_names(sign_in, role, service):
    client = sign_in(role, service)
    assert page(client).status_code == 403
    assert client.get("/operation/export/roster.xlsx").status_code == 403


def test_the_export_holds_the_own_service_is_restricted_stamped_and_recorded(sign_in):
    client = sign_in(Role.COMMANDER, Service.ARMY)
    response = client.get("/operation/export/roster.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    rows = book.get_sheet_by_index(1).to_python()
    assert "TERBATAS" in rows[0][0]
    assert "SIMULASI" in rows[0][0]
    assert {row[0][:7] for row in rows[2:]} == {"UJI-RAM"}
    entry = Entry.objects.get(action="exported")
    assert (entry.facts["count"], entry.facts["class"]) == (4, "TERBATAS")
    assert "SIMULASI_TERBATAS_roster" in response["Content-Disposition"]


def test_pages_of_fifty(sign_in):
    factories.officers(60, factories.unit("SEK-2"))
    response = page(sign_in(Role.COMMANDER, Service.POLICE), "?page=2")
    assert len(response.context["page"].object_list) == 15
    assert Officer.objects.count() == 69
