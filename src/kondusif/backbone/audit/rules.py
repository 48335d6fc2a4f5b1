"""The hash chain: each entry's digest covers its own facts and the digest before it (SHA-256 over canonical JSON).

A chain shows an altered, inserted or removed link; it can't show a cut tail by itself, so heads are kept elsewhere
(backups carry theirs). Facts hold no personal data; a text is represented by `seal(text, salt)`, which stays true while
the text exists and says nothing once text and salt are erased.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True)
class Draft:
    """What happened, before it has a place in the chain. `actor` is an account id, None for the machine."""

    action: str
    subject: str
    actor: int | None
    service: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Link:
    sequence: int
    at: datetime
    draft: Draft
    previous: str
    digest: str


@dataclass(frozen=True)
class Break:
    sequence: int
    reason: str


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def digest_of(sequence: int, at: datetime, draft: Draft, previous: str) -> str:
    body = [
        sequence,
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        draft.actor,
        draft.service,
        draft.action,
        draft.subject,
        draft.facts,
        previous,
    ]
    return hashlib.sha256(_canonical(body).encode()).hexdigest()


def extend(head: tuple[int, str], at: datetime, drafts: Sequence[Draft]) -> list[Link]:
    """The links that follow `head` = (sequence, digest), one for each draft, in order."""
    sequence, previous = head
    links = []
    for draft in drafts:
        sequence += 1
        digest = digest_of(sequence, at, draft, previous)
        links.append(Link(sequence, at, draft, previous, digest))
        previous = digest
    return links


def first_break(links: Iterable[Link]) -> Break | None:
    """The first link that doesn't follow from the one before it, or None when the chain is whole."""
    expected, previous = 1, GENESIS
    for link in links:
        if link.sequence != expected:
            return Break(link.sequence, f"entry {expected} is missing")
        if link.previous != previous:
            return Break(link.sequence, "it doesn't continue the entry before it")
        if digest_of(link.sequence, link.at, link.draft, link.previous) != link.digest:
            return Break(link.sequence, "its content was altered")
        expected, previous = expected + 1, link.digest
    return None


def seal(text: str, salt: str) -> str:
    """A commitment to a text that holds personal data: kept in the chain while the text itself stays outside."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()
