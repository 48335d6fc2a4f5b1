import io
import json

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from kondusif.backbone.accounts.rules import Role, Service
from kondusif.backbone.audit.models import Entry
from kondusif.people.models import Officer
from kondusif.places.models import Station

pytestmark = pytest.mark.django_db
POLICE, ARMY = Service.POLICE, Service.ARMY


def posts_address(plan, service):
    return reverse("deployment:posts-xlsx", args=[plan.number, service])


def workbook(response):
    return CalamineWorkbook.from_filelike(io.BytesIO(response.content))


def test_the_posting_list_has_a_sheet_for_each_polsek(posted, sign_in):
    response = sign_in(Role.PLANNER, POLICE).get(posts_address(posted, "police"))
    book = workbook(response)
    assert book.sheet_names == ["Keterangan", "Contoh POLSEK-01", "Mako dan cadangan"]
    rows = [
        row for name in book.sheet_names[1:] for row in book.get_sheet_by_name(name).to_python()[2:]
    ]
    numbers = {row[1] for row in rows}
    assert len(rows) == 40
    assert numbers == set(
        Officer.objects.filter(service="police").values_list("service_number", flat=True)
    )
    stationed = [row for row in rows if row[5] == "TPS"]
    assert len(stationed) == posted.officers
    assert all(row[9] for row in stationed)


def test_a_file_says_its_class_and_the_record_says_who_took_it(posted, sign_in):
    client = sign_in(Role.PLANNER, POLICE)
    response = client.get(posts_address(posted, "police"))
    first = workbook(response).get_sheet_by_name("Contoh POLSEK-01").to_python()[0][0]
    assert first.startswith("TERBATAS")
    assert client.account.username in first
    entry = Entry.objects.get(action="exported")
    assert (entry.actor, entry.facts["count"]) == (client.account.pk, 40)


@pytest.mark.parametrize(
    ("holder", "service", "status"),
    [
        ((Role.PLANNER, POLICE), "police", 200),
        ((Role.PLANNER, POLICE), "army", 403),
        ((Role.PLANNER, ARMY), "army", 200),
        ((Role.PLANNER, ARMY), "police", 403),
        ((Role.AUDITOR, Service.NONE), "police", 403),
        ((Role.SECTOR_LEADER, POLICE), "police", 403),
        ((Role.PLANNER, POLICE), "navy", 404),
    ],
    ids=str,
)
def test_each_service_exports_its_own_names(posted, sign_in, holder, service, status):
    assert sign_in(*holder).get(posts_address(posted, service)).status_code == status


def test_geojson_holds_every_station_and_no_people(posted, sign_in):
    response = sign_in(Role.OPERATOR, ARMY).get(reverse("deployment:geojson", args=[posted.number]))
    found = json.loads(response.content)
    assert found["kondusif"]["classification"] == "TERBATAS"
    points = [f for f in found["features"] if f["geometry"]["type"] == "Point"]
    assert len(points) == Station.objects.count()
    assert sum(f["properties"]["is_base"] for f in points) == posted.teams
    assert "UJI-" not in response.content.decode()
