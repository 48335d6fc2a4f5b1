"""Bearer tokens of phones and other systems: shown once, kept as a digest, cached for a second, revocable.

A token is a random 256-bit secret, so a plain SHA-256 is enough to keep it: there is nothing to guess.
"""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kondusif.backbone.audit.services import draft, record, record_many

from .models import Account, ApiToken
from .rules import Actor, Role, Service

PREFIX = "kdsf_"
# A revoked token works no longer than this.
TRUST_SECONDS = 1.0
CACHE_SIZE = 20_000


@dataclass(frozen=True)
class Bearer:
    """Who stands behind a token. `label` says what it was made for ("field", "simulator", a system's name)."""

    actor: Actor
    token_id: int
    label: str


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def issue(account: Account, label: str, *, now: datetime) -> tuple[str, ApiToken]:
    """A new token: the secret (to be shown once) and its row."""
    with transaction.atomic():
        secret = PREFIX + secrets.token_urlsafe(32)
        token = ApiToken.objects.create(
            account=account, label=label, digest=digest_of(secret), created_at=now
        )
        facts = {"token": token.pk, "label": label}
        record(account.actor, "token.issued", f"account:{account.pk}", facts, now=now)
        return secret, token


def issue_many(accounts: Iterable[Account], label: str, *, now: datetime) -> dict[int, str]:
    """One token for each account, by account id; made by the machine, one entry in the record for each."""
    made = {account.pk: PREFIX + secrets.token_urlsafe(32) for account in accounts}
    with transaction.atomic():
        ApiToken.objects.bulk_create(
            ApiToken(account_id=pk, label=label, digest=digest_of(secret), created_at=now)
            for pk, secret in made.items()
        )
        drafts = [draft(None, "token.issued", f"account:{pk}", {"label": label}) for pk in made]
        record_many(drafts, now=now)
    return made


def revoke(token_ids: Iterable[int], actor: Actor | None, *, now: datetime) -> int:
    """Revokes tokens; returns how many still worked. Revoked twice, it is revoked once."""
    with transaction.atomic():
        live = list(ApiToken.objects.filter(pk__in=list(token_ids), revoked_at__isnull=True))
        ApiToken.objects.filter(pk__in=[t.pk for t in live]).update(revoked_at=now)
        record_many(
            [
                draft(actor, "token.revoked", f"account:{t.account_id}", {"token": t.pk})
                for t in live
            ],
            now=now,
        )
        return len(live)


def look_up(digest: str) -> Bearer | None:
    """Asks the database: None for a token that is unknown, revoked, or whose account is closed."""
    row = (
        ApiToken.objects.filter(digest=digest, revoked_at__isnull=True, account__is_active=True)
        .values_list(
            "id", "label", "account_id", "account__role", "account__service", "account__area"
        )
        .first()
    )
    if row is None:
        return None
    token_id, label, account, role, service, area = row
    return Bearer(Actor(account, Role(role), Service(service), area), token_id, label)


class Cache:
    """Remembers answers of `look_up` for a second, wrong tokens too: neither phones nor guessers load the database."""

    def __init__(
        self,
        look: Callable[[str], Bearer | None] = look_up,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._look, self._clock = look, clock
        self._known: dict[str, tuple[float, Bearer | None]] = {}
        self._lock = threading.Lock()

    def peek(self, secret: str) -> tuple[bool, Bearer | None]:
        """(known, bearer) without asking the database."""
        found = self._known.get(digest_of(secret))
        if found is None or found[0] < self._clock():
            return False, None
        return True, found[1]

    def ask(self, secret: str) -> Bearer | None:
        known, bearer = self.peek(secret)
        if known:
            return bearer
        digest = digest_of(secret)
        bearer = self._look(digest)
        with self._lock:
            if len(self._known) >= CACHE_SIZE:
                self._known.clear()
            self._known[digest] = (self._clock() + TRUST_SECONDS, bearer)
        return bearer


def bearer_secret(header: str) -> str:
    """The secret of an Authorization header, "" when there is none."""
    scheme, _, secret = header.partition(" ")
    return secret.strip() if scheme.lower() == "bearer" and len(secret) < 200 else ""
