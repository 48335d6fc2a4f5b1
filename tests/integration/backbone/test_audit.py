import pytest
from django.db import DatabaseError, connection, transaction

from kondusif.backbone.audit import services
from kondusif.backbone.audit.models import Entry
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def append(count):
    with transaction.atomic():
        for i in range(count):
            services.record(None, "tested", f"thing:{i}", {"i": i}, now=NOW)


def test_a_whole_chain_verifies():
    append(5)
    assert services.verify() == (5, None)


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET action='x'", "DELETE FROM audit_entry"]
)
def test_the_database_itself_refuses_to_change_the_record(statement):
    append(2)
    refused = pytest.raises(DatabaseError, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert services.verify() == (2, None)


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="transaction"):
        services.record(None, "tested", "thing:1", now=NOW)


def test_an_entry_that_was_inserted_by_hand_is_found():
    append(2)
    Entry.objects.create(
        sequence=3,
        at=NOW,
        actor=None,
        service="none",
        action="forged",
        subject="x",
        previous="0" * 64,
        digest="1" * 64,
    )
    count, broken = services.verify()
    assert (count, broken.sequence) == (3, 3)
