"""Opening and closing accounts. The record keeps ids, roles and areas; names and passwords stay out of it."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import get_random_string

from kondusif.backbone.audit.services import record

from .models import Account, ApiToken
from .rules import Action, Actor, NotAllowed, Role, Service, check

# Read over the phone without mistakes: no 0/O, 1/l/I.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


class Refused(Exception):
    """The account can't be made or changed so; the message says why."""


@dataclass(frozen=True)
class NewAccount:
    username: str
    display_name: str
    role: Role
    service: Service
    area: str = ""
    service_number: str = ""
    is_demo: bool = False


def readable_password() -> str:
    """Three groups of four: 59 bits, and sayable on the radio."""
    return "-".join(get_random_string(4, READABLE) for _ in range(3))


def open_account(
    actor: Actor | None, wanted: NewAccount, password: str, *, now: datetime
) -> Account:
    """Makes an account. `actor` None is the machine's operator at the command line.

    Raises NotAllowed, or Refused with a sentence for a taken name, a weak password or a role outside its service.
    """
    if actor:
        check(actor, Action.MANAGE_ACCOUNTS)
    _check_service(wanted.role, wanted.service)
    with transaction.atomic():
        if Account.objects.filter(username__iexact=wanted.username).exists():
            raise Refused("This user name is taken.")
        account = Account(
            username=wanted.username.strip(),
            display_name=wanted.display_name.strip(),
            role=wanted.role,
            service=wanted.service,
            area=wanted.area.strip(),
            service_number=wanted.service_number.strip(),
            is_demo=wanted.is_demo,
        )
        _set_password(account, password)
        account.save()
        facts = {"role": wanted.role, "service": wanted.service, "area": wanted.area}
        record(actor, "account opened", f"account:{account.pk}", facts, now=now)
    return account


def set_password(actor: Actor | None, account: Account, password: str, *, now: datetime) -> None:
    """A new password; every phone of the account has to sign in again."""
    if actor and actor.id != account.pk:
        check(actor, Action.MANAGE_ACCOUNTS)
    with transaction.atomic():
        _set_password(account, password)
        account.save(update_fields=["password"])
        _revoke_tokens(account, now)
        record(actor, "password set", f"account:{account.pk}", now=now)


def set_active(actor: Actor | None, account: Account, active: bool, *, now: datetime) -> None:
    """Closes or reopens an account; closing revokes its tokens. Pressed twice it is once."""
    if actor:
        check(actor, Action.MANAGE_ACCOUNTS)
        if actor.id == account.pk and not active:
            raise NotAllowed("You can't close your own account; another administrator does that.")
    with transaction.atomic():
        fresh = Account.objects.select_for_update().get(pk=account.pk)
        if fresh.is_active == active:
            return
        fresh.is_active = active
        fresh.save(update_fields=["is_active"])
        if not active:
            _revoke_tokens(fresh, now)
        record(
            actor,
            "account reopened" if active else "account closed",
            f"account:{fresh.pk}",
            now=now,
        )


def _revoke_tokens(account: Account, now: datetime) -> None:
    ApiToken.objects.filter(account=account, revoked_at=None).update(revoked_at=now)


def _check_service(role: Role, service: Service) -> None:
    outside = role in (Role.AUDITOR, Role.ADMINISTRATOR)
    if outside and service != Service.NONE:
        raise Refused("Auditors and administrators belong to neither service.")
    if not outside and service == Service.NONE:
        raise Refused("This role belongs to the police or to the army: choose one.")


def _set_password(account: Account, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    account.set_password(password)
