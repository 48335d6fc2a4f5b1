"""Time as an argument.

Services take `now` (aware, UTC). Views get it from the operation's clock (`kondusif.operation.queries.now`), command
lines and the job process from the same place, tests from nowhere but themselves. Only this module reads the
machine's clock.
"""

from collections.abc import Callable
from datetime import UTC, datetime


def machine_now() -> datetime:
    """The machine's own time, aware, in UTC."""
    return datetime.now(UTC)


_shown: Callable[[], datetime] | None = None


def show_with(provider: Callable[[], datetime]) -> None:
    """The operation says what its clock shows; rooms below it ask `shown`."""
    global _shown
    _shown = provider


def shown() -> datetime:
    """What the current operation's clock shows, aware, in UTC; the machine's time where there is no operation."""
    return _shown() if _shown else machine_now()


def simulated(
    real: datetime, anchor_real: datetime, anchor_shown: datetime, speed: float
) -> datetime:
    """The time a simulated clock shows at `real`: it stood at `anchor_shown` when the machine's stood at `anchor_real`.

    `speed` is simulated seconds per real second. Never runs backwards before its anchor.
    """
    elapsed = max(real - anchor_real, real - real)
    return anchor_shown + elapsed * speed
