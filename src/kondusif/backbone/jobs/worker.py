"""The job process: runs queued work one after the other, and the recurring chores between two pieces of work.

There is one per database. Whatever a dead one left as "running" is closed as failed when the next one starts, so that
nobody waits for it and the same work can be begun again.
"""

import logging
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import close_old_connections, transaction
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from kondusif.backbone import clock
from kondusif.backbone.live.services import publish

from .models import Run

logger = logging.getLogger(__name__)
LOST = "The server stopped while this was running. Start it again."


@dataclass(frozen=True)
class Chore:
    """Something done every `seconds`, for the first time `seconds` x `first` after the start."""

    name: str
    seconds: float
    do: Callable[[], object]
    first: float = 0.0


def work(chores: Iterable[Chore], stopped: Callable[[], bool], pause: float = 0.4) -> None:
    """Runs until `stopped()`; the caller holds `presence.JOBS` alone."""
    close_lost(clock.machine_now())
    began = time.monotonic()
    due = {chore: began + chore.first * chore.seconds for chore in chores}
    while not stopped():
        close_old_connections()
        run_ready()
        _do_what_is_due(due)
        time.sleep(pause)


def run_ready() -> int:
    """Runs every queued piece of work that is ready; returns how many there were."""
    ready = DBTaskResult.objects.ready().count()
    if ready:
        _worker().run()
    return ready


def _worker() -> Worker:
    return Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"jobs-{os.getpid()}",
        excluded_queue_names=[],
    )


def _do_what_is_due(due: dict[Chore, float]) -> None:
    """A chore that fails is told to the log and tried again at its next time; the others go on."""
    for chore, moment in due.items():
        if time.monotonic() < moment:
            continue
        due[chore] = time.monotonic() + chore.seconds
        try:
            chore.do()
        except Exception:
            logger.exception("The chore %r failed", chore.name)


def close_lost(now: datetime) -> int:
    """Closes what an earlier job process left running; returns how many runs that were."""
    with transaction.atomic():
        for lost in DBTaskResult.objects.running():
            lost.set_failed(RuntimeError(LOST))
        runs = list(Run.objects.filter(state=Run.State.RUNNING).values_list("pk", flat=True))
        Run.objects.filter(pk__in=runs).update(state=Run.State.FAILED, message=LOST, ended_at=now)
        for pk in runs:
            publish("job", pk, now=now)
    return len(runs)
