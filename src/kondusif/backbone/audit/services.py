"""Appending to the chain, inside the transaction of the write that it records."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from kondusif.backbone.accounts.rules import Actor
from kondusif.backbone.rows import insert

from .models import Entry
from .rules import GENESIS, Break, Draft, Link, extend, first_break

# One writer at a time reads the head: SQLite's write lock does it (transaction_mode IMMEDIATE);
# PostgreSQL needs a named one.
CHAIN_LOCK = 7_203_511


def record(
    actor: Actor | None,
    action: str,
    subject: str,
    facts: Mapping[str, Any] | None = None,
    *,
    now: datetime,
) -> Link:
    """Appends one entry. Must run inside the transaction of the write it records (RuntimeError otherwise)."""
    return record_many([draft(actor, action, subject, facts)], now=now)[0]


def draft(
    actor: Actor | None, action: str, subject: str, facts: Mapping[str, Any] | None = None
) -> Draft:
    return Draft(
        action,
        subject,
        actor.id if actor else None,
        actor.service if actor else "none",
        dict(facts or {}),
    )


def record_many(drafts: Sequence[Draft], *, now: datetime) -> list[Link]:
    """Appends many entries with one read of the head and one insert."""
    if not connection.in_atomic_block:
        raise RuntimeError("An audit entry shares the transaction of its write; open one first.")
    if not drafts:
        return []
    links = extend(_head_under_lock(), now, drafts)
    insert(Entry, COLUMNS, [_row(link) for link in links])
    return links


def hold() -> None:
    """Makes this transaction the only writer of the record until it ends; asked for twice, it is held once.

    Whoever decides from what is stored (is this report known already?) holds it before reading.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


def _head_under_lock() -> tuple[int, str]:
    hold()
    head = Entry.objects.order_by("-sequence").values_list("sequence", "digest").first()
    return head or (0, GENESIS)


COLUMNS = ("sequence", "at", "actor", "service", "action", "subject", "facts", "previous", "digest")


def _row(link: Link) -> tuple[Any, ...]:
    what = link.draft
    return (
        link.sequence,
        link.at,
        what.actor,
        str(what.service),
        what.action,
        what.subject,
        dict(what.facts),
        link.previous,
        link.digest,
    )


def links() -> Iterator[Link]:
    for entry in Entry.objects.order_by("sequence").iterator(chunk_size=5000):
        body = Draft(entry.action, entry.subject, entry.actor, entry.service, entry.facts)
        yield Link(entry.sequence, entry.at, body, entry.previous, entry.digest)


def verify() -> tuple[int, Break | None]:
    """How many entries the chain holds, and its first break (None when whole)."""
    with transaction.atomic():
        return Entry.objects.count(), first_break(links())
