"""kill -9 in the middle of a burst: every acknowledged report is there exactly once, and the record is whole."""

import json
import os
import socket
import threading
import uuid
from contextlib import suppress
from http.client import HTTPConnection, HTTPException

import pytest
from django.db import connection

from kondusif.backbone.audit import services as audit
from kondusif.backbone.audit.models import Entry
from kondusif.control_room.models import Incident, Report
from tests.integration.control_room.conftest import issue
from tests.integration.control_room.killed_server import KillableServer
from tests.integration.control_room.sending import headers, report

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PHONES = 24
ROUNDS = 3
ACKNOWLEDGED_FIRST = 150  # reports that are answered before the blow falls


class Phone(threading.Thread):
    """Sends report after report on one connection, and remembers what was answered and what was under way."""

    def __init__(self, port, token, heard, enough):
        super().__init__(daemon=True)
        self.port, self.headers = port, headers(token)
        self.heard, self.enough = heard, enough
        self.under_way = None

    def run(self):
        line = HTTPConnection("127.0.0.1", self.port, timeout=20)
        with suppress(OSError, HTTPException):
            while True:
                body = report(id=str(uuid.uuid4()), kind="quarrel", text="Cekcok antrean")
                self.under_way = body
                line.request("POST", "/api/v1/reports", json.dumps(body), self.headers)
                answer = line.getresponse()
                receipt = json.loads(answer.read())
                assert answer.status == 201, receipt
                self.heard[body["id"]] = (receipt["receipt"], body)
                if len(self.heard) >= ACKNOWLEDGED_FIRST:
                    self.enough.set()


@pytest.fixture
def killable(operation):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = KillableServer(port, environment())
    yield server
    server.kill()


def environment():
    """The test's own database, for a process that isn't a test."""
    if connection.vendor == "postgresql":
        s = connection.settings_dict
        base, _, query = os.environ["DATABASE_URL"].partition("?")
        url = base.rsplit("/", 1)[0] + "/" + s["NAME"] + (f"?{query}" if query else "")
    else:
        url = f"sqlite:///{connection.settings_dict['NAME']}"
    return {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}


def burst(server, token, heard):
    """Many phones at once, and SIGKILL while all of them send."""
    server.start()
    enough, before = threading.Event(), len(heard)
    fresh: dict[str, tuple] = {}
    phones = [Phone(server.port, token, fresh, enough) for _ in range(PHONES)]
    for phone in phones:
        phone.start()
    assert enough.wait(60), f"only {len(fresh)} reports were answered"
    server.kill()
    for phone in phones:
        phone.join(30)
    heard.update(fresh)
    assert len(heard) > before
    return [phone.under_way for phone in phones if phone.under_way["id"] not in heard]


def test_every_acknowledged_report_is_there_exactly_once(killable):
    token, heard, lost = issue(), {}, []
    for _ in range(ROUNDS):
        lost += burst(killable, token, heard)
    stored = dict(Report.objects.values_list("id", "receipt"))
    assert {i: r for i, (r, _) in heard.items()} == {
        str(pk): receipt for pk, receipt in stored.items() if str(pk) in heard
    }
    # What was under way may be there or not, whole or not at all.
    assert {str(pk) for pk in stored} <= set(heard) | {body["id"] for body in lost}
    assert Incident.objects.count() == len(stored)
    assert Entry.objects.filter(action="report.received").count() == len(stored)
    assert audit.verify()[1] is None
    resend(killable, token, heard, lost)
    assert Report.objects.count() == Incident.objects.count() == len(heard) + len(lost)
    assert audit.verify()[1] is None


def resend(server, token, heard, lost):
    """The phones come back and send again what they had no answer for, and, being phones, some that they had."""
    server.start()
    line = HTTPConnection("127.0.0.1", server.port, timeout=20)
    for body in [*lost, *[body for _, body in list(heard.values())[:50]]]:
        line.request("POST", "/api/v1/reports", json.dumps(body), headers(token))
        answer = line.getresponse()
        receipt = json.loads(answer.read())
        assert answer.status in (200, 201)
        if body["id"] in heard:
            assert (answer.status, receipt["receipt"]) == (200, heard[body["id"]][0])
    line.close()
