"""The first page: what each role sees of the same picture."""

import pytest

from kondusif.backbone.accounts.rules import Role, Service
from kondusif.operation.models import StrengthFigure
from kondusif.places.models import Area, Station
from kondusif.risk.models import Fact
from kondusif.risk.services import assess
from tests import factories

pytestmark = pytest.mark.django_db
VILLAGE = "35.09.01.2001"


@pytest.fixture
def operation():
    made = factories.operation(kind="demo")
    factories.stations(4)
    for key, value in (("stations", 12), ("joint", 20), ("army_attached", 5)):
        StrengthFigure.objects.create(
            operation=made,
            key=key,
            value=value,
            what=f"contoh {key}",
            source="rilis contoh",
            used=True,
        )
    return made


@pytest.fixture
def graded(operation):
    """One station with every recorded criterion present, the rest known to have none."""
    from kondusif.risk.criteria import parse_model
    from kondusif.risk.services import shipped_model

    model = shipped_model(factories.NOW)
    for criterion in parse_model(model.content).of("station"):
        if not criterion.measure:
            for subject, state in (("35.09", "absent"), (f"{VILLAGE}-001", "present")):
                Fact.objects.create(
                    operation=operation,
                    subject=subject,
                    criterion=criterion.key,
                    state=state,
                    source="contoh",
                    recorded_at=factories.NOW,
                )
    assess(operation, model, None, factories.NOW)
    return operation


def test_the_figures_come_with_their_sources(operation, sign_in):
    text = sign_in(Role.COMMANDER, Service.POLICE).get("/").content.decode()
    assert "contoh joint" in text
    assert text.count("rilis contoh") == 3


def test_another_figure_of_the_same_kind_is_not_shown_as_the_one_in_use(operation, sign_in):
    StrengthFigure.objects.create(
        operation=operation, key="joint", value=9000, what="kira-kira", source="lain"
    )
    assert "kira-kira" not in sign_in(Role.COMMANDER, Service.POLICE).get("/").content.decode()


def test_a_graded_village_says_why_to_the_police(graded, sign_in):
    text = sign_in(Role.COMMANDER, Service.POLICE).get(f"/village/{VILLAGE}/").content.decode()
    assert "Mengapa dinilai rawan" in text
    assert "TPS 1" in text
    assert "+" in text


def test_the_army_sees_the_grade_and_not_its_points(graded, sign_in):
    text = sign_in(Role.COMMANDER, Service.ARMY).get(f"/village/{VILLAGE}/").content.decode()
    assert "TPS 1" in text
    assert 'class="small">+' not in text
    assert "hanya untuk staf Polri" in text


def test_public_relations_gets_no_grade_on_page_or_map(graded, sign_in):
    client = sign_in(Role.PUBLIC_RELATIONS, Service.POLICE)
    text = client.get(f"/village/{VILLAGE}/").content.decode() + client.get("/").content.decode()
    assert "Mengapa dinilai rawan" not in text
    assert "data-grade" not in text
    assert set(client.get("/situation.json").json()["stations"]["style"]) == {0}


def test_the_map_has_one_column_entry_per_active_station(graded, sign_in):
    Station.objects.filter(village_id=VILLAGE, number=2).update(active=False)
    columns = sign_in(Role.COMMANDER, Service.POLICE).get("/situation.json").json()["stations"]
    assert {len(column) for column in columns.values()} == {11}
    assert sum(style > 0 for style in columns["style"]) == 1


def test_an_area_limits_the_picture(graded, sign_in):
    client = sign_in(Role.SECTOR_LEADER, Service.POLICE, area="35.09.01.2002")
    assert len(client.get("/situation.json").json()["stations"]["ids"]) == 4
    refused = client.get(f"/village/{VILLAGE}/")
    assert (refused.status_code, "di luar wilayah" in refused.content.decode()) == (403, True)


def test_an_officer_is_led_to_the_field_page(operation, sign_in):
    assert sign_in(Role.OFFICER, Service.POLICE).get("/").headers["Location"] == "/field/"


def test_before_there_is_an_operation_the_page_says_what_to_do(sign_in):
    text = sign_in(Role.PLANNER, Service.POLICE).get("/").content.decode()
    assert "Belum ada operasi" in text
    assert "kondusif import areas" in text


def test_areas_come_with_bounds_and_an_etag(operation, sign_in):
    square = [[113.6, -8.3], [113.8, -8.3], [113.8, -8.1], [113.6, -8.1], [113.6, -8.3]]
    Area.objects.filter(pk=VILLAGE).update(cell={"type": "Polygon", "coordinates": [square]})
    client = sign_in(Role.COMMANDER, Service.ARMY)
    answer = client.get("/map/areas.json")
    assert answer.json()["bounds"] == [113.6, -8.3, 113.8, -8.1]
    assert answer.json()["computed"] is True
    again = client.get("/map/areas.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
