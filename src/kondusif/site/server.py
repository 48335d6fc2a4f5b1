"""uvicorn, told everything that differs from its defaults, and nothing about us told to clients."""

import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import uvicorn

from .asgi import application

# Open event streams never end by themselves: after this they are cut, and browsers connect again.
GRACE_SECONDS = 2


class Tls(NamedTuple):
    certificate: Path
    key: Path


class Server(uvicorn.Server):
    """`on_ready` is called once, when connections are answered."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.on_ready()

    def answer(self, listening: socket.socket) -> int:
        """Serves until a signal or `should_exit`; the exit code."""
        # uvicorn raises the signal that stopped it once more when it is done; we are done then, too.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        self.run(sockets=[listening])
        return 0 if self.started else 1


def server(
    on_ready: Callable[[], None], *, tls: Tls | None = None, behind_proxy: bool = False
) -> Server:
    """A server for the socket handed to `answer`; forwarded addresses are believed only from this machine."""
    config = uvicorn.Config(
        application(),
        lifespan="on",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=behind_proxy,
        forwarded_allow_ips="127.0.0.1,::1" if behind_proxy else "",
        timeout_graceful_shutdown=GRACE_SECONDS,
        ssl_certfile=str(tls.certificate) if tls else None,
        ssl_keyfile=str(tls.key) if tls else None,
    )
    return Server(config, on_ready)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; OSError when the address is taken or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host.strip("[]"), port))
        made.listen(512)
    except OSError:
        made.close()
        raise
    return made
