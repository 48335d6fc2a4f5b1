"""A real server in a process of its own, to be killed: `python -m ...killed_server PORT`."""

import os
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import uvicorn

READY_SECONDS = 60
TOP = Path(__file__).resolve().parents[3]


def serve(port: int) -> None:
    from kondusif.cli.setup import django_ready

    django_ready()
    from kondusif.site.asgi import application

    config = uvicorn.Config(application(), lifespan="on", log_config=None, access_log=False)
    uvicorn.Server(config).run(sockets=[socket.create_server(("127.0.0.1", port))])


class KillableServer:
    """Starts the server on a database given by its environment; `kill` is SIGKILL, nothing is said goodbye to."""

    def __init__(self, port: int, environ: dict[str, str]) -> None:
        self.port, self.environ = port, environ
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.control_room.killed_server", str(self.port)],
            env=os.environ | {"PYTHONPATH": f"{TOP / 'src'}{os.pathsep}{TOP}"} | self.environ,
            cwd=TOP,
            stdin=subprocess.DEVNULL,
        )
        end = time.monotonic() + READY_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("The server did not start; its log says why.")
            time.sleep(0.05)

    def answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/api/v1/kinds")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
