"""A small operation: two villages of one district, four stations each, and a second district with one village."""

import pytest

from kondusif.backbone.accounts.rules import Role, Service
from kondusif.places.models import Area, Site, Station
from kondusif.risk import services
from kondusif.risk.models import Fact
from tests import factories
from tests.factories import NOW

VILLAGE = "35.09.01.2001"
FIRST = f"{VILLAGE}-001"


@pytest.fixture
def operation(db):
    made = factories.operation()
    other = Area.objects.create(
        code="35.09.02", level="district", name="Ajung", parent_id="35.09", lat=-8.3, lon=113.7
    )
    Area.objects.create(
        code="35.09.02.2001", level="village", name="Lain", parent=other, lat=-8.3, lon=113.7
    )
    factories.stations(4)
    Site.objects.create(
        code="PPK-1", kind="ppk", name="PPK Contoh", area_id="35.09.01", lat=-8.2, lon=113.7
    )
    return made


@pytest.fixture
def planner(db):
    return factories.account(Role.PLANNER, Service.POLICE).actor


@pytest.fixture
def commander(db):
    return factories.account(Role.COMMANDER, Service.POLICE).actor


@pytest.fixture
def first(operation):
    return Station.objects.get(code=FIRST)


@pytest.fixture
def assessed(operation):
    """Everything but two criteria known to be absent for the whole regency, then the first assessment."""
    from kondusif.risk.services.recording import recordable

    model = services.shipped_model(NOW)
    absent = [key for key in recordable("station") if key not in ("blank_spot", "dense_housing")]
    Fact.objects.bulk_create(
        Fact(
            operation=operation,
            subject="35.09",
            criterion=key,
            state="absent",
            source="survei contoh",
            recorded_at=NOW,
        )
        for key in absent
    )
    return services.assess(operation, model, None, NOW)


@pytest.fixture
def know(operation, planner):
    """`know("criterion", state="present", subject=...)` records a fact as the planner."""

    def record(criterion, state="present", subject=FIRST, **more):
        words = {"source": "survei contoh"} | more
        return services.record_fact(
            operation, subject, criterion, state, actor=planner, now=NOW, **words
        )

    return record
