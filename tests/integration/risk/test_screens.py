import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from kondusif.backbone.accounts.rules import Role, Service
from kondusif.backbone.audit.models import Entry
from kondusif.places.models import Station
from kondusif.risk import queries, services
from kondusif.risk.flag_lists import FlagRow
from kondusif.risk.models import Assessment, Fact, FlagFact, Override, RiskModel
from kondusif.risk.rules import State
from kondusif.risk.services.assessing import SHIPPED
from tests.factories import NOW

from .conftest import FIRST, VILLAGE

pytestmark = pytest.mark.django_db
SECOND = f"{VILLAGE}-002"
PAGES = ("map", "reconcile", "sites", "proposals", "compare", "model")
STAFF = {
    (Role.PLANNER, Service.POLICE),
    (Role.COMMANDER, Service.POLICE),
    (Role.AUDITOR, Service.NONE),
}
NOT_TERMS = {
    (Role.PLANNER, Service.ARMY),
    (Role.COMMANDER, Service.ARMY),
    (Role.LOGISTICS, Service.POLICE),
}
NOBODY = {
    (Role.OFFICER, Service.POLICE),
    (Role.PUBLIC_RELATIONS, Service.POLICE),
    (Role.ADMINISTRATOR, Service.NONE),
}


@pytest.fixture
def busy(operation, assessed, know, planner):
    """One raised station with two flags, another one with one flag."""
    know("very_hard_access", note="empat jam berkuda", source="Polsek Contoh")
    made = services.assess(operation, assessed.model, None, NOW)
    flags = {(FIRST, 17): "present", (FIRST, 24): "present", (SECOND, 24): "present"}
    rows = {key: FlagRow(State(state), 2) for key, state in flags.items()}
    services.import_flags(operation, rows, source="Bawaslu Contoh", actor=planner, now=NOW)
    return made


def page(client, name, *args, **query):
    return client.get(reverse(f"risk:{name}", args=args), query)


def codes(client, **query):
    return page(client, "stations", **query).json()["codes"]


@pytest.mark.parametrize(("role", "service"), sorted(STAFF | NOT_TERMS | NOBODY))
def test_each_page_is_for_those_who_may_see_it(operation, sign_in, role, service):
    client = sign_in(role, service)
    for name in PAGES:
        allowed = STAFF if name == "model" else STAFF | NOT_TERMS
        expected = 200 if (role, service) in allowed else 403
        assert page(client, name).status_code == expected, name


def test_without_an_operation_a_page_says_what_to_do(sign_in):
    client = sign_in(Role.PLANNER, Service.POLICE)
    for name in PAGES:
        answer = page(client, name)
        assert answer.status_code == 200
        assert reverse("places:lists") in answer.content.decode(), name


def test_before_the_first_assessment_every_page_stands(operation, sign_in):
    client = sign_in(Role.PLANNER, Service.POLICE)
    for name in PAGES:
        assert page(client, name).status_code == 200, name


def test_strangers_are_sent_to_sign_in(client, operation):
    assert page(client, "map").status_code == 302
    assert page(client, "stations").status_code == 302


def test_the_table_and_the_map_show_the_same_stations(busy, sign_in):
    client = sign_in(Role.COMMANDER, Service.POLICE, username="kapolres")
    for query in (
        {"grade": "raised"},
        {"flag": "location"},
        {"flag": "none", "q": "2"},
        {"least": "2"},
    ):
        shown = page(client, "map", **query).context["page"].object_list
        assert [station.code for station in shown] == codes(client, **query)


FILTERS = [
    ({}, 16),
    ({"district": "35.09.02"}, 4),
    ({"village": VILLAGE}, 4),
    ({"grade": "very_vulnerable"}, 1),
    ({"grade": "raised"}, 1),
    ({"grade": "less_vulnerable"}, 15),
    ({"grade": "ungraded"}, 0),
    ({"flag": "any"}, 2),
    ({"flag": "none"}, 14),
    ({"flag": "location"}, 1),
    ({"flag": "network", "grade": "less_vulnerable"}, 1),
    ({"least": "2"}, 1),
    ({"position": "given"}, 16),
    ({"position": "estimated"}, 0),
    ({"changed": "override"}, 0),
    ({"changed": "proposed"}, 0),
    ({"changed": "open"}, 15),
    ({"q": "TPS 003"}, 4),
    ({"q": "3"}, 4),
    ({"q": "lain"}, 4),
    ({"q": FIRST}, 1),
    ({"grade": "'; drop table", "least": "-1", "district": "x", "page": "zz", "q": "\x00"}, 16),
]


def test_the_filters_narrow_the_table(busy, sign_in):
    client = sign_in(Role.COMMANDER, Service.POLICE, username="kapolres")
    for query, count in FILTERS:
        assert len(codes(client, **query)) == count, query
        assert page(client, "map", **query).context["page"].paginator.count == count, query


def test_the_columns_of_the_map_are_equal_and_tell_grade_flags_and_position(busy, sign_in):
    found = page(sign_in(Role.COMMANDER, Service.POLICE, username="k"), "stations").json()
    assert {len(column) for column in found.values()} == {16}
    at = found["codes"].index(FIRST)
    assert (found["grade"][at], found["flags"][at], found["position"][at]) == (2, 2, "g")


def test_a_station_is_explained_by_its_terms(busy, sign_in):
    text = page(
        sign_in(Role.COMMANDER, Service.POLICE, username="k"), "station", FIRST
    ).content.decode()
    for said in ("empat jam berkuda", "Polsek Contoh", "+10", "+2", "+3", "Bawaslu Contoh"):
        assert said in text


def test_the_army_sees_the_grade_and_the_flags_but_not_what_stands_behind_it(busy, sign_in, know):
    client = sign_in(Role.COMMANDER, Service.ARMY)
    text = page(client, "station", FIRST).content.decode()
    assert 'data-grade="very_vulnerable"' in text
    assert "Bawaslu Contoh" in text
    for secret in ("empat jam", "Polsek Contoh", "+10"):
        assert secret not in text
    row = page(client, "map", grade="raised").content.decode()
    assert "Andongrejo" not in row
    assert len(codes(client, changed="open")) == 16  # the filter of the terms isn't theirs


def test_the_panel_is_the_page_without_its_frame(busy, sign_in):
    client = sign_in(Role.COMMANDER, Service.POLICE, username="k")
    panel = page(client, "station", FIRST, panel="1").content.decode()
    assert "<html" not in panel
    assert "empat jam" in panel
    assert "empat jam" in page(client, "map", picked=FIRST).content.decode()


def test_a_sector_leader_sees_their_own_area_only(busy, sign_in):
    client = sign_in(Role.SECTOR_LEADER, Service.POLICE, area="35.09.02")
    assert {code[:8] for code in codes(client)} == {"35.09.02"}
    assert page(client, "station", FIRST).status_code == 404
    assert page(client, "map", picked=FIRST).context["picked"] is None
    assert page(client, "reconcile").context["whole"].stations == 4
    assert "PPK Contoh" not in page(client, "sites").content.decode()
    assert page(client, "site", "PPK-1").status_code == 404


@pytest.mark.parametrize("name", ["station", "site"])
def test_an_unknown_place_is_not_found(busy, sign_in, name):
    assert (
        page(sign_in(Role.COMMANDER, Service.POLICE, username="k"), name, "nowhere").status_code
        == 404
    )


def test_a_changed_grade_by_two_people_on_screen(busy, sign_in):
    planner = sign_in(Role.PLANNER, Service.POLICE, username="one")
    second = sign_in(Role.PLANNER, Service.POLICE, username="two")
    form = {"grade": "vulnerable", "reason": "Jembatan sudah diperbaiki"}
    planner.post(reverse("risk:propose", args=[FIRST]), form)
    made = Override.objects.get()
    own = planner.post(reverse("risk:decide", args=[made.pk, "confirm"]))
    assert own.status_code == 403
    assert "Jembatan" in page(second, "proposals").content.decode()
    second.post(reverse("risk:decide", args=[made.pk, "confirm"]))
    made.refresh_from_db()
    assert made.state == "confirmed"
    assert codes(second, changed="override") == [FIRST]
    assert codes(second, grade="very_vulnerable") == []


def test_the_army_does_not_read_the_reason(busy, sign_in, operation, planner):
    station = Station.objects.get(code=FIRST)
    services.propose_override(
        operation, station, "vulnerable", "Jembatan sudah diperbaiki", actor=planner, now=NOW
    )
    client = sign_in(Role.COMMANDER, Service.ARMY)
    for text in (page(client, "proposals"), page(client, "station", FIRST)):
        assert "Jembatan" not in text.content.decode()


def test_a_bad_proposal_comes_back_with_a_sentence(busy, sign_in):
    client = sign_in(Role.PLANNER, Service.POLICE, username="one")
    answer = client.post(reverse("risk:propose", args=[FIRST]), {"grade": "x"}, follow=True)
    assert answer.status_code == 200
    assert not Override.objects.exists()
    assert 'class="notice error"' in answer.content.decode()


def test_a_fact_is_recorded_from_the_station_and_from_the_model_page(busy, sign_in):
    client = sign_in(Role.PLANNER, Service.POLICE, username="one")
    words = {"criterion": "blank_spot", "state": "present", "source": "uji", "subject": FIRST}
    client.post(reverse("risk:record", args=[FIRST]), words)
    client.post(reverse("risk:record-area"), words | {"subject": VILLAGE, "state": "absent"})
    client.post(
        reverse("risk:record-site", args=["PPK-1"]),
        words | {"subject": "PPK-1", "criterion": "site_open"},
    )
    recorded = Fact.objects.filter(source="uji").values_list("subject", "criterion", "state")
    assert set(recorded) == {
        (FIRST, "blank_spot", "present"),
        (VILLAGE, "blank_spot", "absent"),
        ("PPK-1", "site_open", "present"),
    }


def test_a_station_page_records_nothing_elsewhere(busy, sign_in):
    client = sign_in(Role.PLANNER, Service.POLICE, username="one")
    words = {"criterion": "blank_spot", "state": "present", "source": "uji", "subject": "35.09.02"}
    client.post(reverse("risk:record", args=[FIRST]), words)
    assert not Fact.objects.filter(source="uji").exists()


def test_a_model_is_uploaded_assessed_and_compared(busy, sign_in):
    client = sign_in(Role.PLANNER, Service.POLICE, username="one")
    text = SHIPPED.read_text(encoding="utf-8").replace('version = "1"', 'version = "2"')
    text = text.replace("vulnerable = 5", "vulnerable = 11").replace(
        "very_vulnerable = 10", "very_vulnerable = 20"
    )
    client.post(reverse("risk:upload"), {"file": SimpleUploadedFile("m.toml", text.encode())})
    model = RiskModel.objects.get(version="2")
    client.post(reverse("risk:assess"), {"version": model.pk})
    assert Assessment.objects.count() == 3
    found = page(client, "compare").context
    assert dict(found["totals"])["down"] == 1
    assert found["moved"][0][0] == FIRST
    assert page(client, "model", version=str(model.pk)).context["chosen"] == model
    assert client.get(reverse("risk:model-file", args=[model.pk])).content.decode() == text


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"name = 1", b"", b"{" * 4000])
def test_a_file_that_is_no_model_is_refused_in_words(operation, sign_in, body):
    client = sign_in(Role.PLANNER, Service.POLICE)
    file = {"file": SimpleUploadedFile("m.toml", body)} if body else {}
    answer = client.post(reverse("risk:upload"), file, follow=True)
    assert 'class="notice error"' in answer.content.decode()
    assert not RiskModel.objects.filter(shipped=False).exists()


def test_both_lenses_meet_on_one_page(busy, sign_in):
    found = page(
        sign_in(Role.COMMANDER, Service.POLICE, username="k"), "reconcile", least="1"
    ).context
    whole = found["whole"]
    assert (whole.raised, whole.flags, whole.both, whole.only_flagged) == (1, 2, 1, 1)
    assert [row.station.code for row in found["rows"]] == [SECOND]


def test_bawaslus_list_is_loaded_on_screen_or_its_problems_are_shown(busy, sign_in):
    client = sign_in(Role.PLANNER, Service.POLICE, username="one")

    def load(text):
        file = SimpleUploadedFile("flags.csv", text.encode())
        return client.post(
            reverse("risk:import-flags"), {"file": file, "source": "uji"}, follow=True
        )

    assert load(f"kode;7\n{FIRST};ya\n").status_code == 200
    assert FlagFact.objects.filter(source="uji", indicator=7).count() == 1
    wrong = load("kode;7\n35.09.01.2001-999;ya\n")
    assert wrong.status_code == 422
    assert "35.09.01.2001-999" in wrong.content.decode()
    assert 'class="notice error"' in load("<html>").content.decode()
    assert FlagFact.objects.filter(source="uji").count() == 1


def test_the_export_is_secret_counted_and_holds_points_for_the_police_only(
    busy, sign_in, operation
):
    police = sign_in(Role.COMMANDER, Service.POLICE, username="k")
    army = sign_in(Role.COMMANDER, Service.ARMY, username="d")
    widths = []
    for client in (police, army):
        answer = client.get(reverse("risk:export", args=["xlsx"]), {"grade": "raised"})
        assert "RAHASIA" in answer["Content-Disposition"]
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(1)
        rows = sheet.to_python()
        assert rows[2][0] == FIRST
        widths.append(len(rows[1]))
    assert widths[0] - widths[1] == 3
    assert Entry.objects.filter(action="exported").count() == 2


def test_the_geojson_carries_its_class_and_the_stamp_of_a_simulation(busy, sign_in, operation):
    operation.kind = "demo"
    operation.save()
    client = sign_in(Role.COMMANDER, Service.POLICE, username="k")
    answer = client.get(reverse("risk:export", args=["geojson"]), {"flag": "location"})
    found = json.loads(answer.content)
    assert found["kondusif"]["classification"] == "RAHASIA"
    assert "SIMULASI" in found["kondusif"]["stamp"]
    told = found["features"][0]
    assert told["properties"]["grade"] == "very_vulnerable"
    assert told["geometry"]["coordinates"][0] > 100


@pytest.mark.parametrize("role", [Role.LOGISTICS, Role.SECTOR_LEADER])
def test_seeing_grades_is_not_yet_taking_them_away(busy, sign_in, role):
    client = sign_in(role, Service.POLICE)
    assert client.get(reverse("risk:export", args=["xlsx"])).status_code == 403


@pytest.mark.parametrize("name", ["propose", "record"])
def test_only_planners_write(busy, sign_in, name):
    client = sign_in(Role.COMMANDER, Service.POLICE, username="k")
    assert client.post(reverse(f"risk:{name}", args=[FIRST])).status_code == 403
    assert client.post(reverse("risk:assess")).status_code == 403


def test_a_page_of_the_table_takes_a_fixed_number_of_queries(
    busy, sign_in, django_assert_max_num_queries
):
    client = sign_in(Role.COMMANDER, Service.POLICE, username="k")
    with django_assert_max_num_queries(30):
        page(client, "map")
    assert queries.current_assessment(busy.operation) == busy
