"""What stands around every page: the menu for this person, the operation's clock, the stamp."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kondusif.backbone.accounts.rules import Action, can
from kondusif.operation import queries as operations
from kondusif.operation.rules import day_name, local, zone_name

STAMP = "SIMULASI - BUKAN KEJADIAN NYATA"


@dataclass(frozen=True)
class Entry:
    name: Any
    url: str  # a URL name
    action: Action
    room: str  # matches the namespace of the open page


MENU = (
    Entry(_("Situation"), "home", Action.SEE_PICTURE, ""),
    Entry(_("Risk"), "risk:map", Action.SEE_GRADES, "risk"),
    Entry(_("Deployment"), "deployment:plans", Action.SEE_PICTURE, "deployment"),
    Entry(_("Control room"), "control_room:desk", Action.SEE_PICTURE, "control_room"),
    Entry(_("Field"), "control_room:field", Action.REPORT, "field"),
    Entry(_("Operation"), "operation:overview", Action.SEE_PICTURE, "operation"),
    Entry(_("Lists"), "places:lists", Action.IMPORT_LISTS, "places"),
    Entry(_("Record"), "audit:log", Action.SEE_AUDIT, "audit"),
    Entry(_("Accounts"), "accounts:list", Action.MANAGE_ACCOUNTS, "accounts"),
)


def context(request: HttpRequest) -> dict[str, Any]:
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"stamp": STAMP if settings.DEMO else ""}
    actor = request.user.actor
    shown: dict[str, Any] = {
        "menu": [entry for entry in MENU if can(actor, entry.action)],
        "stamp": STAMP if settings.DEMO else "",
        "actor": actor,
    }
    try:
        operation = operations.current()
    except operations.NoOperation:
        return shown
    now = operations.now(operation)
    return shown | {
        "operation": operation,
        "now": local(now, operation.zone),
        "zone": zone_name(operation.zone),
        "day": day_name(now, operation.vote_day, operation.zone),
        "stamp": STAMP if operation.kind != operation.Kind.REAL else "",
    }
