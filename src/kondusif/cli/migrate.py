"""`kondusif migrate`: brings the database up to date. What is there is backed up first."""

import argparse
import sys
from pathlib import Path

from kondusif.cli.setup import django_ready, migrate, pending_migrations


def run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="kondusif migrate", description=__doc__)
    parser.parse_args(argv)
    django_ready()
    waiting = pending_migrations()
    if not waiting:
        print("The database is up to date.")
        return 0
    if not _may():
        print("kondusif: a server is running on this database. Stop it first.", file=sys.stderr)
        return 1
    if _holds_something():
        print(f"Backed up to {_back_up()}.")
    migrate()
    print(f"The database is up to date; {len(waiting)} steps were taken.")
    return 0


def _may() -> bool:
    from django.conf import settings

    from kondusif.backbone.presence import somebody

    return not somebody(Path(settings.DATA))


def _holds_something() -> bool:
    from django.db import connection

    return "audit_entry" in connection.introspection.table_names()


def _back_up() -> Path:
    """Without a word in the record: the tables may not be there yet in which it would be written."""
    from django.conf import settings

    from kondusif.backbone import clock
    from kondusif.backbone.backups.services import make
    from kondusif.cli.backup import new_file

    now = clock.machine_now()
    to = new_file(Path(settings.DATA) / "backups", now, "before-migrate")
    make(Path(settings.DATA), to, now=now)
    return to
