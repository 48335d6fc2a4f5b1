"""A call or radio message typed in at the desk: a report like any other, with who called kept apart."""

import secrets
from datetime import datetime

from django.db import transaction

from kondusif.backbone.accounts.rules import Action, Actor, can, check
from kondusif.backbone.audit.rules import seal
from kondusif.backbone.audit.services import record
from kondusif.operation.models import Operation

from ..messages import Wanted
from ..models import Caller
from .reports import DESK, Outcome, Receipt, Sender, Submission, receive


def take_call(
    actor: Actor, wanted: Wanted, caller: str, *, operation: Operation, now: datetime
) -> Outcome:
    """Stores the report; entered twice it is one. Who called is kept by the police only."""
    check(actor, Action.REPORT)
    check(actor, Action.HANDLE_INCIDENTS)
    with transaction.atomic():
        sender = Sender(actor.id, actor.service, DESK)
        (outcome,) = receive([Submission(wanted, sender)], operation=operation, now=now)
        new = isinstance(outcome, Receipt) and outcome.status == 201
        if new and caller.strip() and can(actor, Action.SEE_PUBLIC_REPORTERS):
            _keep_caller(actor, wanted, caller.strip(), now)
        return outcome


def _keep_caller(actor: Actor, wanted: Wanted, caller: str, now: datetime) -> None:
    salt = secrets.token_hex(16)
    Caller.objects.create(report_id=wanted.id, contact=caller, salt=salt)
    facts = {"contact": seal(caller, salt)}
    record(actor, "report.caller", f"report:{wanted.id}", facts, now=now)
