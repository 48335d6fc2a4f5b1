"""A small operation, phones with tokens, and the API by its two roads: the raw route on a real server, and Django's."""

import json
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from django.test import Client

from kondusif.backbone.accounts import tokens
from kondusif.backbone.accounts.rules import Role, Service
from kondusif.control_room import api
from tests import factories
from tests.browser.live_site import LiveSite
from tests.integration.control_room.sending import Answer


@pytest.fixture(autouse=True)
def no_remembered_tokens():
    api.tokens._known.clear()


@pytest.fixture
def operation(db):
    factories.regency()
    factories.stations()
    return factories.operation()


@pytest.fixture
def token(operation):
    return issue()


def issue(role=Role.OFFICER, service=Service.POLICE, label="test", **changes):
    account = factories.account(role, service, **changes)
    return tokens.issue(account, label, now=factories.NOW)[0]


@pytest.fixture
def server(transactional_db):
    site = LiveSite()
    site.start()
    yield site
    site.stop()


@pytest.fixture
def raw_road(server):
    """`post(path, body, headers)` over a real connection to the raw route."""
    connection = HTTPConnection("127.0.0.1", urlsplit(server.url).port, timeout=20)

    def post(path, body, headers):
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        return Answer(response.status, lower(response.getheaders()), json.loads(response.read()))

    yield post
    connection.close()


@pytest.fixture
def django_road(transactional_db):
    """The same through Django's own view, as behind a plain WSGI server."""
    client = Client()

    def post(path, body, headers):
        kind = headers.get("Content-Type", "application/json")
        others = {k: v for k, v in headers.items() if k != "Content-Type"}
        response = client.post(path, body, content_type=kind, headers=others)
        return Answer(
            response.status_code, lower(response.headers.items()), json.loads(response.content)
        )

    return post


def lower(headers):
    return {name.lower(): value for name, value in headers}


@pytest.fixture(params=["raw_road", "django_road"])
def post(request):
    return request.getfixturevalue(request.param)
