"""What every view of this room needs: the operation's time, and refusals shown where the person pressed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from kondusif.backbone.accounts.requests import SignedIn
from kondusif.backbone.accounts.rules import Action, check
from kondusif.operation import queries as operations
from kondusif.operation.models import Operation

from ..models import Plan
from ..refusals import REASONS, in_words

LARGEST_NUMBER = 2**31 - 1  # what a database column holds


def operation_now() -> tuple[Operation, datetime]:
    try:
        operation = operations.current()
    except operations.NoOperation as reason:
        raise Http404(str(reason)) from reason
    return operation, operations.now(operation)


def plan_of(request: SignedIn, number: int) -> Plan:
    """The plan with this number in the current operation, for those who see grades (classes show them)."""
    check(request.user.actor, Action.SEE_GRADES)
    operation, _now = operation_now()
    if number > LARGEST_NUMBER:
        raise Http404
    found = (
        Plan.objects.select_related("doctrine", "operation", "strength", "run")
        .filter(operation=operation, number=number)
        .first()
    )
    if found is None:
        raise Http404
    return found


def act(
    request: SignedIn, plan: Plan, do: Callable[[], Any], said: str, back: str = "deployment:plan"
) -> HttpResponse:
    """Does one thing and goes back to the plan, with what was done or why it wasn't."""
    try:
        do()
    except REASONS as reason:
        messages.error(request, in_words(reason))
    else:
        messages.success(request, said)
    return redirect(back, plan.number)
