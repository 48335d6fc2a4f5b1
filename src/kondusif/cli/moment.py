"""The time that a command works with: the operation's clock, else the machine's."""

from datetime import datetime


def operation_now() -> datetime:
    from kondusif.backbone import clock
    from kondusif.operation import queries

    try:
        return queries.now(queries.current())
    except queries.NoOperation:
        return clock.machine_now()
