"""`/events`: server-sent events as a raw ASGI route. One connection per browser, ids only, no thread per client.

One poller for the process notices new `Event` rows (SQLite: `PRAGMA data_version`, a few microseconds; PostgreSQL:
LISTEN) and hands them to the event loop, which copies them into each client's own bounded queue. A client that reads
too slowly is cut off and connects again with the id it saw last.

What is sent: `change` (id, data {topic, ref}), `ping` every 5 s with the id of the latest event, and `reload` when the
id that a client names is older than what is kept, or unknown.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from .feed import Change, Feed

logger = logging.getLogger(__name__)
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
PING_SECONDS = 5.0
QUEUE = 1000  # events that may wait for one slow client
RECENT = 5000  # events kept in memory for clients that come back
SESSION_SECONDS = 60.0  # how often an open stream's session is looked at again


class Visitor(NamedTuple):
    account: int
    service: str


class Client:
    """One open stream. `queue` holds ready bytes; None ends it."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUE)

    def offer(self, data: bytes) -> bool:
        """False when the client is too slow; its stream then ends."""
        try:
            self.queue.put_nowait(data)
        except asyncio.QueueFull:
            return False
        return True

    def cut(self) -> None:
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class Hub:
    """Who listens, and the latest events. Used on the event loop only."""

    def __init__(self) -> None:
        self.clients: set[Client] = set()
        self.recent: deque[Change] = deque(maxlen=RECENT)
        self.last = 0
        self.oldest = 0  # everything after this id is in `recent`

    def begin(self, last: int) -> None:
        self.last = self.oldest = last

    def publish(self, changes: list[Change]) -> None:
        for change in changes:
            if len(self.recent) == RECENT:
                self.oldest = self.recent[0].id
            self.recent.append(change)
            self.last = change.id
        packets = {service: pack(changes, service) for service in ("police", "army", "none")}
        for client in list(self.clients):
            data = packets[client.visitor.service]
            if data and not client.offer(data):
                self.clients.discard(client)
                client.cut()

    def welcome(self, client: Client, after: int | None) -> None:
        """Registers the client and gives it what it missed, or tells it to load everything again."""
        self.clients.add(client)
        if after is None:
            client.offer(ping(self.last))
        elif after < self.oldest or after > self.last:
            client.offer(reload(self.last))
        else:
            missed = [change for change in self.recent if change.id > after]
            client.offer(pack(missed, client.visitor.service) or ping(self.last))

    def ping(self) -> None:
        for client in list(self.clients):
            if not client.offer(ping(self.last)):
                self.clients.discard(client)
                client.cut()


def pack(changes: Iterable[Change], service: str) -> bytes:
    """The events of both services and of `service`, in the stream's format."""
    lines = []
    for change in changes:
        if change.service in ("", service):
            data = json.dumps({"topic": change.topic, "ref": change.ref})
            lines.append(f"event: change\nid: {change.id}\ndata: {data}\n\n")
    return "".join(lines).encode()


def ping(last: int) -> bytes:
    return f"event: ping\nid: {last}\ndata: {last}\n\n".encode()


def reload(last: int) -> bytes:
    return f"event: reload\nid: {last}\ndata: {last}\n\n".encode()


class Stream:
    """The route: feed thread, hub, and two threads that look up sessions."""

    def __init__(self, feed: Feed | None = None) -> None:
        self.hub = Hub()
        self.feed = feed or Feed()
        self.threads = ThreadPoolExecutor(2, thread_name_prefix="sessions")
        self.stopping = threading.Event()
        self.thread: threading.Thread | None = None
        self.pinger: asyncio.Task[None] | None = None

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self.hub.begin(await asyncio.to_thread(self.feed.latest))

        def deliver(changes: list[Change]) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self.hub.publish, changes)

        self.thread = threading.Thread(
            target=self.feed.follow,
            args=(self.hub.last, deliver, self.stopping),
            name="live-feed",
            daemon=True,
        )
        self.thread.start()
        self.pinger = asyncio.create_task(self._ping())

    async def stop(self) -> None:
        self.stopping.set()
        if self.pinger:
            self.pinger.cancel()
        for client in list(self.hub.clients):
            client.cut()
        if self.thread:
            await asyncio.to_thread(self.thread.join, 5)
        self.threads.shutdown(wait=False)

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(PING_SECONDS)
            self.hub.ping()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1").lower(): value for name, value in scope["headers"]}
        visitor = await self._visitor(headers)
        if visitor is None:
            await refuse(send)
            return
        client = Client(visitor)
        self.hub.welcome(client, after_of(scope, headers))
        try:
            await open_stream(send)
            await self._serve(client, headers, receive, send)
        finally:
            self.hub.clients.discard(client)

    async def _serve(
        self, client: Client, headers: dict[str, bytes], receive: Receive, send: Send
    ) -> None:
        gone = asyncio.create_task(until_gone(receive))
        guard = asyncio.create_task(self._guard(client, headers))
        try:
            async for data in packets(client, gone):
                await send({"type": "http.response.body", "body": data, "more_body": True})
            if not gone.done():
                await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()
            guard.cancel()

    async def _guard(self, client: Client, headers: dict[str, bytes]) -> None:
        """A stream ends when its session does."""
        while True:
            await asyncio.sleep(SESSION_SECONDS)
            if await self._visitor(headers) != client.visitor:
                client.cut()
                return

    async def _visitor(self, headers: dict[str, bytes]) -> Visitor | None:
        cookie = headers.get("cookie", b"").decode("latin-1")
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, visitor_of, cookie)


async def packets(client: Client, gone: asyncio.Task[None]) -> AsyncIterator[bytes]:
    """What waits for the client, joined, until it is cut or gone."""
    while not gone.done():
        getter = asyncio.ensure_future(client.queue.get())
        done, _ = await asyncio.wait({getter, gone}, return_when=asyncio.FIRST_COMPLETED)
        if getter not in done:
            getter.cancel()
            return
        data = getter.result()
        if data is None:
            return
        parts = [data]
        while not client.queue.empty():
            more = client.queue.get_nowait()
            if more is None:
                yield b"".join(parts)
                return
            parts.append(more)
        yield b"".join(parts)


async def until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def visitor_of(cookie: str) -> Visitor | None:
    """Who is signed in, by Django's own session (in a thread: it asks the database)."""
    from django.conf import settings
    from django.contrib.auth import get_user
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import close_old_connections
    from django.http import HttpRequest

    close_old_connections()
    morsel = SimpleCookie(cookie).get(settings.SESSION_COOKIE_NAME) if cookie else None
    if morsel is None:
        return None
    request = HttpRequest()
    request.session = SessionStore(morsel.value)
    account = get_user(request)
    if not account.is_authenticated:
        return None
    return Visitor(account.pk, account.service)


def after_of(scope: dict[str, Any], headers: dict[str, bytes]) -> int | None:
    """The id that the client saw last: the browser's header, else `?after=`; -1 for one that is no number."""
    text = headers.get("last-event-id", b"").decode("latin-1")
    if not text:
        text = parse_qs(scope["query_string"].decode("latin-1")).get("after", [""])[0]
    if not text:
        return None
    return int(text) if text.isdecimal() and len(text) < 19 else -1


async def open_stream(send: Send) -> None:
    headers = [
        (b"content-type", b"text/event-stream"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"retry: 2000\n\n", "more_body": True})


async def refuse(send: Send) -> None:
    """Without a session nothing is told; the page shows its connection as not current until somebody signs in."""
    await send({"type": "http.response.start", "status": 401, "headers": []})
    await send({"type": "http.response.body", "body": b""})


_stream: Stream | None = None


async def startup() -> None:
    global _stream
    _stream = Stream()
    await _stream.start()


async def shutdown() -> None:
    global _stream
    if _stream:
        await _stream.stop()
        _stream = None


async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    if _stream is None:
        raise RuntimeError("stream.startup() runs before the first request")
    await _stream(scope, receive, send)
