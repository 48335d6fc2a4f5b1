import pytest
from django.test import Client

from tests import factories, flushing

flushing.install()


@pytest.fixture
def sign_in(db):
    """`sign_in(Role.PLANNER, Service.POLICE)` returns a client whose `.account` is signed in."""

    def make(role, service, **changes):
        client = Client()
        client.account = factories.account(role, service, **changes)
        client.force_login(client.account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make
