"""The database of a command that loads or creates: made when it is empty, refused in words when it is behind."""

import sys

from kondusif.cli.setup import django_ready, migrate, pending_migrations


def database_ready() -> None:
    """An empty database (embedded or PostgreSQL) gets its tables; one with an older version's tables isn't touched."""
    django_ready(create=True)
    from django.db import OperationalError, connection

    try:
        tables = connection.introspection.table_names()
        waiting = pending_migrations()
    except OperationalError as error:
        print(f"kondusif: the database doesn't answer: {first_line(error)}", file=sys.stderr)
        raise SystemExit(2) from None
    if not tables:
        migrate()
    elif waiting:
        print(
            "kondusif: the database is of an older version. Run: kondusif migrate",
            file=sys.stderr,
        )
        raise SystemExit(2)


def first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
