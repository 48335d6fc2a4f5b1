"""What personal data is held, why, by whom, and for how long: declared by the rooms, carried out every night.

A room calls `declare(...)` when it is loaded (its `apps.py`). `kondusif privacy expire` and the job process call
`expire_all(now)`; the privacy page lists the declarations.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Kind:
    """One kind of personal data. `expire(now)` erases what is over its time and returns how many items that were."""

    name: str
    purpose: str
    owner: str  # the role that answers for it
    keep: str  # in words: "72 hours", "until the operation ends"
    expire: Callable[[datetime], int]


_kinds: dict[str, Kind] = {}


def declare(kind: Kind) -> None:
    _kinds[kind.name] = kind


def kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.name)


def expire_all(now: datetime) -> dict[str, int]:
    """Erases everything whose time is over; returns the counts by kind."""
    return {kind.name: kind.expire(now) for kind in kinds()}
