"""The screens by HTTP: who gets in, what each service reads, and that nothing a browser sends makes them fail."""

import json
import uuid
from datetime import timedelta

import pytest

from kondusif.backbone.accounts.models import ApiToken
from kondusif.backbone.accounts.rules import Role, Service
from kondusif.control_room.models import Caller, Incident, LogEntry, Report
from kondusif.control_room.queries import wall as wall_queries
from kondusif.control_room.rules import Act
from kondusif.control_room.services.incidents import Wish, perform
from kondusif.control_room.services.reports import receive
from kondusif.operation import queries as operations
from tests import factories
from tests.factories import NOW
from tests.integration.control_room.sending import submission

pytestmark = pytest.mark.django_db
POLICE, ARMY, NONE = Service.POLICE, Service.ARMY, Service.NONE


@pytest.fixture(autouse=True)
def election_morning(monkeypatch):
    """The screens' clock stands at 06.45."""
    monkeypatch.setattr(operations.clock, "machine_now", lambda: NOW)
    monkeypatch.setattr(wall_queries, "_latest", None)


def trouble(operation, **changes):
    (outcome,) = receive(
        [submission(**({"kind": "quarrel"} | changes))], operation=operation, now=NOW
    )
    return Incident.objects.get(pk=outcome.incident)


@pytest.mark.parametrize(
    ("role", "service", "desk", "call", "field"),
    [
        (Role.COMMANDER, POLICE, 200, 200, 200),
        (Role.COMMANDER, ARMY, 200, 200, 200),
        (Role.OPERATOR, POLICE, 200, 200, 200),
        (Role.OPERATOR, ARMY, 200, 200, 200),
        (Role.SECTOR_LEADER, POLICE, 200, 200, 200),
        (Role.PLANNER, POLICE, 200, 403, 200),
        (Role.LOGISTICS, POLICE, 200, 403, 200),
        (Role.TRAINER, POLICE, 200, 403, 200),
        (Role.PUBLIC_RELATIONS, POLICE, 200, 403, 200),
        (Role.COMMUNITY_OFFICER, ARMY, 200, 403, 200),
        (Role.OFFICER, POLICE, 403, 403, 200),
        (Role.OFFICER, ARMY, 403, 403, 200),
        (Role.AUDITOR, NONE, 200, 403, 403),
        (Role.ADMINISTRATOR, NONE, 403, 403, 403),
    ],
)
def test_who_gets_in(operation, sign_in, role, service, desk, call, field):
    incident = trouble(operation)
    client = sign_in(role, service)
    pages = ("/control/", "/control/incidents/", "/control/wall/", "/control/picture.json")
    for page in (*pages, f"/control/incidents/{incident.pk}/"):
        assert client.get(page).status_code == desk, page
    assert client.get("/control/call/").status_code == call
    for page in ("/field/", "/field/me.json"):
        assert client.get(page).status_code == field, page
    assert client.post("/field/token/").status_code == field


@pytest.mark.parametrize(
    "page",
    [
        "/control/",
        "/control/wall/",
        "/control/call/",
        "/field/",
        "/field/me.json",
        "/control/picture.json",
    ],
)
def test_nobody_gets_in_without_signing_in(client, operation, page):
    assert client.get(page).status_code == 302


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.COMMANDER, Role.PLANNER])
@pytest.mark.parametrize("reader", [POLICE, ARMY])
@pytest.mark.parametrize("writer", [POLICE, ARMY])
def test_internal_text_is_read_by_its_own_service(operation, sign_in, role, reader, writer):
    incident = trouble(
        operation, service=writer, text="rahasia satuan", position={"lat": -8.25, "lon": 113.75}
    )
    page = sign_in(role, reader).get(f"/control/incidents/{incident.pk}/").content.decode()
    reads = reader == writer and role != Role.PLANNER
    assert ("rahasia satuan" in page) is reads
    assert ("113,75" in page) is reads
    assert "Cekcok" in page  # kind and place are for both


def test_both_services_see_one_picture(operation, sign_in):
    trouble(operation), trouble(operation, service=ARMY, kind="officer_illness")
    seen = [
        json.loads(sign_in(Role.OPERATOR, service).get("/control/picture.json").content)
        for service in (POLICE, ARMY)
    ]
    assert seen[0] == seen[1]
    assert len(seen[0]["incidents"]["ids"]) == 2
    assert len(seen[0]["stations"]["ids"]) == 12


def test_a_note_is_shared_only_when_its_author_says_so(operation, sign_in):
    incident = trouble(operation)
    operator = factories.account(Role.OPERATOR, POLICE, username="penulis").actor
    for text, shared in (("hanya kami", False), ("untuk berdua", True)):
        perform(operator, incident.pk, Wish(Act.NOTE, uuid.uuid4(), text, shared=shared), now=NOW)
    page = sign_in(Role.OPERATOR, ARMY).get(f"/control/incidents/{incident.pk}/").content.decode()
    assert "hanya kami" not in page
    assert "untuk berdua" in page


def test_a_sector_leader_sees_the_own_sector_only(operation, sign_in):
    incident = trouble(operation)
    other = sign_in(Role.SECTOR_LEADER, POLICE, area="35.09.02")
    assert other.get(f"/control/incidents/{incident.pk}/").status_code == 403
    picture = json.loads(other.get("/control/picture.json").content)
    assert (picture["incidents"]["ids"], picture["stations"]["ids"]) == ([], [])
    assert "Cekcok" not in other.get("/control/").content.decode()


def act(client, incident, name, act_id=None, **more):
    body = {"act": name, "act_id": str(act_id or uuid.uuid4()), **more}
    return client.post(
        f"/control/incidents/{incident.pk}/act/", body, headers={"X-Fragment": "yes"}
    )


def test_a_button_pressed_twice_acts_once(operation, sign_in):
    incident, client, same = trouble(operation), sign_in(Role.OPERATOR, POLICE), uuid.uuid4()
    first, second = act(client, incident, "verify", same), act(client, incident, "verify", same)
    assert (first.status_code, second.status_code) == (200, 200)
    assert LogEntry.objects.filter(act="verify").count() == 1


def test_an_act_that_no_longer_fits_is_told_in_words(operation, sign_in):
    incident, client = trouble(operation), sign_in(Role.OPERATOR, POLICE)
    answer = act(client, incident, "arrive")
    assert answer.status_code == 409
    assert 'class="problem"' in answer.content.decode()
    assert act(client, incident, "close").status_code == 409
    assert act(sign_in(Role.OPERATOR, ARMY), incident, "verify").status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"act": "explode", "act_id": str(uuid.uuid4())},
        {"act": "verify", "act_id": "41"},
        {"act": "regrade", "act_id": str(uuid.uuid4()), "severity": "x"},
        {"act": "regrade", "act_id": str(uuid.uuid4()), "severity": "99", "text": "x"},
        {"act": "note", "act_id": str(uuid.uuid4()), "text": "\x00"},
    ],
)
def test_nonsense_from_a_form_is_no_failure(operation, sign_in, body):
    incident, client = trouble(operation), sign_in(Role.OPERATOR, POLICE)
    assert client.post(f"/control/incidents/{incident.pk}/act/", body).status_code in (302, 404)
    assert client.get("/control/incidents/999999/").status_code == 404
    assert client.get("/control/?show=%00").status_code == 200
    assert client.get("/control/wall/?stage=x&sector='").status_code == 200
    assert client.get("/control/places.json?q=%00%27%22(").status_code == 200
    incident.refresh_from_db()
    assert incident.state == "new"


def call(client, **changes):
    body = {
        "id": str(uuid.uuid4()),
        "place": "2 Desa Contoh 1",
        "kind": "quarrel",
        "severity": "",
        "at": "06.30",
        "text": "Cekcok antrean",
        "caller": "Contoh 0001, 0800",
    }
    return client.post("/control/call/", body | changes)


def test_a_call_becomes_a_report_and_its_caller_stays_with_the_police(operation, sign_in):
    client = sign_in(Role.OPERATOR, POLICE)
    assert call(client).status_code == 302
    report = Report.objects.get()
    assert (report.station.code, report.channel, report.how) == (
        "35.09.01.2001-002",
        "desk",
        "phone",
    )
    assert report.occurred_at == NOW - timedelta(minutes=15)
    assert Caller.objects.get().contact == "Contoh 0001, 0800"
    for service, sees in ((POLICE, True), (ARMY, False)):
        reader = sign_in(Role.COMMANDER, service)
        page = reader.get(f"/control/incidents/{report.incident.pk}/").content.decode()
        assert ("Contoh 0001" in page) is sees


def test_a_call_entered_twice_is_one_report(operation, sign_in):
    client, same = sign_in(Role.OPERATOR, POLICE), str(uuid.uuid4())
    assert [call(client, id=same).status_code for _ in range(2)] == [302, 302]
    assert Report.objects.count() == Incident.objects.count() == Caller.objects.count() == 1


def test_soldiers_keep_no_public_callers(operation, sign_in):
    assert call(sign_in(Role.OPERATOR, ARMY)).status_code == 302
    assert not Caller.objects.exists()


def test_a_caller_who_knows_only_the_village(operation, sign_in):
    assert call(sign_in(Role.OPERATOR, POLICE), place="Desa Contoh 2").status_code == 302
    report = Report.objects.get()
    assert (report.station, report.area_id) == (None, "35.09.01.2002")
    assert report.incident.lat == report.area.lat


@pytest.mark.parametrize(
    "changes",
    [
        {"place": "Atlantis"},
        {"place": "Desa Contoh"},  # three villages
        {"place": "\x00"},
        {"kind": "x"},
        {"at": "25.99"},
        {"id": "x"},
        {"severity": "7"},
    ],
)
def test_a_wrong_call_is_explained_and_not_stored(operation, sign_in, changes):
    answer = call(sign_in(Role.OPERATOR, POLICE), **changes)
    assert answer.status_code == 200
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("35.09.01.2001-4", "35.09.01.2001-004"),
        ("tps 4 contoh 1", "35.09.01.2001-004"),
        ("desa contoh 3 4", "35.09.01.2003-004"),
        ("contoh 2 kaliwates", "35.09.01.2002"),
    ],
)
def test_places_are_found_as_people_say_them(operation, sign_in, text, code):
    answer = sign_in(Role.OPERATOR, POLICE).get("/control/places.json", {"q": text})
    assert code in [place["code"] for place in answer.json()["places"]]


def test_the_wall_finds_the_silent_and_the_late(operation, sign_in):
    told = [
        submission(
            kind="guarded",
            station=f"35.09.01.2001-{n:03d}",
            occurred_at="2024-11-27T05:10:00+07:00",
        )
        for n in (1, 2, 3)
    ]
    receive(told, operation=operation, now=NOW - timedelta(minutes=90))
    page = sign_in(Role.OPERATOR, POLICE).get("/control/wall/")
    assert page.context["totals"] == {
        "told": 0,
        "waiting": 3,
        "late": 1,
        "silent": 8,
        "teams": 3,
        "silent_teams": 2,
    }
    assert [row["silent"] for row in page.context["teams"]] == [True, True, False]
    receive([submission(kind="guarded", station="35.09.01.2002-001")], operation=operation, now=NOW)
    page = sign_in(Role.OPERATOR, ARMY).get("/control/wall/?stage=guarded")
    assert page.context["totals"]["silent_teams"] == 1


def test_a_phone_is_told_its_words_and_no_more_than_its_own(operation, sign_in):
    client = sign_in(Role.OFFICER, POLICE, area="35.09.01.2001")
    told = client.get("/field/me.json").json()
    assert (told["post"], len(told["stations"])) == (None, 4)
    assert told["stage"] == "opened"
    shell = client.get("/field/").content.decode()
    assert client.account.display_name not in shell  # the page may be kept on a shared phone


def test_a_phones_token_ends_with_the_sign_out(operation, sign_in):
    client = sign_in(Role.OFFICER, POLICE)
    assert client.post("/field/token/").json()["token"].startswith("kdsf_")
    assert ApiToken.objects.filter(revoked_at__isnull=True).count() == 1
    client.post("/field/token/")  # the same phone again: the old one goes
    assert ApiToken.objects.filter(revoked_at__isnull=True).count() == 1
    client.post("/sign-out/")
    assert not ApiToken.objects.filter(revoked_at__isnull=True).exists()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("page", ["/control/", "/control/wall/", "/control/call/", "/field/"])
def test_every_screen_speaks_both_languages(operation, sign_in, language, page):
    incident = trouble(operation)
    client = sign_in(Role.OPERATOR, POLICE)
    client.cookies["kondusif_language"] = language
    text = (
        client.get(page).content.decode()
        + client.get(f"/control/incidents/{incident.pk}/").content.decode()
    )
    assert ("Cekcok" in text, "Quarrel" in text) == (language == "id", language == "en")
