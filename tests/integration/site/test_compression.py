"""What a phone on a slow line is sent: less of it."""

import pytest

from kondusif.backbone.accounts.rules import Role, Service
from tests import factories

pytestmark = pytest.mark.django_db


def test_pages_and_columns_travel_compressed(sign_in):
    factories.operation()
    factories.stations(40)
    client = sign_in(Role.COMMANDER, Service.POLICE)
    for address in ("/", "/situation.json"):
        plain = client.get(address)
        packed = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert len(packed.content) < len(plain.content) / 2


def test_scripts_and_styles_travel_compressed(client):
    plain = client.get("/static/built/theme.css")
    packed = client.get("/static/built/theme.css", headers={"Accept-Encoding": "gzip"})
    assert (plain.status_code, packed.status_code) == (200, 200)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"]) / 2
