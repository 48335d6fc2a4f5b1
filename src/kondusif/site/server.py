"""uvicorn, told everything that differs from its defaults, and nothing about us told to clients."""

import socket
from pathlib import Path
from typing import NamedTuple

import uvicorn

from .asgi import application

# Open event streams never end by themselves: after this they are cut, and browsers connect again.
GRACE_SECONDS = 2


class Tls(NamedTuple):
    certificate: Path
    key: Path


def server(*, tls: Tls | None = None, behind_proxy: bool = False) -> uvicorn.Server:
    """A server for the sockets handed to its `run`; forwarded addresses are believed only from this machine."""
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
    return uvicorn.Server(config)


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
