"""The real ASGI application under uvicorn, in a thread of the test process, on the test's database."""

import asyncio
import socket
import threading

import uvicorn
from django.db import connections


class LiveSite:
    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.ready = threading.Event()
        self.server = _Server(self.ready)
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def start(self) -> None:
        self.thread.start()
        if not self.ready.wait(30) or not self.server.started:
            raise RuntimeError("The site did not start; its log says why.")

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(15)
        self.socket.close()
        connections.close_all()

    def _serve(self) -> None:
        asyncio.run(self.server.serve(sockets=[self.socket]))
        self.ready.set()


class _Server(uvicorn.Server):
    def __init__(self, ready: threading.Event) -> None:
        from kondusif.site.asgi import application

        super().__init__(
            uvicorn.Config(
                application(),
                lifespan="on",
                ws="none",
                log_config=None,
                timeout_graceful_shutdown=1,
            )
        )
        self.ready = ready

    async def startup(self, sockets=None) -> None:
        await super().startup(sockets)
        self.ready.set()
