"""What every command that needs the database does first."""

import os
import sys
from pathlib import Path

from kondusif.site.environment import Environment, WrongSetting, read

SETTINGS = "kondusif.site.settings"


def django_ready(*, create: bool = False) -> None:
    """Loads Django; a wrong setting becomes a sentence and exit code 2.

    With `create`, an embedded database that doesn't exist yet is made; a PostgreSQL one is `kondusif migrate`'s.
    """
    _load()
    if create and _embedded_is_absent():
        migrate()


def _load() -> None:
    environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    try:
        django.setup()
    except OSError as problem:
        folder = environment().data
        print(f"kondusif: the data folder {folder} can't be used: {problem}", file=sys.stderr)
        raise SystemExit(2) from None


def environment() -> Environment:
    """The settings as the environment gives them; a wrong one is told and ends the command with 2."""
    try:
        return read(os.environ, Path.cwd())
    except WrongSetting as problem:
        print(f"kondusif: {problem}", file=sys.stderr)
        raise SystemExit(2) from None


def migrate() -> None:
    """Brings the database up to date without a word."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def pending_migrations() -> list[str]:
    """The migrations that this version brings and the database doesn't have, as "room.name"."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _embedded_is_absent() -> bool:
    from django.db import connection

    if connection.vendor != "sqlite":
        return False
    file = Path(connection.settings_dict["NAME"])
    return not file.exists() or file.stat().st_size == 0
