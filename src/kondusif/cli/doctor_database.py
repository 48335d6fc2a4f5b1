"""What the doctor asks of the database."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kondusif.backbone import clock
from kondusif.cli.findings import Finding, good, note, problem
from kondusif.cli.setup import django_ready, pending_migrations

# SQLite's numbers for "FULL" and "EXTRA": a committed report survives a power cut.
SAFE_SYNC = (2, 3)


def database(_: Any) -> Iterable[Finding]:
    from django.db import OperationalError, connection

    django_ready()
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        yield note("database", "not made yet", "Run `./kondusif migrate`.")
        return
    try:
        connection.ensure_connection()
    except OperationalError as error:
        do = "Check DATABASE_URL, and that the server runs and lets this account in."
        yield problem("database", str(error).splitlines()[0], do)
        return
    yield good("database", connection.vendor)
    yield from _examined(connection)


def _examined(connection: Any) -> Iterable[Finding]:
    if connection.vendor == "sqlite":
        yield from durability(connection)
    waiting = pending_migrations()
    if waiting:
        do = "Run `./kondusif migrate` (it backs up first)."
        yield problem("migrations", f"{len(waiting)} steps behind this version", do)
        return
    yield good("migrations", "up to date")
    yield from contents()


def durability(connection: Any) -> Iterable[Finding]:
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        sync = cursor.execute("PRAGMA synchronous").fetchone()[0]
    if journal == "wal" and sync in SAFE_SYNC:
        yield good("durability", "write-ahead log, every commit on disk")
    else:
        do = "Put the data folder on a local disk: network shares can't do it."
        yield problem("durability", f"journal {journal}, synchronous {sync}", do)


def contents() -> Iterable[Finding]:
    yield from demo_left_overs()
    yield chain()
    yield administrators()
    yield newest_backup()


def demo_left_overs() -> Iterable[Finding]:
    from django.conf import settings

    from kondusif.cli import serve

    found = serve.demo_left_overs()
    if settings.DEMO or not found:
        yield good("demo", "none of it here")
    for says in found:
        yield problem("demo", says, "`serve` refuses to start on it.")


def chain() -> Finding:
    from kondusif.backbone.audit.services import verify

    count, broken = verify()
    if broken:
        do = (
            "Keep this database as it is; compare it with the backups and find out who wrote to it."
        )
        return problem("record", f"broken at entry {broken.sequence}: {broken.reason}", do)
    return good("record", f"{count} entries, the chain is whole")


def administrators() -> Finding:
    from kondusif.backbone.accounts.models import Account
    from kondusif.backbone.accounts.rules import Role

    count = Account.objects.filter(role=Role.ADMINISTRATOR, is_active=True).count()
    if count:
        return good("administrators", str(count))
    do = "Run `./kondusif account create NAME --role administrator --service none`."
    return note("administrators", "none", do)


def newest_backup() -> Finding:
    from django.conf import settings

    folders = [Path(settings.DATA) / "backups", Path(settings.ENVIRONMENT.backup_to or ".")]
    files = [file for folder in folders for file in folder.glob("kondusif-*.tar.gz")]
    if not files:
        return note(
            "backup", "none yet", "Run `./kondusif backup`, and keep one on another machine."
        )
    made = datetime.fromtimestamp(max(file.stat().st_mtime for file in files), UTC)
    hours = (clock.machine_now() - made).total_seconds() / 3600
    says = f"the newest is {hours:.0f} hours old"
    return good("backup", says) if hours < 26 else note("backup", says, "Run `./kondusif backup`.")


CHECKS = (database,)
