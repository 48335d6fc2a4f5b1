"""PostgreSQL: every table by COPY within one REPEATABLE READ transaction; no client tools needed.

Put back into a fresh schema, migrated to where the backup stood; the schema that was there is kept under another name.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from .archive import BadBackup
from .snapshot import Snapshot, look

TABLES = "tables"
ISOLATION = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
PART = 1 << 20


def copy(folder: Path) -> Snapshot:
    """One file for each table, its first line naming the columns; all of one moment."""
    (folder / TABLES).mkdir()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ISOLATION)
        tables = connection.introspection.table_names(cursor)
        facts = look(cursor, tables)
        for table in tables:
            _copy_out(cursor, table, folder / TABLES / table)
        return facts


def _copy_out(cursor: Any, table: str, file: Path) -> None:
    columns = _columns(cursor, table)
    with file.open("wb") as out:
        out.write((",".join(columns) + "\n").encode())
        with cursor.copy(f"COPY {_quoted(table, columns)} TO STDOUT") as parts:
            for part in parts:
                out.write(part)


def is_empty() -> bool:
    return not connection.introspection.table_names()


def put_back(folder: Path, migrations: Sequence[str], suffix: str) -> list[str]:
    """Loads the tables into a fresh schema `public`; returns the name under which the old one was kept."""
    kept = [] if is_empty() else [_set_aside(suffix)]
    _migrate_to(migrations)
    files = sorted((folder / TABLES).iterdir())
    if unknown := {file.name for file in files} - set(connection.introspection.table_names()):
        raise BadBackup(f"It holds a table that this version doesn't know: {min(unknown)}.")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        _empty(cursor, [file.name for file in files])
        for file in files:
            _copy_in(cursor, file)
        for statement in _sequences():
            cursor.execute(statement)
    return kept


def _set_aside(suffix: str) -> str:
    name = suffix.replace("-", "_").lower()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'ALTER SCHEMA public RENAME TO "{name}"')
        cursor.execute("CREATE SCHEMA public")
    return name


def _migrate_to(migrations: Sequence[str]) -> None:
    """Each room to its last migration that the backup names; the database is empty before."""
    last = dict(full.split(".", 1) for full in migrations)
    for room, name in last.items():
        call_command("migrate", room, name, interactive=False, verbosity=0)


def _empty(cursor: Any, tables: Sequence[str]) -> None:
    """Takes out what migrations put in (content types, first rows). Row by row: the record refuses TRUNCATE."""
    for table in tables:
        cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 (names of our own tables)


def _copy_in(cursor: Any, file: Path) -> None:
    with file.open("rb") as content:
        columns = content.readline().decode().strip().split(",")
        with cursor.copy(f"COPY {_quoted(file.name, columns)} FROM STDIN") as target:
            while part := content.read(PART):
                target.write(part)


def _sequences() -> list[str]:
    models = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed]
    models.append(MigrationRecorder.Migration)
    return connection.ops.sequence_reset_sql(no_style(), models)


def _columns(cursor: Any, table: str) -> list[str]:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
        "AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        [f'"{table}"'],
    )
    return [name for (name,) in cursor.fetchall()]


def _quoted(table: str, columns: Sequence[str]) -> str:
    return f'"{table}" ({", ".join(f"{chr(34)}{column}{chr(34)}" for column in columns)})'
