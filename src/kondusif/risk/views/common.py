"""What every screen of this room begins with."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kondusif.backbone.accounts.models import Account
from kondusif.backbone.accounts.rules import Action, Actor, check
from kondusif.operation import queries as operations
from kondusif.operation.models import Operation
from kondusif.places.said import in_words
from kondusif.risk import rules
from kondusif.risk.criteria import ModelProblem
from kondusif.risk.rules import NotPossible
from kondusif.risk.services.recording import FactProblem

View = Callable[..., HttpResponse]


class Asked:
    """Who asks, of which operation, at what time: the first argument of the room's views after the request."""

    def __init__(self, request: HttpRequest) -> None:
        self.account = cast(Account, request.user)  # `staff` lets nobody else in
        self.actor: Actor = self.account.actor
        self.operation: Operation = operations.current()
        self.now: datetime = operations.now(self.operation)
        self.terms = rules.sees_terms(self.actor)


def staff(action: Action = Action.SEE_GRADES) -> Callable[[View], View]:
    """Signed in, allowed, and with an operation to look at; else the page that says what is missing."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            check(cast(Account, request.user).actor, action)
            try:
                asked = Asked(request)
            except operations.NoOperation:
                return render(request, "risk/no_operation.html")
            return view(request, asked, *args, **kwargs)

        return inner

    return decorate


def done(
    request: HttpRequest, act: Callable[[], object], said: Any, to: str, *args: Any
) -> HttpResponse:
    """Does it, says so, and goes back; where it can't be done, says why."""
    try:
        act()
    except ModelProblem as problem:
        for sentence in problem.sentences[:20]:
            messages.error(request, in_words(sentence))
    except (NotPossible, FactProblem) as problem:
        messages.error(request, in_words(problem.args[0]))
    else:
        messages.success(request, said)
    return redirect(to, *args)
