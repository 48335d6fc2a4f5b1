"""The envelope of an export, filled in from the account and the current operation."""

from collections.abc import Sequence

from django.conf import settings

from kondusif.backbone import clock
from kondusif.backbone.accounts.models import Account
from kondusif.backbone.exports import SIMULATION, Classification, Envelope

from . import queries


def envelope(
    account: Account, classification: Classification, title: str, remarks: Sequence[str] = ()
) -> Envelope:
    """Class, title, who (user name), the operation's time and zone, and the stamp of anything that isn't real."""
    try:
        operation = queries.current()
    except queries.NoOperation:
        stamp = SIMULATION if settings.DEMO else ""
        return Envelope(
            classification,
            str(title),
            account.username,
            clock.machine_now(),
            stamp,
            remarks=tuple(remarks),
        )
    return Envelope(
        classification,
        str(title),
        account.username,
        queries.now(operation),
        stamp_of(operation.kind),
        operation.zone,
        tuple(remarks),
    )


def stamp_of(kind: str) -> str:
    """The stamp of an operation's kind: "" for a real one."""
    return "" if kind == "real" and not settings.DEMO else SIMULATION
