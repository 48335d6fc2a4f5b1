"""Long work runs in the job process that `serve` starts; its progress is a row that screens watch."""

from datetime import datetime
from typing import Any

from django.db import transaction

from kondusif.backbone import clock
from kondusif.backbone.accounts.rules import Actor
from kondusif.backbone.live.services import publish

from .models import Run

OPEN = (Run.State.WAITING, Run.State.RUNNING)


def begin(kind: str, subject: str, actor: Actor | None, *, now: datetime) -> tuple[Run, bool]:
    """The run for this work and whether it is new: pressed twice while it waits or runs, it is the same run."""
    with transaction.atomic():
        open_run = Run.objects.filter(kind=kind, subject=subject, state__in=OPEN).first()
        if open_run:
            return open_run, False
        run = Run.objects.create(
            kind=kind,
            subject=subject,
            started_by=actor.id if actor else None,
            service=actor.service if actor else "",
            created_at=now,
        )
        publish("job", run.pk, now=now)
        return run, True


def progress(run_id: int, fraction: float, message: str = "") -> bool:
    """Stores how far it is; returns False when somebody asked it to stop."""
    Run.objects.filter(pk=run_id, state__in=OPEN).update(
        state=Run.State.RUNNING, fraction=min(max(fraction, 0.0), 1.0), message=message[:200]
    )
    publish("job", run_id, now=clock.machine_now())
    return not Run.objects.filter(pk=run_id, stop_wanted=True).exists()


def finish(
    run_id: int, result: dict[str, Any], *, state: str = Run.State.DONE, message: str = ""
) -> None:
    now = clock.machine_now()
    with transaction.atomic():
        Run.objects.filter(pk=run_id).update(
            state=state, fraction=1.0, message=message[:200], result=result, ended_at=now
        )
        publish("job", run_id, now=now)


def ask_to_stop(run_id: int) -> None:
    Run.objects.filter(pk=run_id, state__in=OPEN).update(stop_wanted=True)
