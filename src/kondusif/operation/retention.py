"""Personal data that is kept "until the operation ends", and its erasing from then on."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from kondusif.backbone.privacy.registry import Kind, declare
from kondusif.people import services as people

from .models import Delegation, Operation


def may_forget(now: datetime) -> bool:
    """Whether no operation still needs its people: at least one has ended and none is running."""
    ended = Operation.objects.filter(ended_at__lte=now).exists()
    running = Operation.objects.filter(current=True).exclude(ended_at__lte=now).exists()
    return ended and not running


def forget_officers(now: datetime) -> int:
    return people.forget_officers(now=now) if may_forget(now) else 0


def forget_reasons(now: datetime) -> int:
    """Reasons of delegations may speak of illness; who deputised for whom stays, as ids."""
    if not may_forget(now):
        return 0
    return Delegation.objects.exclude(reason="").update(reason="")


def declare_kinds() -> None:
    declare(
        Kind(
            _("officers and soldiers: names, service numbers, telephone numbers"),
            _("to post people, to call them, and to know who answered for what"),
            _("commander of each service"),
            _("until the operation ends"),
            forget_officers,
        )
    )
    declare(
        Kind(
            _("reasons of delegations"),
            _("to record why somebody deputised"),
            _("commander of each service"),
            _("until the operation ends"),
            forget_reasons,
        )
    )
