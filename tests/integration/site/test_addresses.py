"""Every address of the product, asked by a stranger and with rubbish: nothing leaks and nothing breaks."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver

from kondusif.backbone.accounts.rules import Role, Service
from tests import factories

pytestmark = pytest.mark.django_db
# What a browser needs before anyone has signed in; none of it says a word about the operation.
OPEN = {
    "/sign-in/",
    "/api/v1/kinds",
    "/api/v1/openapi.json",
    "/field/manifest.json",
    "/field/worker.js",
}
RUBBISH = {
    "page": "zz",
    "stage": "'",
    "village": "\x00",
    "q": "%" * 300,
    "least": "-9",
    "people": "NaN",
}
SAMPLES = (
    ("int:", "1"),
    ("str:kind", "stations"),
    ("str:code", "35.09.01.2001-001"),
    ("uuid:", "0" * 32),
)


def addresses():
    def walk(resolver, prefix=""):
        for pattern in resolver.url_patterns:
            path = prefix + str(pattern.pattern)
            yield from walk(pattern, path) if hasattr(pattern, "url_patterns") else [path]

    return sorted({"/" + re.sub(r"<([^>]+)>", sample, path) for path in walk(get_resolver())})


def sample(found):
    kind = found.group(1)
    return next((value for prefix, value in SAMPLES if kind.startswith(prefix)), "police")


@pytest.fixture
def operation():
    made = factories.operation()
    factories.stations()
    return made


def test_a_stranger_finds_nothing_but_the_door(operation):
    client = Client()
    found = {path for path in addresses() if client.get(path).status_code == 200}
    assert found == OPEN


@pytest.mark.parametrize(
    ("role", "service"),
    [
        (Role.PLANNER, Service.POLICE),
        (Role.COMMANDER, Service.ARMY),
        (Role.OFFICER, Service.POLICE),
        (Role.AUDITOR, Service.NONE),
        (Role.ADMINISTRATOR, Service.NONE),
    ],
)
def test_rubbish_is_never_the_servers_fault(operation, sign_in, role, service):
    client = sign_in(role, service)
    client.raise_request_exception = False
    broken = []
    for path in addresses():
        answers = (
            client.get(path),
            client.get(path, RUBBISH),
            client.post(path, {"x": "\x00"}),
            client.post(path, "{not json", content_type="application/json"),
        )
        broken += [(path, answer.status_code) for answer in answers if answer.status_code >= 500]
        client.force_login(client.account, backend="django.contrib.auth.backends.ModelBackend")
    assert broken == []
