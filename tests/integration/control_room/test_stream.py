"""The event stream on a real server: within a second, nothing lost across a reconnect, nothing for the wrong eyes."""

import json
import socket
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from kondusif.backbone.accounts.rules import Role, Service
from kondusif.backbone.live import stream as live
from kondusif.backbone.live.feed import Change
from kondusif.backbone.live.models import Event
from kondusif.backbone.live.services import publish, publish_many
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


class Listener:
    """A browser's EventSource, as far as the wire shows."""

    def __init__(self, site, account=None, after=None, last_event_id=None):
        self.connection = HTTPConnection("127.0.0.1", urlsplit(site.url).port, timeout=10)
        headers = {"Cookie": cookie(account)} if account else {}
        if last_event_id is not None:
            headers["Last-Event-ID"] = str(last_event_id)
        query = f"?after={after}" if after is not None else ""
        self.connection.request("GET", f"/events{query}", headers=headers)
        self.response = self.connection.getresponse()
        self.status = self.response.status

    def next(self):
        """The next event as (name, id, data)."""
        found = {}
        while True:
            line = self.response.readline().decode().rstrip("\n")
            if line:
                name, _, value = line.partition(": ")
                found[name] = value
            elif "event" in found:
                return found["event"], int(found["id"]), found["data"]

    def until(self, name):
        while (event := self.next())[0] != name:
            pass
        return event

    def close(self):
        self.connection.close()


def cookie(account):
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@pytest.fixture
def operator(db):
    return factories.account(Role.OPERATOR, Service.POLICE)


@pytest.fixture
def listen(server):
    opened = []

    def begin(account=None, **options):
        opened.append(Listener(server, account, **options))
        return opened[-1]

    yield begin
    for listener in opened:
        listener.close()


def test_an_event_arrives_within_a_second(listen, operator):
    listener = listen(operator)
    assert listener.next()[0] == "ping"
    began = time.monotonic()
    publish("incident", 41, now=NOW)
    name, number, data = listener.next()
    assert time.monotonic() - began < 1.0
    assert (name, json.loads(data)) == ("change", {"topic": "incident", "ref": "41"})
    assert number == Event.objects.get().pk


@pytest.mark.parametrize("way", ["after", "last_event_id"])
def test_nothing_is_lost_between_two_connections(listen, operator, way):
    listener = listen(operator)
    publish("report", 1, now=NOW)
    seen = listener.until("change")[1]
    listener.close()
    publish_many([("report", str(n), "") for n in range(2, 200)], now=NOW)
    again = listen(operator, **{way: seen})
    refs = [json.loads(again.until("change")[2])["ref"] for _ in range(198)]
    assert refs == [str(n) for n in range(2, 200)]


@pytest.mark.parametrize("after", ["999999", "-5", "x", "9" * 30])
def test_an_unknown_place_means_load_everything_again(listen, operator, after):
    publish("report", 1, now=NOW)
    assert listen(operator, after=after).next()[0] == "reload"


def test_events_of_one_service_are_not_told_to_the_other(listen, operator):
    soldier = factories.account(Role.OPERATOR, Service.ARMY)
    police, army = listen(operator), listen(soldier)
    police.until("ping"), army.until("ping")
    publish_many([("job", "1", "police"), ("job", "2", "army"), ("job", "3", "")], now=NOW)
    heard = [[json.loads(x.until("change")[2])["ref"] for _ in range(2)] for x in (police, army)]
    assert heard == [["1", "3"], ["2", "3"]]


def test_nobody_listens_without_a_session(listen):
    assert listen().status == 401


def test_a_closed_account_hears_nothing(listen, operator):
    operator.is_active = False
    operator.save()
    assert listen(operator).status == 401


def test_a_client_that_never_reads_delays_nobody(server, listen, operator):
    stuck = socket.create_connection(("127.0.0.1", urlsplit(server.url).port))
    stuck.sendall(
        f"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie(operator)}\r\n\r\n".encode()
    )
    listener = listen(operator)
    listener.until("ping")
    for _ in range(5):
        publish_many([("report", "x" * 80, "")] * 2000, now=NOW)
    publish("incident", 7, now=NOW)
    began = time.monotonic()
    while json.loads(listener.until("change")[2])["topic"] != "incident":
        pass
    assert time.monotonic() - began < 5
    stuck.close()


def hub_with(count):
    hub = live.Hub()
    hub.begin(10)
    hub.publish([Change(10 + n, "report", str(n), "") for n in range(1, count + 1)])
    return hub


def queued(client):
    return client.queue.get_nowait().decode()


@pytest.mark.parametrize(
    ("after", "event"),
    [(None, "ping"), (9, "reload"), (10, "change"), (15, "ping"), (16, "reload"), (-1, "reload")],
)
def test_what_a_newcomer_gets(after, event):
    client = live.Client(live.Visitor(1, "police"))
    hub_with(5).welcome(client, after)
    assert queued(client).startswith(f"event: {event}\n")


def test_older_than_what_is_kept_means_reload():
    client = live.Client(live.Visitor(1, "police"))
    hub = hub_with(live.RECENT + 1)
    hub.welcome(client, 10)
    assert queued(client).startswith("event: reload")
    hub.welcome(client, 11)
    assert queued(client).count("event: change") == live.RECENT


def test_a_slow_client_is_cut_and_the_others_stay():
    hub = hub_with(0)
    slow, quick = (live.Client(live.Visitor(n, "police")) for n in (1, 2))
    for client in (slow, quick):
        hub.welcome(client, None)
    for n in range(live.QUEUE + 5):
        hub.publish([Change(11 + n, "report", str(n), "")])
        while not quick.queue.empty():
            quick.queue.get_nowait()
    assert hub.clients == {quick}
    assert slow.queue.get_nowait() is None
