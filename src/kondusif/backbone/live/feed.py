"""Noticing new events, in a thread: SQLite is asked for its data version, PostgreSQL tells.

Events become visible in the order of their ids because writers hold one lock (`audit.services.hold`), so "after the
last id" misses nothing.
"""

import logging
import threading
from collections.abc import Callable
from typing import NamedTuple

from django.db import DatabaseError, InterfaceError, connection

from .models import Event
from .services import CHANNEL

logger = logging.getLogger(__name__)
SQLITE_SECONDS = 0.05
POSTGRESQL_SECONDS = 1.0  # looks by itself this often, should a notification be lost
PATIENCE_SECONDS = 1.0  # after a database error
CHUNK = 2000


class Change(NamedTuple):
    id: int
    topic: str
    ref: str
    service: str


Deliver = Callable[[list[Change]], None]


class Feed:
    """The database's side of the stream."""

    def latest(self) -> int:
        try:
            return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
        finally:
            connection.close()

    def after(self, last: int) -> list[Change]:
        rows = Event.objects.filter(id__gt=last).order_by("id")
        return [Change(*row) for row in rows.values_list("id", "topic", "ref", "service")[:CHUNK]]

    def follow(self, last: int, deliver: Deliver, stopping: threading.Event) -> None:
        """Hands over what is new until `stopping` is set; survives a database that goes away and comes back."""
        watch = self._watch_postgresql if connection.vendor == "postgresql" else self._watch_sqlite
        self.last = last
        while not stopping.is_set():
            try:
                watch(deliver, stopping)
            except (DatabaseError, InterfaceError, OSError) as trouble:
                logger.warning("Live events wait for the database: %s", trouble)
            connection.close()
            if not stopping.is_set():
                stopping.wait(PATIENCE_SECONDS)

    def _drain(self, deliver: Deliver) -> None:
        while changes := self.after(self.last):
            self.last = changes[-1].id
            deliver(changes)

    def _watch_sqlite(self, deliver: Deliver, stopping: threading.Event) -> None:
        seen = None
        while not stopping.is_set():
            with connection.cursor() as cursor:
                version = cursor.execute("PRAGMA data_version").fetchone()
            if version != seen:
                seen = version
                self._drain(deliver)
            stopping.wait(SQLITE_SECONDS)

    def _watch_postgresql(self, deliver: Deliver, stopping: threading.Event) -> None:
        connection.ensure_connection()
        raw = connection.connection
        raw.execute(f"LISTEN {CHANNEL}")
        while not stopping.is_set():
            self._drain(deliver)
            for _ in raw.notifies(timeout=POSTGRESQL_SECONDS, stop_after=1):
                pass
