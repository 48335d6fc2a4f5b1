"""A whole installation of its own: data folder, database, commands and server as separate processes."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from django.conf import settings

ROOT = Path(__file__).resolve().parents[3]
REPORT = {
    "station": "35.09.01.2001-001",
    "kind": "aman",
    "severity": 1,
    "occurred_at": "2024-11-27T06:40:00+07:00",
    "text": "",
}
# Run inside the installation, as its own process.
SEED = """
from kondusif.cli.setup import django_ready, migrate
django_ready(); migrate()
from tests import factories
factories.regency(); factories.stations(); factories.operation()
from kondusif.backbone.accounts import tokens
from kondusif.backbone.accounts.rules import Role, Service
account = factories.account(Role.OPERATOR, Service.POLICE)
print(tokens.issue(account, "test", now=factories.NOW)[0])
"""
ANSWERS = """
from kondusif.cli.setup import django_ready
django_ready()
import collections, json
from kondusif.control_room.models import Report
from kondusif.backbone.audit.models import Entry
subjects = collections.Counter(Entry.objects.filter(subject__startswith="report:").values_list("subject", flat=True))
print(json.dumps({"reports": [str(pk) for pk in Report.objects.values_list("id", flat=True)], "records": subjects}))
"""


class Done(NamedTuple):
    code: int
    out: str
    err: str


class Installation:
    """`run` a command, `serve` and `crash` a server. Make with `make`, end with `remove`."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder, self.url = folder, url
        self.token = ""  # a bearer token, once seeded
        self.server: subprocess.Popen[str] | None = None
        self.port = 0

    @classmethod
    def make(cls, folder: Path, like: "Installation | None" = None) -> "Installation":
        """On the kind of database that this test run uses; empty, or a copy of `like` (whose server is off)."""
        folder.mkdir(parents=True, exist_ok=True)
        if like:
            shutil.copytree(like.folder, folder, dirs_exist_ok=True)
        made = cls(folder, cls._database(like) if on_postgresql() else "")
        made.token = like.token if like else ""
        return made

    @staticmethod
    def _database(like: "Installation | None") -> str:
        name = f"installation_{uuid.uuid4().hex[:12]}"
        template = f'TEMPLATE "{database_of(like.url)}"' if like else ""
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
            admin.execute(f'CREATE DATABASE "{name}" {template}')
        return with_database(os.environ["DATABASE_URL"], name)

    def remove(self) -> None:
        self.stop()
        if self.url:
            name = database_of(self.url)
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
                admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    @property
    def environ(self) -> dict[str, str]:
        own = {"KONDUSIF_DATA": str(self.folder), "DATABASE_URL": self.url}
        path = {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("KONDUSIF_", "DJANGO_"))}
        return kept | own | path

    def run(self, *argv: str, **environ: str) -> Done:
        return self._python("-m", "kondusif.cli", *argv, **environ)

    def _python(self, *argv: str, **environ: str) -> Done:
        done = subprocess.run(
            [sys.executable, *argv],
            env=self.environ | environ,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def seed(self) -> None:
        """A small operation and a bearer token for it."""
        done = self._python("-c", SEED)
        assert done.code == 0, done.err
        self.token = done.out.strip()

    def stored(self) -> dict[str, Any]:
        """The ids of all reports, and how often each is on record."""
        done = self._python("-c", ANSWERS)
        assert done.code == 0, done.err
        return json.loads(done.out)

    def serve(self, *argv: str) -> None:
        self.port = self.port or free_port()
        self.server = subprocess.Popen(
            [sys.executable, "-m", "kondusif.cli", "serve", "--port", str(self.port), *argv],
            env=self.environ,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        for line in self.server.stdout or ():
            if line.startswith("ready "):
                return
        raise AssertionError("the server ended before it was ready")

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def crash(self) -> None:
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> None:
        if self.server:
            self.server.send_signal(number)
            self.server.wait(20)
            self.server = None


class Phone(threading.Thread):
    """Sends one report after the other until `stopping`; `answered` holds (id, when it was acknowledged)."""

    def __init__(self, port: int, token: str, stopping: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.stopping = port, stopping
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.answered: list[tuple[str, float]] = []
        self.refused: list[int] = []

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        while not self.stopping.is_set():
            body = REPORT | {"id": str(uuid.uuid4())}
            try:
                connection.request("POST", "/api/v1/reports", json.dumps(body), self.headers)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                return  # the server is gone: this one was never acknowledged
            if answer.status == 201:
                self.answered.append((body["id"], time.monotonic()))
            else:
                self.refused.append(answer.status)


def burst(installation: Installation, phones: int) -> tuple[list[Phone], threading.Event]:
    stopping = threading.Event()
    made = [Phone(installation.port, installation.token, stopping) for _ in range(phones)]
    for phone in made:
        phone.start()
    return made, stopping


def wait_for_answers(phones: list[Phone], count: int) -> None:
    deadline = time.monotonic() + 60
    while sum(len(phone.answered) for phone in phones) < count:
        assert time.monotonic() < deadline, [phone.refused[:3] for phone in phones]
        assert any(phone.is_alive() for phone in phones), "no phone is sending"
        threading.Event().wait(0.01)


def on_postgresql() -> bool:
    return not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


def database_of(url: str) -> str:
    return psycopg.conninfo.conninfo_to_dict(url)["dbname"]


def with_database(url: str, name: str) -> str:
    """The same server, another database (the URL's query keeps a socket's folder)."""
    address, _, query = url.partition("?")
    return f"{address.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


def free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]
