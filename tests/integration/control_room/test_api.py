"""The report API by both its roads: what it takes, what it refuses, and that it never fails."""

import json
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kondusif.backbone.accounts import tokens
from kondusif.backbone.accounts.models import ApiToken
from kondusif.backbone.accounts.rules import Role, Service
from kondusif.backbone.audit import services as audit
from kondusif.control_room.models import Incident, Report
from tests.factories import NOW
from tests.integration.control_room.conftest import issue
from tests.integration.control_room.sending import headers, report, send

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_report_is_stored_once_however_often_it_is_sent(post, token):
    body = report(kind="quarrel", severity=3, text="Cekcok", position={"lat": -8.2, "lon": 113.7})
    first, again = send(post, token, body), send(post, token, body)
    assert (first.status, again.status) == (201, 200)
    assert first.body == again.body
    stored = Report.objects.get()
    assert (str(stored.id), stored.receipt) == (body["id"], first.body["receipt"])
    assert Incident.objects.get().pk == first.body["incident"]
    assert audit.verify()[1] is None


@pytest.mark.parametrize(
    "change",
    [
        {"severity": 2},
        {"kind": "opened"},
        {"text": "lain"},
        {"station": "35.09.01.2001-002"},
        {"occurred_at": "2024-11-27T06:41:00+07:00"},
        {"position": {"lat": -8.2, "lon": 113.7}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_same_id_with_other_content_is_a_conflict(post, token, change):
    body = report()
    assert send(post, token, body).status == 201
    answer = send(post, token, body | change)
    assert (answer.status, answer.body["code"]) == (409, "conflict")
    assert Report.objects.count() == 1
    assert send(post, token, body).status == 200


def test_the_same_moment_in_another_offset_is_the_same_report(post, token):
    body = report(occurred_at="2024-11-27T06:40:00+07:00")
    assert send(post, token, body).status == 201
    assert send(post, token, body | {"occurred_at": "2024-11-26T23:40:00Z"}).status == 200


def test_the_id_of_another_account_is_a_conflict(post, token):
    body = report()
    assert send(post, token, body).status == 201
    assert send(post, issue(username="other"), body).status == 409


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"station": "35.09.01.2001-999"}, "station"),
        ({"kind": "perolehan_suara"}, "kind"),
        ({"severity": 9}, "severity"),
        ({"occurred_at": "2024-11-27T06:40:00"}, "occurred_at"),
        ({"id": "x"}, "id"),
    ],
)
def test_bad_input_names_its_field(post, token, change, field):
    answer = send(post, token, report() | change)
    assert (answer.status, answer.body["field"]) == (422, field)
    assert answer.body["reason"].endswith(".")
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("when", "said"),
    [("2031-01-01T00:00:00Z", "ahead"), ("1970-01-01T00:00:00+07:00", "old")],
)
def test_a_strange_time_is_taken_and_marked(post, token, when, said):
    assert send(post, token, report(occurred_at=when)).status == 201
    assert Report.objects.get().skew == said


@pytest.mark.parametrize("authorization", [None, "wrong", "kdsf_" + "x" * 43, "", "x" * 5000])
def test_without_a_good_token_nothing_is_taken(post, operation, authorization):
    answer = send(post, authorization, report())
    assert answer.status == 401
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("role", "service", "status"),
    [
        (Role.OFFICER, Service.POLICE, 201),
        (Role.OFFICER, Service.ARMY, 201),
        (Role.OPERATOR, Service.POLICE, 201),
        (Role.AUDITOR, Service.NONE, 403),
        (Role.ADMINISTRATOR, Service.NONE, 403),
    ],
)
def test_who_reports(post, operation, role, service, status):
    assert send(post, issue(role, service), report()).status == status


def test_a_closed_account_and_a_revoked_token_report_no_more(post, operation, monkeypatch):
    monkeypatch.setattr(tokens, "TRUST_SECONDS", 0.0)
    secret = issue()
    row = ApiToken.objects.get()
    assert send(post, secret, report()).status == 201
    row.account.is_active = False
    row.account.save()
    assert send(post, secret, report()).status == 401
    row.account.is_active = True
    row.account.save()
    assert send(post, secret, report()).status == 201
    assert tokens.revoke([row.pk], None, now=NOW) == 1
    assert send(post, secret, report()).status == 401
    assert tokens.revoke([row.pk], None, now=NOW) == 0


@pytest.mark.parametrize(
    ("body", "more", "status"),
    [
        (b" ", {}, 400),
        (b"{", {}, 400),
        (b"\xff\xfe\x00", {}, 400),
        (b"null", {}, 422),
        (b'{"id": NaN}', {}, 400),
        (b'{"x":' + b"[" * 20_000, {}, 400),
        (b"x" * 40_000, {}, 413),
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b"{}", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
        (b"{}", {"Content-Encoding": "gzip"}, 415),
        (b"{}", {"Content-Type": "application/json; charset=utf-8"}, 422),
    ],
)
def test_what_is_no_report_gets_a_clear_answer(post, token, body, more, status):
    answer = post("/api/v1/reports", body, headers(token) | more)
    assert answer.status == status
    assert answer.body["reason"]


def test_the_reason_is_told_in_the_senders_language(raw_road, token):
    wrong = report(kind="x")
    english = send(raw_road, token, wrong).body["reason"]
    indonesian = send(raw_road, token, wrong, **{"Accept-Language": "id-ID,id;q=0.9"}).body[
        "reason"
    ]
    assert english != indonesian


def test_a_batch_takes_what_is_good_and_lists_what_is_not(post, token):
    one, two = report(kind="opened"), report(kind="arson", severity=4)
    items = [one, report(kind="x"), two, one, one | {"severity": 2}, 7, report(station="nowhere")]
    answer = send(post, token, items, path="/api/v1/reports/batch")
    assert answer.status == 207
    results = answer.body["results"]
    assert [item["status"] for item in results] == [201, 422, 201, 200, 409, 422, 422]
    assert [item["index"] for item in results] == list(range(7))
    assert results[0]["receipt"] == results[3]["receipt"]
    assert (results[1]["field"], results[6]["field"]) == ("kind", "station")
    assert (answer.body["accepted"], answer.body["refused"]) == (3, 4)
    assert Report.objects.count() == 2
    assert results[2]["incident"] == Incident.objects.get().pk


def test_a_batch_sent_again_is_the_same_batch(post, token):
    items = {"reports": [report(kind="quarrel") for _ in range(50)]}
    first = send(post, token, items, path="/api/v1/reports/batch")
    again = send(post, token, items, path="/api/v1/reports/batch")
    assert (first.status, again.status) == (200, 200)
    assert {r["status"] for r in first.body["results"]} == {201}
    assert {r["status"] for r in again.body["results"]} == {200}
    assert [r["receipt"] for r in first.body["results"]] == [
        r["receipt"] for r in again.body["results"]
    ]
    assert Report.objects.count() == Incident.objects.count() == 50


def test_a_batch_of_nothing_good_is_refused(post, token):
    answer = send(post, token, [report(kind="x")], path="/api/v1/reports/batch")
    assert (answer.status, answer.body["accepted"]) == (422, 0)


def test_without_an_operation_it_says_come_again(post, db):
    answer = send(post, issue(), report())
    assert (answer.status, answer.body["code"]) == (503, "no_operation")
    assert int(answer.headers["retry-after"]) > 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
FIELDS = [*report(), "position", "how"]
calm = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@calm
@given(st.one_of(JSON, st.dictionaries(st.sampled_from(FIELDS), JSON).map(lambda d: report() | d)))
def test_nothing_sent_makes_the_server_fail(raw_road, token, body):
    answer = raw_road("/api/v1/reports", json.dumps(body).encode(), headers(token))
    assert answer.status < 500
    if answer.status == 201:
        assert uuid.UUID(answer.body["id"])


@calm
@given(st.lists(st.one_of(JSON, st.just(report())), max_size=5))
def test_no_batch_makes_the_server_fail(raw_road, token, items):
    answer = raw_road("/api/v1/reports/batch", json.dumps(items).encode(), headers(token))
    assert answer.status < 500


def test_the_document_describes_both_routes(client):
    document = client.get("/api/v1/openapi.json").json()
    assert set(document["paths"]) == {"/api/v1/reports", "/api/v1/reports/batch", "/api/v1/kinds"}
    answers = document["paths"]["/api/v1/reports"]["post"]["responses"]
    assert {"200", "201", "400", "401", "409", "413", "415", "422", "503"} <= set(answers)


def test_the_kinds_are_listed_without_a_token(client):
    listed = client.get("/api/v1/kinds").json()
    assert {"code": "aman", "id": "Aman", "en": "Calm", "trouble": False, "severity": 1} in listed


def test_a_refused_sender_of_much_gets_to_read_why(raw_road, operation):
    """Refused before the body is read: the answer must not be lost in a reset connection."""
    items = {"reports": [report(text="x" * 1900) for _ in range(500)]}
    answer = send(raw_road, "wrong", items, path="/api/v1/reports/batch")
    assert (answer.status, answer.body["code"]) == (401, "token")
    assert send(raw_road, "wrong", report()).status == 401


def test_a_body_that_says_it_is_huge_is_refused_at_once(raw_road, token):
    answer = raw_road("/api/v1/reports/batch", b"x" * (4 * 1024 * 1024 + 1), headers(token))
    assert answer.status == 413
