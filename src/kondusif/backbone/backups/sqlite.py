"""The embedded database: copied by SQLite's own backup in one step, put back by exchanging the file."""

import contextlib
import sqlite3
from pathlib import Path

from .archive import BadBackup
from .snapshot import Snapshot, look

MEMBER = "database.sqlite3"
COMPANIONS = ("", "-wal", "-shm")


def copy(source: Path, folder: Path) -> Snapshot:
    """A consistent copy of `source` while others write; the facts are read from the copy itself."""
    target = folder / MEMBER
    with (
        contextlib.closing(sqlite3.connect(f"file:{source}?mode=rw", uri=True, timeout=60)) as live,
        contextlib.closing(sqlite3.connect(target)) as copied,
    ):
        live.backup(copied, pages=-1)  # all pages in one read transaction
        copied.execute("PRAGMA journal_mode=DELETE")
    return facts(target)


def facts(file: Path) -> Snapshot:
    """The facts of a copied file. Raises BadBackup when SQLite finds it damaged."""
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        try:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            names = connection.execute(
                "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
            )
            tables = [name for (name,) in names]
            if verdict != "ok":
                raise BadBackup(f"SQLite finds the copy damaged: {verdict}")
            return look(connection.cursor(), tables)
        except sqlite3.DatabaseError as error:
            raise BadBackup(f"SQLite can't read the copy: {error}") from None


def put_back(folder: Path, target: Path, suffix: str) -> list[Path]:
    """Exchanges the file; what was there is kept beside it with `suffix`. Returns what was kept."""
    kept = []
    for companion in COMPANIONS:
        old = target.with_name(target.name + companion)
        if old.exists():
            aside = old.with_name(f"{target.name}.{suffix}{companion}")
            old.replace(aside)
            kept.append(aside)
    target.parent.mkdir(parents=True, exist_ok=True)
    (folder / MEMBER).replace(target)
    return kept
