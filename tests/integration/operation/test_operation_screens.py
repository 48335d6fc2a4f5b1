import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from python_calamine import CalamineWorkbook

from kondusif.backbone.accounts.rules import Role, Service
from kondusif.backbone.privacy import registry
from kondusif.operation import queries
from kondusif.operation.models import Delegation, Operation, Stage, StrengthFigure
from kondusif.operation.seats import appoint
from kondusif.operation.services import NewFigure, NewOperation, add_figures, create
from kondusif.people.models import Officer
from tests import factories

pytestmark = pytest.mark.django_db
MORNING = datetime(2024, 11, 26, 23, 45, tzinfo=UTC)
EN = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture
def operation():
    factories.regency()
    factories.stations()
    polsek = factories.unit("SEK-1", area_id="35.09.01")
    kodim = factories.unit("DIM", "army", kind="kodim")
    factories.officers(3, polsek)
    factories.officers(2, kodim)
    new = NewOperation(
        "Pilkada Contoh",
        "35.09",
        date(2024, 11, 27),
        kind="demo",
        clock_shown=MORNING,
        clock_speed=0,
    )
    made = create(None, new, now=MORNING)
    add_figures(
        None,
        made,
        [
            NewFigure("stations", 4046, "TPS", "KPU", used=True),
            NewFigure("stations", 4041, "TPS apel", "https://contoh.example/apel"),
        ],
        now=MORNING,
    )
    return made


def officer(number):
    return Officer.objects.get(service_number=number)


def test_the_page_shows_figures_with_sources_trees_linmas_and_the_day(operation, sign_in):
    page = sign_in(Role.COMMANDER, Service.POLICE).get("/operation/", **EN).content.decode()
    for part in (
        "4,046",
        "4,041",
        "https://contoh.example/apel",
        "Kaops",
        "Padal Kaliwates",
        "WIB",
    ):
        assert part in page
    assert "24 <span" in page  # 12 stations, two wardens each
    assert "SIMULASI" in page


def test_without_an_operation_the_next_step_is_shown(sign_in):
    response = sign_in(Role.COMMANDER, Service.POLICE).get("/operation/", **EN)
    assert response.status_code == 200
    assert "operation create" in response.content.decode()


@pytest.mark.parametrize(
    "url", ["/operation/delegations/", "/operation/figures/", "/operation/end/"]
)
def test_other_pages_say_it_too_instead_of_failing(sign_in, url):
    client = sign_in(Role.COMMANDER, Service.POLICE)
    response = client.get(url, **EN) if "delegations" in url else client.post(url, **EN)
    assert response.status_code == 409
    assert "operation create" in response.content.decode()


def test_names_of_holders_are_their_own_services(operation, sign_in):
    chief = operation.positions.get(kind="kaops")
    appoint(None, chief.pk, officer("UJI-SEK-1-0001").pk, now=MORNING)
    police = sign_in(Role.COMMANDER, Service.POLICE)
    army = sign_in(Role.COMMANDER, Service.ARMY)
    for url in ("/operation/", f"/operation/positions/{chief.pk}/"):
        assert "Contoh 0001" in police.get(url, **EN).content.decode()
        page = army.get(url, **EN).content.decode()
        assert "Contoh 0001" not in page
        assert "Bripka" in page


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR])
def test_who_does_not_see_the_joint_picture_is_told(operation, sign_in, role):
    service = Service.NONE if role == Role.ADMINISTRATOR else Service.POLICE
    assert sign_in(role, service).get("/operation/").status_code == 403


def test_choosing_a_figure_is_one_press_and_recorded(operation, sign_in):
    other = StrengthFigure.objects.get(value=4041)
    client = sign_in(Role.PLANNER, Service.POLICE)
    client.post(f"/operation/figures/{other.pk}/use/")
    assert StrengthFigure.objects.get(used=True) == other
    assert (
        sign_in(Role.OPERATOR, Service.POLICE)
        .post(f"/operation/figures/{other.pk}/use/")
        .status_code
        == 403
    )


def test_a_figure_and_a_stage_are_recorded_from_the_page(operation, sign_in):
    client = sign_in(Role.PLANNER, Service.POLICE)
    client.post(
        "/operation/figures/",
        {
            "key": "police",
            "value": "300",
            "what": "Polri",
            "source": "Surat",
            "as_of": "2024-11-01",
        },
    )
    assert StrengthFigure.objects.get(key="police").as_of == date(2024, 11, 1)
    client.post(
        "/operation/stages/", {"name": "Tenang", "start": "2024-11-24", "end": "2024-11-26"}
    )
    assert Stage.objects.get().name == "Tenang"
    for start, end in (("2024-11-26", "2024-11-24"), ("besok", "lusa")):
        response = client.post(
            "/operation/stages/", {"name": "X", "start": start, "end": end}, follow=True
        )
        assert response.status_code == 200
        assert b"notice" in response.content
    assert Stage.objects.count() == 1
    assert b"data-when" in client.get("/operation/").content


def delegation(**changes):
    position = queries.current().positions.get(kind="kaops")
    values = {
        "position": position.pk,
        "deputy": "UJI-SEK-1-0002",
        "since": "2024-11-27T08:00",
        "until": "2024-11-27T12:00",
        "reason": "Rapat",
    }
    return values | changes


def test_a_commander_names_a_deputy_and_ends_it(operation, sign_in):
    client = sign_in(Role.COMMANDER, Service.POLICE)
    assert client.post("/operation/delegations/", delegation()).status_code == 302
    made = Delegation.objects.get()
    assert made.since == datetime(2024, 11, 27, 1, 0, tzinfo=UTC)  # 08.00 WIB
    assert "to come" in client.get("/operation/delegations/", **EN).content.decode()
    client.post(f"/operation/delegations/{made.pk}/end/")
    made.refresh_from_db()
    assert made.ended_at == MORNING


def test_times_are_those_of_the_operations_zone(operation, sign_in):
    Operation.objects.update(zone="Asia/Jayapura")
    client = sign_in(Role.COMMANDER, Service.POLICE)
    form = client.get("/operation/delegations/").content.decode()
    assert 'value="2024-11-27T08:45"' in form  # 23.45 UTC, as the clocks in Jayapura show it
    client.post("/operation/delegations/", delegation(since="2024-11-27T09:00"))
    assert Delegation.objects.get().since == datetime(2024, 11, 27, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"until": "2024-11-27T07:00"}, "ends after it begins"),
        ({"deputy": "UJI-DIM-0001"}, "Nobody on your service"),
        ({"deputy": "tidak ada"}, "Nobody on your service"),
        ({"since": "besok"}, "valid date"),
        ({"position": "999"}, "valid choice"),
        ({"reason": ""}, "required"),
    ],
)
def test_what_is_wrong_with_a_delegation_is_said_in_place(operation, sign_in, changes, sentence):
    client = sign_in(Role.COMMANDER, Service.POLICE)
    response = client.post("/operation/delegations/", delegation(**changes), **EN)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Delegation.objects.exists()


@pytest.mark.parametrize(
    ("role", "service"), [(Role.PLANNER, Service.POLICE), (Role.OPERATOR, Service.ARMY)]
)
def test_others_do_not_delegate(operation, sign_in, role, service):
    client = sign_in(role, service)
    assert client.get("/operation/delegations/").status_code == 200
    assert client.post("/operation/delegations/", delegation()).status_code == 403


def test_the_other_commander_does_not_end_it(operation, sign_in):
    sign_in(Role.COMMANDER, Service.POLICE).post("/operation/delegations/", delegation())
    made = Delegation.objects.get()
    army = sign_in(Role.COMMANDER, Service.ARMY)
    assert army.post(f"/operation/delegations/{made.pk}/end/").status_code == 403
    assert b"Rapat" not in army.get(f"/operation/positions/{made.position_id}/").content


def test_a_position_is_filled_by_its_own_command(operation, sign_in):
    chief = operation.positions.get(kind="kaops")
    url = f"/operation/positions/{chief.pk}/"
    client = sign_in(Role.PLANNER, Service.POLICE)
    client.post(url, {"officer": "UJI-SEK-1-0003"})
    assert chief.holdings.get().officer == officer("UJI-SEK-1-0003")
    assert b"UJI-DIM" not in client.get(url).content
    army = sign_in(Role.PLANNER, Service.ARMY)
    assert army.post(url, {"officer": "UJI-DIM-0001"}).status_code == 403


def test_the_simulated_clock_goes_forward_only(operation, sign_in):
    client = sign_in(Role.PLANNER, Service.POLICE)
    client.post("/operation/clock/", {"shown": "2024-11-27T09:00", "speed": "0"})
    assert queries.shown() == datetime(2024, 11, 27, 2, 0, tzinfo=UTC)
    response = client.post(
        "/operation/clock/", {"shown": "2024-11-27T08:00", "speed": "0"}, follow=True, **EN
    )
    assert "only moves forward" in response.content.decode()
    assert queries.shown() == datetime(2024, 11, 27, 2, 0, tzinfo=UTC)


def test_ending_needs_a_commander_and_the_name(operation, sign_in):
    commander = sign_in(Role.COMMANDER, Service.POLICE)
    commander.post("/operation/end/", {"name": "lain"})
    assert Operation.objects.get().ended_at is None
    planner = sign_in(Role.PLANNER, Service.POLICE)
    assert planner.post("/operation/end/", {"name": operation.name}).status_code == 403
    commander.post("/operation/end/", {"name": operation.name})
    assert Operation.objects.get().ended_at == MORNING
    registry.expire_all(MORNING + timedelta(hours=1))
    assert not Officer.objects.exclude(name="").exists()


def test_stations_leave_with_class_who_when_and_stamp(operation, sign_in):
    client = sign_in(Role.OPERATOR, Service.ARMY)
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(client.get("/operation/export/stations.xlsx").content)
    )
    rows = book.get_sheet_by_index(1).to_python()
    assert len(rows) == 2 + 12
    assert "operator-army" in rows[0][0]
    found = json.loads(client.get("/operation/export/stations.geojson").content)
    assert found["kondusif"]["stamp"].startswith("SIMULASI")
    assert len(found["features"]) == 12


def test_an_area_limits_the_export(operation, sign_in):
    client = sign_in(Role.PLANNER, Service.POLICE, area="35.09.01.2001")
    found = json.loads(client.get("/operation/export/stations.geojson").content)
    assert {one["properties"]["code"][:13] for one in found["features"]} == {"35.09.01.2001"}


@pytest.mark.parametrize("language", ["id", "en"])
def test_privacy_lists_every_declared_kind(sign_in, language):
    client = sign_in(Role.OFFICER, Service.POLICE)
    client.cookies["kondusif_language"] = language
    page = client.get("/operation/privacy/").content.decode()
    assert ("sampai operasi berakhir" if language == "id" else "until the operation ends") in page
    assert page.count('<th scope="row">') == len(registry.kinds())


@pytest.mark.parametrize(
    "url",
    ["/operation/", "/operation/delegations/", "/operation/privacy/", "/people/", "/lists/"],
)
def test_nobody_sees_anything_without_signing_in(client, url):
    response = client.get(url)
    assert response.status_code == 302
    assert "sign-in" in response.url or "accounts" in response.url
