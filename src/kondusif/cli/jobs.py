"""`kondusif jobs`: the job process, started by `serve` and `demo`."""

import signal
from pathlib import Path

from kondusif.cli.setup import django_ready

HOUR = 3600.0
BACKUPS_KEPT = 48


def run(argv: list[str]) -> int:
    django_ready()
    from django.conf import settings

    from kondusif.backbone import presence
    from kondusif.backbone.jobs import worker

    stop = Stop()
    with presence.held(presence.JOBS, Path(settings.DATA)):
        worker.work(chores(), lambda: stop.wanted)
    return 0


class Stop:
    """Set by a signal; work in progress is asked to end where it can."""

    def __init__(self) -> None:
        self.wanted = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._now)

    def _now(self, *_: object) -> None:
        if self.wanted:
            raise SystemExit(0)
        self.wanted = True


def chores():
    """What recurs. The hourly backup only where a folder is named for it."""
    from django.conf import settings

    from kondusif.backbone.jobs.worker import Chore
    from kondusif.backbone.live.services import forget_old

    folder = settings.ENVIRONMENT.backup_to
    backups = [Chore("backup", HOUR, lambda: back_up(Path(folder)), first=0.02)] if folder else []
    return [
        *backups,
        Chore("retention of personal data", HOUR, expire, first=0.01),
        Chore("old live events", HOUR / 6, forget_old, first=0.1),
        Chore("ended sessions", 24 * HOUR, forget_sessions, first=0.01),
    ]


def expire() -> dict[str, int]:
    """Erases what is over its time, by the operation's clock, and puts the counts on record."""
    from django.db import transaction

    from kondusif.backbone.audit.services import record
    from kondusif.backbone.privacy.registry import expire_all
    from kondusif.cli.moment import operation_now

    now = operation_now()
    erased = {name: count for name, count in expire_all(now).items() if count}
    if erased:
        with transaction.atomic():
            record(None, "privacy.expired", "privacy", erased, now=now)
    return erased


def back_up(folder: Path) -> Path:
    """One more file in `folder`; the oldest beyond two days of them go."""
    from django.conf import settings

    from kondusif.backbone import clock
    from kondusif.cli import backup

    now = clock.machine_now()
    to = backup.new_file(folder, now)
    backup.make(Path(settings.DATA), to, now)
    backup.keep_only(folder, BACKUPS_KEPT)
    return to


def forget_sessions() -> None:
    from django.core.management import call_command

    call_command("clearsessions", verbosity=0)
