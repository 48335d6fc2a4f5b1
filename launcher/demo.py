"""`./kondusif demo`: takes the port at once, shows preparation on it, then gives the same socket to the real server.

The server's process hears two things from here: "go" on its stdin once this process has stopped answering (no request
is lost between the two, the socket never closes), and the end of its stdin, which means that this process is gone.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from pathlib import Path

from launcher import prepare
from launcher.console import Both, Console
from launcher.page import Progress, Waiting

PORT = 8765


def demo(root: Path, argv: list[str]) -> int:
    choice = arguments(argv)
    listening = listen(choice.port)
    if listening is None:
        print(f"Port {choice.port} is taken. Choose another: --port N", file=sys.stderr)
        return 1
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    progress = Progress()
    waiting = Waiting(listening, progress)
    waiting.start()
    print(f"Kondusif is getting ready at {url}", file=sys.stderr)
    if not choice.no_browser:
        webbrowser.open(url)
    teller = Both(Console(), progress)
    try:
        python = prepare.environment(root, teller)
        return Handover(root, python, listening, waiting, teller, progress).run(choice.reset)
    except prepare.CannotPrepare as problem:
        _show_failure(progress, str(problem))
        raise


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kondusif demo", description=__doc__.split("\n")[0])
    parser.add_argument(
        "--port", type=int, help=f"port on this machine (default {PORT}, or a free one)"
    )
    parser.add_argument("--no-browser", action="store_true", help="open no browser")
    parser.add_argument("--reset", action="store_true", help="begin again with fresh example data")
    return parser.parse_args(argv)


def listen(port: int | None) -> socket.socket | None:
    """A listening loopback socket; None when the port that was asked for is taken."""
    made = _bound(PORT if port is None else port)
    if made is None and port is None:
        print(f"Port {PORT} is taken; using a free one.", file=sys.stderr)
        made = _bound(0)
    return made


def _bound(port: int) -> socket.socket | None:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(("127.0.0.1", port))
    except OSError:
        made.close()
        return None
    made.listen(128)
    return made


class Handover:
    """Runs the real demo as a child and stays as its guardian."""

    def __init__(self, root, python, listening, waiting, teller, progress) -> None:
        self.root, self.python, self.listening = root, python, listening
        self.waiting, self.teller, self.progress = waiting, teller, progress
        self.stopping = False

    def run(self, reset: bool) -> int:
        hear, tell = os.pipe()
        handed = (self.listening.fileno(), tell)
        line = [str(self.python), "-P", "-m", "kondusif.cli", "demo"]
        line += ["--socket", str(handed[0]), "--progress", str(tell)]
        child = subprocess.Popen(
            line + (["--reset"] if reset else []),
            stdin=subprocess.PIPE,
            pass_fds=handed,
            start_new_session=True,  # Ctrl-C comes to us, and from us in good order
        )
        os.close(tell)
        self._pass_signals_to(child)
        self._listen_to(hear, child)
        code = child.wait()
        if code and not self.stopping:
            _show_failure(self.progress, "The demo stopped; the terminal says why.")
        return 0 if self.stopping else code

    def _pass_signals_to(self, child: subprocess.Popen) -> None:
        def stop(*_: object) -> None:
            self.stopping = True
            child.send_signal(signal.SIGTERM)

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, stop)

    def _listen_to(self, hear: int, child: subprocess.Popen) -> None:
        """Shows the child's steps until it closes the pipe; steps aside when it is ready to serve."""
        with os.fdopen(hear) as lines:
            for text in lines:
                told = json.loads(text)
                if told.get("ready"):
                    self.waiting.stop()
                    child.stdin.write(b"go\n")
                    child.stdin.flush()
                elif "step" in told:
                    self.teller.step(told["step"])
                else:
                    self.teller.detail(told["detail"])


def _show_failure(progress: Progress, reason: str) -> None:
    """Leaves the page a moment to ask once more, so that a browser shows the reason too."""
    progress.fail(reason)
    time.sleep(2)
