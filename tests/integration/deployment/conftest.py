import pytest

from kondusif.backbone.accounts.rules import Role, Service
from kondusif.deployment import postings, services
from tests import factories
from tests.factories import NOW
from tests.integration.deployment.worlds import make_world, solve


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def solved(world):
    """A solved plan for 20 of 40 police: ten teams at the most, six at the least."""
    return solve(world)


@pytest.fixture
def published(solved, commander):
    return services.publish_plan(commander, solved.pk, now=NOW)


@pytest.fixture
def commander(db):
    return factories.account(Role.COMMANDER, Service.POLICE, username="kapolres-uji").actor


@pytest.fixture
def army_commander(db):
    return factories.account(Role.COMMANDER, Service.ARMY, username="dandim-uji").actor


@pytest.fixture
def posted(published, commander, army_commander):
    """Everybody of both services has a post; the police's are released."""
    postings.make_posts(commander, published.pk, "police", now=NOW)
    postings.make_posts(army_commander, published.pk, "army", now=NOW)
    postings.release_posts(commander, published.pk, "police", now=NOW)
    return published
