"""The router: raw routes by method and path, everything else to the rest; starts and stops in order."""

import asyncio
import io
from types import SimpleNamespace

from kondusif.site import asgi


def answering(name, log):
    async def app(scope, receive, send):
        log.append((name, scope["path"]))

    return app


def module(name, log, *, broken=False):
    async def startup():
        if broken:
            raise RuntimeError("no room")
        log.append(f"{name} up")

    async def shutdown():
        log.append(f"{name} down")

    return SimpleNamespace(app=answering(name, log), startup=startup, shutdown=shutdown)


def site(log, **modules):
    intake, events = module("intake", log, **modules), module("events", log)
    routes = {
        ("POST", "/api/v1/reports"): intake,
        ("POST", "/api/v1/reports/batch"): intake,
        ("GET", "/events"): events,
    }
    # SimpleNamespace has no hash; the router keeps modules, which do.
    return asgi.Site({k: Hashable(v) for k, v in routes.items()}, answering("django", log))


class Hashable:
    def __init__(self, wrapped):
        self.__dict__.update(wrapped.__dict__)
        self.wrapped = wrapped

    def __hash__(self):
        return id(self.wrapped)

    def __eq__(self, other):
        return self.wrapped is other.wrapped


def ask(app, method, path):
    asyncio.run(app({"type": "http", "method": method, "path": path}, None, None))


def test_routes_by_method_and_path():
    log = []
    app = site(log)
    for method, path in (
        ("POST", "/api/v1/reports"),
        ("POST", "/api/v1/reports/batch"),
        ("GET", "/events"),
        ("GET", "/api/v1/reports"),
        ("POST", "/events"),
        ("GET", "/api/v1/reports/"),
    ):
        ask(app, method, path)
    assert [name for name, _ in log] == ["intake", "intake", "events", "django", "django", "django"]


def live(app):
    sent = []
    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    async def receive():
        return next(messages)

    async def send(message):
        sent.append(message["type"])

    asyncio.run(app({"type": "lifespan"}, receive, send))
    return sent


def test_each_module_starts_once_and_stops_in_the_other_order():
    log = []
    sent = live(site(log))
    assert log == ["intake up", "events up", "events down", "intake down"]
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_a_route_that_cannot_start_stops_the_server():
    log = []
    assert live(site(log, broken=True)) == ["lifespan.startup.failed"]


def test_a_route_of_a_room_that_is_not_built_falls_through():
    known = asgi.Route("GET", "/x", "kondusif.site.asgi_absent")
    assert asgi.loaded([known]) == {}


def test_every_route_of_the_product_is_there():
    assert {(r.method, r.path) for r in asgi.ROUTES} == set(asgi.loaded(asgi.ROUTES))


def test_files_come_in_large_blocks():
    content = b"x" * (asgi.BLOCK * 2 + 5)
    assert [len(b) for b in asgi.Blocks(io.BytesIO(content))] == [asgi.BLOCK, asgi.BLOCK, 5]
