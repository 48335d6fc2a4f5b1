"""The personal data that this room may hold: what a person wrote as the reason of a changed grade."""

from datetime import datetime

from kondusif.backbone.privacy.registry import Kind, declare

ERASED = ""


def expire_reasons(now: datetime) -> int:
    """Erases the reasons of operations that have ended, text and salt; the seals in the record stay true of nothing."""
    from .models import Override

    over = Override.objects.filter(operation__ended_at__lte=now).exclude(reason=ERASED)
    return over.update(reason=ERASED, salt=ERASED)


def declare_kinds() -> None:
    declare(
        Kind(
            "reasons of changed grades",
            "Why a planner proposed another grade; a second person decides by it. May name people.",
            "planner",
            "until the operation ends",
            expire_reasons,
        )
    )
