"""One process, one port: raw ASGI routes for what is hot or long-lived, Django's views in threads for the rest.

Plain Django under ASGI runs sync views three to four times slower, and fails on PostgreSQL under load; a2wsgi's thread
pool doesn't. A route's module may define `async startup()` and `async shutdown()`.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, BinaryIO, NamedTuple

from a2wsgi import WSGIMiddleware

logger = logging.getLogger(__name__)
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Route(NamedTuple):
    method: str
    path: str
    module: str  # holds `app`


ROUTES = (
    Route("POST", "/api/v1/reports", "kondusif.control_room.intake"),
    Route("POST", "/api/v1/reports/batch", "kondusif.control_room.intake"),
    Route("GET", "/events", "kondusif.backbone.live.stream"),
)
THREADS = 10
BLOCK = 256 * 1024


class Site:
    """The ASGI application: `modules` maps (method, path) to a module with `app`; `rest` answers everything else."""

    def __init__(self, modules: dict[tuple[str, str], ModuleType], rest: App) -> None:
        self.apps = {key: module.app for key, module in modules.items()}
        self.modules = list(dict.fromkeys(modules.values()))
        self.rest = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.live(receive, send)
        elif scope["type"] == "http":
            app = self.apps.get((scope["method"], scope["path"]), self.rest)
            await app(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def live(self, receive: Receive, send: Send) -> None:
        """Starts the routes' own machinery before the first request, and stops it after the last."""
        await receive()
        try:
            for module in self.modules:
                await _call(module, "startup")
        except Exception as problem:
            logger.exception("A route could not start")
            await send({"type": "lifespan.startup.failed", "message": str(problem)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for module in reversed(self.modules):
            await _call(module, "shutdown")
        await send({"type": "lifespan.shutdown.complete"})


async def _call(module: ModuleType, name: str) -> None:
    hook = getattr(module, name, None)
    if hook is not None:
        await hook()


def application() -> Site:
    """The whole site; Django's settings are ready (`kondusif.cli.setup.django_ready`)."""
    from django.core.wsgi import get_wsgi_application

    rest: Any = WSGIMiddleware(in_large_blocks(get_wsgi_application()), workers=THREADS)
    return Site(loaded(ROUTES), rest)


def loaded(routes: Iterable[Route]) -> dict[tuple[str, str], ModuleType]:
    """The routes whose rooms are built; the others fall through to Django's 404."""
    there = [route for route in routes if find_spec(route.module)]
    return {(route.method, route.path): import_module(route.module) for route in there}


class Blocks:
    """A file in large blocks: each block is one hop between the thread and the event loop."""

    def __init__(self, file: BinaryIO, _size: int = 0) -> None:
        self.file = file

    def __iter__(self) -> Iterator[bytes]:
        while block := self.file.read(BLOCK):
            yield block

    def close(self) -> None:
        self.file.close()


def in_large_blocks(app: Callable[..., Any]) -> Callable[..., Any]:
    def with_wrapper(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        environ["wsgi.file_wrapper"] = Blocks
        return app(environ, start_response)

    return with_wrapper
