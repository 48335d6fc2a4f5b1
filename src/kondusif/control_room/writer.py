"""The one writer of reports: a thread that commits what many requests brought, together.

A request hands over its reports and waits; the writer takes whatever has gathered (at most `GROUP` reports), stores it
in one transaction, and only then answers. A request that was given up before its turn is not written; one that is being
written can't be given up any more (`set_running_or_notify_cancel`), so a client that hangs up never stops the writer.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from django.db import connection

from kondusif.operation import queries as operations

from .services.reports import Outcome, Submission, receive

logger = logging.getLogger(__name__)
GROUP = 500
# Reports that may wait; beyond it senders are told to come again (about a second's work on a small machine).
LIMIT = 20_000

Store = Callable[[Sequence[Submission]], list[Outcome]]


class Full(Exception):
    """Too much is waiting; nothing was taken."""


@dataclass
class _Parcel:
    submissions: Sequence[Submission]
    answer: Future[list[Outcome]] = field(default_factory=Future)


def store(submissions: Sequence[Submission]) -> list[Outcome]:
    """Receives reports for the current operation at its own time. Raises NoOperation, or a database error."""
    operation = operations.current()
    return receive(submissions, operation=operation, now=operations.now(operation))


class Writer:
    """`submit` from any thread; `stop` finishes what was taken."""

    def __init__(self, store: Store = store, *, limit: int = LIMIT) -> None:
        self._store, self._limit = store, limit
        self._parcels: queue.SimpleQueue[_Parcel | None] = queue.SimpleQueue()
        self._waiting = 0
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="report-writer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._parcels.put(None)
        self._thread.join()

    def submit(self, submissions: Sequence[Submission]) -> Future[list[Outcome]]:
        """The outcomes, once they are durable. Raises Full when too many reports wait."""
        with self._lock:
            if self._waiting + len(submissions) > self._limit:
                raise Full
            self._waiting += len(submissions)
        parcel = _Parcel(submissions)
        self._parcels.put(parcel)
        return parcel.answer

    def _run(self) -> None:
        held: _Parcel | None = None
        while True:
            first = held or self._parcels.get()
            if first is None:
                break
            group, held, last = self._gather(first)
            self._commit(group)
            if last:
                break
        connection.close()

    def _gather(self, first: _Parcel) -> tuple[list[_Parcel], _Parcel | None, bool]:
        """`first` and what else waits, up to GROUP reports; the parcel that was one too many; whether to stop."""
        group, size = [first], len(first.submissions)
        while size < GROUP:
            try:
                parcel = self._parcels.get_nowait()
            except queue.Empty:
                break
            if parcel is None:
                return group, None, True
            if size + len(parcel.submissions) > GROUP:
                return group, parcel, False
            group.append(parcel)
            size += len(parcel.submissions)
        return group, None, False

    def _commit(self, group: list[_Parcel]) -> None:
        with self._lock:
            self._waiting -= sum(len(parcel.submissions) for parcel in group)
        wanted = [parcel for parcel in group if parcel.answer.set_running_or_notify_cancel()]
        if not wanted:
            return
        try:
            self._answer(wanted)
        except Exception as trouble:
            self._one_by_one(wanted, trouble)

    def _answer(self, parcels: list[_Parcel]) -> None:
        connection.close_if_unusable_or_obsolete()
        outcomes = self._store([s for parcel in parcels for s in parcel.submissions])
        start = 0
        for parcel in parcels:
            end = start + len(parcel.submissions)
            parcel.answer.set_result(outcomes[start:end])
            start = end

    def _one_by_one(self, parcels: list[_Parcel], trouble: Exception) -> None:
        """After a failed commit: one poisoned parcel must not take the others with it."""
        for parcel in parcels:
            if len(parcels) == 1:
                self._fail(parcel, trouble)
                continue
            try:
                self._answer([parcel])
            except Exception as own:
                self._fail(parcel, own)

    def _fail(self, parcel: _Parcel, trouble: Exception) -> None:
        logger.error("%d reports could not be stored: %s", len(parcel.submissions), trouble)
        connection.close()
        parcel.answer.set_exception(trouble)
