"""`POST /api/v1/reports` and `/reports/batch` as a raw ASGI route: no middleware, no thread per request.

It reads the body within limits, checks the token (cached for a second), parses with msgspec and waits for the writer's
commit. Everything it decides is decided by the same functions as in `api.py`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
from django.db import close_old_connections
from django.utils import translation

from kondusif.backbone.accounts.rules import Action, can
from kondusif.backbone.accounts.tokens import Bearer, Cache, bearer_secret
from kondusif.operation.queries import NoOperation

from . import answers
from .kinds import all_kinds
from .messages import MAX_BATCH_BYTES, MAX_BYTES, Refusal, Wanted, read_batch, read_report
from .services.reports import Outcome, Sender, Submission
from .words import refusal_body
from .writer import Full, Writer

logger = logging.getLogger(__name__)
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
BODY_SECONDS = 30
DRAIN_SECONDS = 5
encode = msgspec.json.Encoder().encode


class Gone(Exception):
    """The client hung up."""


class Refused(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class Incoming:
    """The request's body as it arrives; knows whether its end was seen."""

    def __init__(self, receive: Receive) -> None:
        self.receive, self.ended = receive, False

    async def __call__(self) -> dict[str, Any]:
        message = await self.receive()
        self.ended = message["type"] != "http.request" or not message.get("more_body")
        return message

    async def drained(self) -> bool:
        """Reads away what a refused sender still sends, so that it gets to read the answer; False when it hung up."""
        seen = 0
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                while not self.ended and seen < MAX_BATCH_BYTES:
                    message = await self()
                    if message["type"] != "http.request":
                        return False
                    seen += len(message.get("body", b""))
        except TimeoutError:
            self.ended = True
        return True


class Intake:
    """The route's machinery: the writer, the token cache and two threads that ask for unknown tokens."""

    def __init__(self, writer: Writer | None = None, tokens: Cache | None = None) -> None:
        self.writer = writer or Writer()
        self.tokens = tokens or Cache()
        self.threads = ThreadPoolExecutor(2, thread_name_prefix="tokens")

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1").lower(): value for name, value in scope["headers"]}
        incoming = Incoming(receive)
        try:
            status, body = await self.answer(scope, headers, incoming)
        except Gone:
            return
        except Refused as refused:
            with translation.override(language(headers)):
                status, body = refused.refusal.status, refusal_body(refused.refusal)
            if not await incoming.drained():
                return
        await reply(send, status, body)

    async def answer(
        self, scope: dict[str, Any], headers: dict[str, bytes], receive: Receive
    ) -> tuple[int, dict[str, Any]]:
        many = scope["path"].endswith("/batch")
        check_route(scope, headers)
        bearer = await self.bearer(headers)
        raw = await read_body(headers, receive, MAX_BATCH_BYTES if many else MAX_BYTES)
        sender = sender_of(bearer)
        if many:
            return await self.many(raw, sender, headers)
        wanted = read_report(raw, all_kinds())
        if isinstance(wanted, Refusal):
            raise Refused(wanted)
        (outcome,) = await self.write([Submission(wanted, sender)])
        with translation.override(language(headers)):
            return answers.single(outcome)

    async def many(
        self, raw: bytes, sender: Sender, headers: dict[str, bytes]
    ) -> tuple[int, dict[str, Any]]:
        items = read_batch(raw, all_kinds())
        if isinstance(items, Refusal):
            raise Refused(items)
        good = [Submission(item, sender) for item in items if isinstance(item, Wanted)]
        written = iter(await self.write(good) if good else [])
        outcomes = [next(written) if isinstance(item, Wanted) else item for item in items]
        with translation.override(language(headers)):
            return answers.batch(outcomes)

    async def write(self, submissions: list[Submission]) -> list[Outcome]:
        try:
            return await asyncio.wrap_future(self.writer.submit(submissions))
        except Full:
            raise Refused(Refusal(503, "busy")) from None
        except NoOperation:
            raise Refused(Refusal(503, "no_operation")) from None
        except Exception:
            raise Refused(Refusal(503, "store")) from None

    async def bearer(self, headers: dict[str, bytes]) -> Bearer:
        secret = bearer_secret(headers.get("authorization", b"").decode("latin-1"))
        known, bearer = self.tokens.peek(secret) if secret else (True, None)
        if not known:
            loop = asyncio.get_running_loop()
            try:
                bearer = await loop.run_in_executor(self.threads, self.ask, secret)
            except Exception as trouble:
                logger.error("A token could not be checked: %s", trouble)
                raise Refused(Refusal(503, "store")) from None
        if bearer is None:
            raise Refused(Refusal(401, "token"))
        if not can(bearer.actor, Action.REPORT):
            raise Refused(Refusal(403, "not_allowed"))
        return bearer

    def ask(self, secret: str) -> Bearer | None:
        close_old_connections()
        return self.tokens.ask(secret)


def sender_of(bearer: Bearer) -> Sender:
    channel = bearer.label if bearer.label in ("field", "simulator") else "api"
    return Sender(bearer.actor.id, bearer.actor.service, channel)


def language(headers: dict[str, bytes]) -> str:
    """Indonesian where it is asked for first, English for machines that don't say."""
    return "id" if headers.get("accept-language", b"").lower().startswith(b"id") else "en"


def check_route(scope: dict[str, Any], headers: dict[str, bytes]) -> None:
    if scope["method"] != "POST":
        raise Refused(Refusal(405, "method"))
    kind = headers.get("content-type", b"").split(b";")[0].strip().lower()
    if kind != b"application/json" or headers.get("content-encoding", b"identity") != b"identity":
        raise Refused(Refusal(415, "content_type"))


async def read_body(headers: dict[str, bytes], receive: Receive, most: int) -> bytes:
    """The body, at most `most` bytes and half a minute of it."""
    too_large = Refused(Refusal(413, "too_large", values={"most": most}))
    announced = headers.get("content-length", b"0")
    if announced.isdigit() and int(announced) > most:
        raise too_large
    parts, size = [], 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    raise Gone
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > most:
                    raise too_large
                if not message.get("more_body"):
                    return b"".join(parts)
    except TimeoutError:
        raise Refused(Refusal(408, "slow")) from None


async def reply(send: Send, status: int, body: dict[str, Any]) -> None:
    content = encode(body)
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if status == 503:
        headers.append((b"retry-after", str(answers.RETRY_AFTER).encode()))
    if status == 401:
        headers.append((b"www-authenticate", b'Bearer realm="kondusif"'))
    if status in (408, 413):  # the rest of the body is not read
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


_intake: Intake | None = None


async def startup() -> None:
    global _intake
    _intake = Intake()
    _intake.writer.start()


async def shutdown() -> None:
    """Finishes what was taken; called after the last request."""
    global _intake
    if _intake:
        await asyncio.to_thread(_intake.writer.stop)
        _intake.threads.shutdown()
        _intake = None


async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    if _intake is None:
        raise RuntimeError("intake.startup() runs before the first request")
    await _intake(scope, receive, send)
