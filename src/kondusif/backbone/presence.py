"""Who is at work on a database: servers share a lock, the job process holds its own alone, a restore wants nobody.

A file lock in the data folder for SQLite, an advisory lock for PostgreSQL; both vanish with their process.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.db import connection, connections


class Lock(NamedTuple):
    file: str
    number: int


SERVERS = Lock("servers.lock", 7_203_512)
JOBS = Lock("jobs.lock", 7_203_513)


@contextmanager
def held(lock: Lock, folder: Path, *, shared: bool = False) -> Iterator[None]:
    """Waits for the lock and holds it: with others that share it, or alone."""
    if connection.vendor == "postgresql":
        # On a connection of its own: closing the idle ones between two jobs must not let it go.
        own = connections["default"].copy()
        try:
            with own.cursor() as cursor:
                kind = "pg_advisory_lock_shared" if shared else "pg_advisory_lock"
                cursor.execute(f"SELECT {kind}(%s)", [lock.number])
            yield
        finally:
            own.close()
        return
    with (folder / lock.file).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield


def somebody(folder: Path) -> bool:
    """Whether a server is at work on this database."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [SERVERS.number])
            free = cursor.fetchone()[0]
            if free:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SERVERS.number])
        return not free
    try:
        with (folder / SERVERS.file).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False
