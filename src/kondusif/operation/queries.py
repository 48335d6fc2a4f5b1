"""The current operation and its clock."""

from datetime import datetime
from typing import Any

from kondusif.backbone import clock
from kondusif.people.models import SWORN, Officer
from kondusif.places.models import Station

from .models import Operation
from .rules import day_name, local, zone_name


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


def as_dict(operation: Operation) -> dict[str, Any]:
    """The operation in plain values, for `kondusif operation show --json`."""
    at = now(operation)
    return {
        "name": operation.name,
        "kind": operation.kind,
        "regency": operation.regency_id,
        "regency_name": operation.regency.name,
        "vote_day": operation.vote_day.isoformat(),
        "zone": zone_name(operation.zone),
        "clock": operation.clock,
        "now": local(at, operation.zone).isoformat(),
        "day": day_name(at, operation.vote_day, operation.zone),
        "ended": operation.ended_at.isoformat() if operation.ended_at else None,
        "stations": Station.objects.filter(active=True, **_inside(operation)).count(),
        "linmas": operation.linmas_per_station
        * Station.objects.filter(active=True, **_inside(operation)).count(),
        "officers": {
            service: Officer.objects.filter(active=True, service=service).count()
            for service, _name in SWORN
        },
        "positions": operation.positions.count(),
        "strength": [
            {
                "key": figure.key,
                "value": figure.value,
                "what": figure.what,
                "source": figure.source,
                "as_of": figure.as_of.isoformat() if figure.as_of else None,
                "used": figure.used,
            }
            for figure in operation.strength.all()
        ],
    }


def _inside(operation: Operation) -> dict[str, str]:
    return {"village__code__startswith": f"{operation.regency_id}."}
