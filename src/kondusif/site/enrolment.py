"""The page on which a phone learns to trust this server: plain HTTP, on a port of its own, nothing else on it.

It can't be HTTPS, because the phone doesn't trust the server yet; that is why the fingerprint has to be compared with
the one on the server's own terminal.
"""

import base64
import hashlib
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import segno
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.template.loader import render_to_string
from django.utils import translation

PAGE, CERTIFICATE = "/enrol", "/enrol/kondusif.crt"
LANGUAGES = ("id", "en")


@dataclass(frozen=True)
class Enrolment:
    certificate: x509.Certificate
    fingerprint: str
    site_url: str  # where the phone goes afterwards
    page_url: str

    def page(self, language: str) -> str:
        with translation.override(language):
            return render_to_string("enrolment.html", self._context(language))

    def _context(self, language: str) -> dict[str, object]:
        return {
            "language": language,
            "other": "en" if language == "id" else "id",
            "fingerprint": in_groups(self.fingerprint),
            "site_url": self.site_url,
            "certificate_url": CERTIFICATE,
            "enrol_code": code(self.page_url),
            "site_code": code(self.site_url),
            "style": style(),
        }


def in_groups(fingerprint: str, pairs: int = 8) -> list[str]:
    """Lines of eight pairs, for two people who read it to each other."""
    parts = fingerprint.split(":")
    return [" ".join(parts[i : i + pairs]) for i in range(0, len(parts), pairs)]


def code(url: str) -> str:
    """A QR code as a data address, dark on light whatever the theme."""
    return segno.make(url, error="m").svg_data_uri(scale=5, border=3, light="#ffffff")


def style() -> str:
    return render_to_string("enrolment.css")


def policy() -> str:
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; frame-ancestors 'none'"


def language_of(query: str, accepted: str) -> str:
    """What the address asks for, else what the phone speaks, else Indonesian."""
    asked = parse_qs(query).get("language", [""])[0]
    if asked in LANGUAGES:
        return asked
    return "en" if accepted.lower().startswith("en") else "id"


class Server:
    """Serves one `Enrolment` in the background."""

    def __init__(self, host: str, port: int, enrolment: Enrolment) -> None:
        self.http = ThreadingHTTPServer((host, port), handler(enrolment))
        self.http.daemon_threads = True

    def start(self) -> None:
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.http.shutdown()
        self.http.server_close()


def handler(enrolment: Enrolment) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 20

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == CERTIFICATE:
                content = enrolment.certificate.public_bytes(Encoding.DER)
                self.answer(200, "application/x-x509-ca-cert", content)
            elif parts.path.rstrip("/") == PAGE:
                language = language_of(parts.query, self.headers.get("Accept-Language", ""))
                self.answer(200, "text/html; charset=utf-8", enrolment.page(language).encode())
            else:
                self.answer(302, "text/plain", b"")

        def answer(self, status: int, kind: str, content: bytes) -> None:
            self.send_response(status)
            if status == 302:
                self.send_header("Location", PAGE)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Security-Policy", policy())
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nobody needs to know which phones came."""

    return Handler
