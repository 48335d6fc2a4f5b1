"""The page that a browser sees while preparation still runs, on the very socket that the real server takes over."""

import base64
import hashlib
import html
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files

from launcher.words import STEPS

STAMP = "SIMULASI - BUKAN KEJADIAN NYATA"
STATUS = "/-/preparation"
# Parts that are only made again stand under the one that makes them all.
REBUILT = ("packages", "web", "messages")
ORDER = tuple(name for name in STEPS if name not in REBUILT)


class Progress:
    """Which step is running and its last line. A `Teller`; read by the page's threads."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.name, self.line, self.failure = ORDER[0], "", ""

    def step(self, name: str) -> None:
        self.name, self.line = ("install", STEPS[name][1]) if name in REBUILT else (name, "")

    def detail(self, text: str) -> None:
        self.line = text.strip()[:160]

    def fail(self, reason: str) -> None:
        self.failure = reason

    def told(self) -> dict[str, object]:
        return {
            "step": ORDER.index(self.name),
            "detail": self.line,
            "failure": self.failure,
            "seconds": int(time.monotonic() - self.began),
        }


class Waiting:
    """Serves the page on `listening` until `stop()`; the socket itself stays open."""

    def __init__(self, listening: socket.socket, progress: Progress) -> None:
        self.progress = progress
        self.server = ThreadingHTTPServer(
            listening.getsockname(), handler(progress), bind_and_activate=False
        )
        self.server.socket.close()
        self.server.socket = listening
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        """No connection is taken any more; those that arrive wait for the real server."""
        self.server.shutdown()
        self.thread.join()


def handler(progress: Progress) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == STATUS:
                self.answer(200, "application/json", json.dumps(progress.told()))
            else:
                self.answer(503, "text/html; charset=utf-8", page(progress))

        do_HEAD = do_POST = do_GET  # noqa: N815

        def answer(self, status: int, kind: str, body: str) -> None:
            content = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("Cache-Control", "no-store")
            self.send_header("Retry-After", "2")
            self.send_header("Connection", "close")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Says nothing: the terminal belongs to the steps."""

    return Handler


def page(progress: Progress) -> str:
    told = progress.told()
    return (
        _part("preparing.html")
        .replace("[[stamp]]", STAMP)
        .replace("[[steps]]", "".join(_step(i, told["step"]) for i in range(len(ORDER))))
        .replace("[[style]]", STYLE)
        .replace("[[script]]", SCRIPT)
        .replace("[[detail]]", html.escape(str(told["detail"])))
        .replace("[[failure]]", html.escape(str(told["failure"])))
    )


def _step(index: int, current: object) -> str:
    indonesian, english = STEPS[ORDER[index]]
    state = ' aria-current="step"' if index == current else ""
    return f'<li{state}>{indonesian}<span lang="en">{english}</span></li>'


def _part(name: str) -> str:
    return (files("launcher") / name).read_text(encoding="utf-8")


def _allow(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


STYLE, SCRIPT = _part("preparing.css"), _part("preparing.js")
POLICY = (
    f"default-src 'none'; style-src {_allow(STYLE)}; script-src {_allow(SCRIPT)}; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
