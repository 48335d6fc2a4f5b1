"""Sending a schedule through the API, as many phones would: keep-alive connections, re-sent until answered."""

import json
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from .schedule import Planned, grouped

BATCH = 100
THREADS = 4
LOOK_SECONDS = 0.25
PATIENCE = (0.2, 0.5, 1, 2, 5)  # seconds before each further try; the last one repeats

Parcel = tuple[str, list[dict[str, Any]]]


class Server:
    """One keep-alive connection to the API, made again when it breaks."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self.where = parts.netloc
        self.connection: HTTPConnection | None = None

    def post(self, token: str, reports: list[dict[str, Any]]) -> tuple[int, Any]:
        """Status and decoded answer. Raises OSError or HTTPException when there is none.

        A connection that was idle may have been closed by the server; a new one is tried at once.
        """
        reused = self.connection is not None
        try:
            return self._post(token, reports)
        except (OSError, HTTPException, ValueError):
            if not reused:
                raise
            return self._post(token, reports)

    def _post(self, token: str, reports: list[dict[str, Any]]) -> tuple[int, Any]:
        if self.connection is None:
            self.connection = self.kind(self.where, timeout=20)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        try:
            body = json.dumps({"reports": reports})
            self.connection.request("POST", "/api/v1/reports/batch", body, headers)
            answer = self.connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        except (OSError, HTTPException, ValueError):
            self.close()
            raise

    def close(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None


class Player:
    """Plays a schedule against the operation's clock until it is over or `stop` is called.

    `shown` returns the simulated time; `tokens` the bearer token of each team. `counts` tells what became of the
    reports: taken, known (sent before), refused.
    """

    def __init__(
        self,
        url: str,
        tokens: Mapping[str, str],
        shown: Callable[[], datetime],
        say: Callable[[str], None],
    ) -> None:
        self.url, self.tokens, self.shown, self.say = url, tokens, shown, say
        self.stopping = threading.Event()
        self.parcels: queue.Queue[Parcel | None] = queue.Queue(THREADS * 4)
        self.counts: Counter[str] = Counter()
        self.lock = threading.Lock()

    def play(self, schedule: Sequence[Planned]) -> Counter[str]:
        threads = [threading.Thread(target=self._send, daemon=True) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        try:
            self._feed(schedule)
        finally:
            for _ in threads:
                self._put(None)
            for thread in threads:
                thread.join(10)
        return self.counts

    def stop(self) -> None:
        self.stopping.set()

    def _feed(self, schedule: Sequence[Planned]) -> None:
        place = 0
        while place < len(schedule) and not self.stopping.is_set():
            now, due = self.shown(), place
            while due < len(schedule) and schedule[due].send_at <= now:
                due += 1
            for parcel in grouped(schedule[place:due], BATCH):
                self._put(parcel)
            place = due
            if place < len(schedule):
                self.stopping.wait(LOOK_SECONDS)

    def _put(self, parcel: Parcel | None) -> None:
        while not (parcel and self.stopping.is_set()):
            with suppress(queue.Full):
                self.parcels.put(parcel, timeout=0.5)
                return
            if self.stopping.is_set():
                return

    def _send(self) -> None:
        server = Server(self.url)
        while (parcel := self._take()) is not None:
            self._deliver(server, *parcel)
        server.close()

    def _take(self) -> Parcel | None:
        while True:
            try:
                return self.parcels.get(timeout=0.5)
            except queue.Empty:
                if self.stopping.is_set():
                    return None

    def _deliver(self, server: Server, team: str, reports: list[dict[str, Any]]) -> None:
        tries = 0
        while not self.stopping.is_set():
            try:
                status, body = server.post(self.tokens[team], reports)
            except (OSError, HTTPException, ValueError) as trouble:
                status, body = 0, str(trouble)
            if status in (200, 207, 422) and isinstance(body, dict) and "results" in body:
                self._count(body["results"])
                return
            if status and status < 500:
                self.say(f"{len(reports)} reports of {team} were refused with {status}: {body}")
                self._add(refused=len(reports))
                return
            if tries == 0:
                self.say(f"The server doesn't answer ({body or status}); trying again.")
            self.stopping.wait(PATIENCE[min(tries, len(PATIENCE) - 1)])
            tries += 1

    def _count(self, results: list[dict[str, Any]]) -> None:
        found = Counter(
            {201: "taken", 200: "known"}.get(result["status"], "refused") for result in results
        )
        self._add(**found)

    def _add(self, **found: int) -> None:
        with self.lock:
            self.counts.update(found)


def wait_for(url: str, stopping: threading.Event, seconds: float = 60) -> bool:
    """Whether the server answers within the time."""
    end = time.monotonic() + seconds
    parts = urlsplit(url)
    while time.monotonic() < end and not stopping.is_set():
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.netloc, timeout=5)
        try:
            connection.request("GET", "/api/v1/kinds")
            if connection.getresponse().status == 200:
                return True
        except (OSError, HTTPException):
            stopping.wait(0.5)
        finally:
            connection.close()
    return False
