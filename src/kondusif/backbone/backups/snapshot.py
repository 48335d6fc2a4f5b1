"""What both databases have in common: what a copy of one tells about itself."""

from dataclasses import dataclass
from typing import Any

HEAD = "SELECT sequence, digest FROM audit_entry ORDER BY sequence DESC LIMIT 1"
MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY id"


@dataclass(frozen=True)
class Snapshot:
    """The facts of one moment: the audit head, rows by table, applied migrations as "room.name"."""

    head: list[Any]
    counts: dict[str, int]
    migrations: list[str]


def look(cursor: Any, tables: list[str]) -> Snapshot:
    """Reads the facts through `cursor` (sqlite3 or Django), inside the caller's snapshot."""
    counting = {table: f'SELECT COUNT(*) FROM "{table}"' for table in sorted(tables)}  # noqa: S608
    counts = {table: _one(cursor, statement)[0] for table, statement in counting.items()}
    head = _one(cursor, HEAD) if "audit_entry" in tables else None
    migrations = _all(cursor, MIGRATIONS) if "django_migrations" in tables else []
    applied = [f"{app}.{name}" for app, name in migrations]
    return Snapshot(list(head) if head else [0, ""], counts, applied)


def _one(cursor: Any, statement: str) -> Any:
    cursor.execute(statement)
    return cursor.fetchone()


def _all(cursor: Any, statement: str) -> Any:
    cursor.execute(statement)
    return cursor.fetchall()
