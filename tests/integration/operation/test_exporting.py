import pytest

from kondusif.backbone.accounts.rules import Role, Service
from kondusif.backbone.audit.models import Entry
from kondusif.backbone.exports import SIMULATION, Classification, download
from kondusif.operation.exporting import envelope
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "stamp"), [("real", ""), ("demo", SIMULATION), ("exercise", SIMULATION)]
)
def test_only_a_real_operation_goes_without_the_stamp(kind, stamp):
    factories.operation(kind=kind, zone="Asia/Makassar")
    made = envelope(factories.account(), Classification.RESTRICTED, "Daftar")
    assert made.stamp == stamp
    assert made.when.endswith("WITA")
    assert made.exported_by == "planner-police"


def test_a_download_is_recorded_with_class_kind_and_count():
    factories.operation(kind="demo")
    account = factories.account(Role.PLANNER, Service.POLICE)
    made = envelope(account, Classification.RESTRICTED, "Daftar")
    response = download(account.actor, made, b"x", kind="stations", count=7, extension="xlsx")
    entry = Entry.objects.get(action="exported")
    assert (entry.subject, entry.actor, entry.facts["count"]) == ("export:stations", account.pk, 7)
    assert entry.facts["class"] == "TERBATAS"
    assert "SIMULASI_TERBATAS_stations" in response["Content-Disposition"]
