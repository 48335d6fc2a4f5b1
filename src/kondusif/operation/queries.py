"""The current operation and its clock."""

from datetime import datetime

from kondusif.backbone import clock

from .models import Operation


class NoOperation(Exception):
    """Nothing has been set up yet; the message says how."""


def current() -> Operation:
    operation = Operation.objects.select_related("regency").filter(current=True).first()
    if operation is None:
        raise NoOperation("There is no operation yet. Load the areas and create one.")
    return operation


def now(operation: Operation, real: datetime | None = None) -> datetime:
    """What the operation's clock shows, aware, UTC. A real operation shows the machine's time."""
    real = real or clock.machine_now()
    if (
        operation.clock != Operation.Clock.SIMULATED
        or not operation.clock_real
        or not operation.clock_shown
    ):
        return real
    return clock.simulated(real, operation.clock_real, operation.clock_shown, operation.clock_speed)


def shown() -> datetime:
    """What the current operation's clock shows; the machine's time where there is no operation yet."""
    operation = Operation.objects.filter(current=True).first()
    return now(operation) if operation else clock.machine_now()
