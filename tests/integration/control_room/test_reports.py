"""What a report leaves behind: one row, one record, an incident, and nothing personal once its time is over."""

from datetime import timedelta

import pytest

from kondusif.backbone.accounts.rules import Service
from kondusif.backbone.audit import services as audit
from kondusif.backbone.audit.models import Entry
from kondusif.backbone.audit.rules import seal
from kondusif.backbone.live.models import Event
from kondusif.backbone.privacy.registry import expire_all, kinds
from kondusif.control_room.models import Caller, Incident, LogEntry, Report
from kondusif.control_room.services.reports import receive
from tests.factories import NOW
from tests.integration.control_room.sending import submission

pytestmark = pytest.mark.django_db


def test_a_calm_report_opens_nothing(operation):
    (outcome,) = receive([submission(kind="opened")], operation=operation, now=NOW)
    assert (outcome.status, outcome.incident) == (201, None)
    assert not Incident.objects.exists()
    assert [e.topic for e in Event.objects.all()] == ["report"]


def test_trouble_opens_an_incident_at_the_stations_place(operation):
    wish = submission(kind="quarrel", position={"lat": 1.0, "lon": 2.0}, severity=3)
    (outcome,) = receive([wish], operation=operation, now=NOW)
    incident = Incident.objects.get(pk=outcome.incident)
    station = incident.station
    assert (incident.lat, incident.lon) == (station.lat, station.lon)  # never the sender's own
    assert (incident.severity, incident.lead, incident.state) == (3, "police", "new")
    line = LogEntry.objects.get()
    assert (line.account, line.act, line.after) == (None, "open", "new")
    assert {(e.topic, e.ref) for e in Event.objects.all()} == {
        ("report", str(Report.objects.get().sequence)),
        ("incident", str(incident.pk)),
    }


def test_two_reports_of_one_trouble_stay_two_incidents(operation):
    """Only a person joins them."""
    receive([submission(kind="quarrel"), submission(kind="quarrel")], operation=operation, now=NOW)
    assert Incident.objects.count() == 2


def test_the_record_holds_the_seal_and_never_the_text(operation):
    receive([submission(text="nama seseorang", kind="quarrel")], operation=operation, now=NOW)
    stored = Report.objects.get()
    entry = Entry.objects.get(subject=f"report:{stored.id}")
    assert entry.facts["text"] == seal("nama seseorang", stored.salt)
    assert "seseorang" not in str([e.facts for e in Entry.objects.all()])
    assert stored.receipt == f"{entry.sequence}-{entry.digest[:8]}"


def test_each_report_knows_its_place_in_the_record(operation):
    wishes = [submission(kind="quarrel") for _ in range(5)]
    receive(wishes, operation=operation, now=NOW)
    for stored in Report.objects.all():
        assert Entry.objects.get(pk=stored.sequence).subject == f"report:{stored.id}"


def test_positions_go_after_72_hours_and_texts_when_the_operation_ends(operation):
    wish = submission(kind="quarrel", text="rahasia", position={"lat": -8.2, "lon": 113.7})
    receive([wish], operation=operation, now=NOW)
    Caller.objects.create(report=Report.objects.get(), contact="Contoh 0001", salt="x")
    expire_all(NOW + timedelta(hours=71))
    assert Report.objects.get().lat == -8.2
    expire_all(NOW + timedelta(hours=73))
    stored = Report.objects.get()
    assert (stored.lat, stored.lon, stored.text) == (None, None, "rahasia")
    operation.ended_at = NOW + timedelta(days=3)
    operation.save()
    expire_all(NOW + timedelta(days=4))
    stored = Report.objects.get()
    assert (stored.text, stored.salt) == ("", "")
    assert not Caller.objects.exists()
    assert audit.verify()[1] is None


def test_what_was_erased_does_not_make_a_re_send_a_conflict(operation):
    wish = submission(text="rahasia", position={"lat": -8.2, "lon": 113.7})
    receive([wish], operation=operation, now=NOW)
    expire_all(NOW + timedelta(hours=73))
    (again,) = receive([wish], operation=operation, now=NOW)
    assert again.status == 200


def test_the_rooms_personal_data_is_declared():
    assert {"report positions", "report texts", "callers"} <= {kind.name for kind in kinds()}


def test_the_army_leads_what_concerns_its_own(operation):
    wishes = [
        submission(kind="officer_illness", service=Service.ARMY),
        submission(kind="quarrel", service=Service.ARMY),
    ]
    receive(wishes, operation=operation, now=NOW)
    assert dict(Incident.objects.values_list("kind", "lead")) == {
        "officer_illness": "army",
        "quarrel": "police",
    }
