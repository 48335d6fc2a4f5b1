"""Emptying the test database between tests that commit: the record's own triggers refuse it, so they stand aside.

Only for tests, and only while Django's `flush` runs.
"""

from contextlib import contextmanager

from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL
from django.db.backends.sqlite3.base import DatabaseWrapper as Sqlite


def install() -> None:
    for backend, aside in ((Sqlite, _without_sqlite), (PostgreSQL, _without_postgresql)):
        operations = backend.ops_class
        operations.execute_sql_flush = _wrapped(operations.execute_sql_flush, aside)


def _wrapped(flush, aside):
    def execute_sql_flush(self, sql_list):
        with aside(self.connection):
            return flush(self, sql_list)

    return execute_sql_flush


@contextmanager
def _without_sqlite(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, statement in triggers:
            cursor.execute(statement)


@contextmanager
def _without_postgresql(connection):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = DEFAULT")
