"""`kondusif demo`: the Jember example with a simulated election day, on this machine only.

The launcher starts it with a listening socket and a pipe for progress; without them it opens its own.
"""

import argparse
import fcntl
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from kondusif.cli import lifeline
from kondusif.cli.setup import django_ready

# A demo must not reach a real database, nor promise TLS that it doesn't have.
NOT_FOR_A_DEMO = (
    "DATABASE_URL",
    "KONDUSIF_TLS_CERT",
    "KONDUSIF_TLS_KEY",
    "KONDUSIF_BEHIND_PROXY",
    "KONDUSIF_BACKUP_TO",
)


class Progress:
    """Steps and details as JSON lines for the launcher, or as words on stderr."""

    def __init__(self, pipe: TextIO | None) -> None:
        self.pipe = pipe
        self.launched = pipe is not None

    def step(self, name: str) -> None:
        self._tell({"step": name})

    def detail(self, text: str) -> None:
        self._tell({"detail": text})

    def ready(self) -> None:
        """Everything is loaded. Returns once nobody else answers on the socket."""
        if self.pipe is None:
            return
        self._tell({"ready": True})
        self.pipe.close()
        os.read(0, 3)  # "go"; unbuffered, so that the lifeline sees all that follows

    def _tell(self, what: dict[str, object]) -> None:
        if self.pipe is None:
            print(*what.values(), file=sys.stderr)
            return
        self.pipe.write(json.dumps(what) + "\n")
        self.pipe.flush()


def run(argv: list[str]) -> int:
    choice = arguments(argv)
    folder = prepare_environment()
    if choice.lifeline:  # whoever started this holds the other end of stdin, and takes it along
        lifeline.hang_on()
    progress = Progress(os.fdopen(choice.progress, "w") if choice.progress is not None else None)
    # A stop that comes while data still loads ends the process at once; what was begun is begun again next time.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with only_demo_of(folder):
            return present(choice, folder, progress)
    except AlreadyRunning as problem:
        print(f"kondusif: {problem}", file=sys.stderr)
        return 1


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kondusif demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--reset", action="store_true", help="begin again with fresh example data")
    parser.add_argument("--lifeline", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--socket", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--progress", type=int, help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def prepare_environment() -> Path:
    """The demo's own data folder, absolute; whatever belongs to a real server is taken out of the environment."""
    for name in NOT_FOR_A_DEMO:
        os.environ.pop(name, None)
    folder = Path(os.environ.get("KONDUSIF_DEMO_DATA") or "var/demo").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.update(KONDUSIF_DATA=str(folder), KONDUSIF_DEMO="yes")
    return folder


class AlreadyRunning(Exception):
    """The sentence says where."""


@contextmanager
def only_demo_of(folder: Path) -> Iterator[None]:
    file = (folder / "demo.lock").open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise AlreadyRunning(
            f"A demo is already running on {folder}. Stop it first, or use its page."
        ) from None
    with file:
        yield


def present(choice: argparse.Namespace, folder: Path, progress: Progress) -> int:
    """Loads what is missing, then serves until a signal comes."""
    from kondusif.cli import demo_data

    progress.step("database")
    if choice.reset or not demo_data.is_complete(folder):
        demo_data.wipe(folder)
    django_ready()
    accounts = demo_data.load(folder, progress)
    progress.step("start")
    listening = sockets(choice)
    return serve(listening, accounts, folder, progress)


def sockets(choice: argparse.Namespace) -> socket.socket:
    from kondusif.site.server import listen

    if choice.socket is not None:
        return socket.socket(fileno=choice.socket)
    return listen("127.0.0.1", choice.port)


def serve(listening: socket.socket, accounts, folder: Path, progress: Progress) -> int:
    from kondusif.backbone import presence
    from kondusif.cli import demo_clock, demo_day
    from kondusif.site.server import server

    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    clock, day = demo_clock.Keeper(folder), demo_day.Day(url)

    def on_ready() -> None:
        print(announcement(url, accounts), flush=True)
        day.start()

    site = server(on_ready)
    progress.ready()
    if progress.launched:
        lifeline.hang_on(lambda: setattr(site, "should_exit", True))
    clock.start()
    try:
        with presence.held(presence.SERVERS, folder, shared=True):
            return site.answer(listening)
    finally:
        day.stop()
        clock.stop()


def announcement(url: str, accounts) -> str:
    """What the terminal says once: where, who, and how to stop."""
    rows = [f"  {a['username']:<18} {a['password']:<24} {a['who']}" for a in accounts]
    return "\n".join(
        [
            "",
            "SIMULASI - BUKAN KEJADIAN NYATA",
            *rows,
            "",
            "Stop with Ctrl-C; the next start keeps the data (--reset begins again).",
            f"ready {url}",
        ]
    )
