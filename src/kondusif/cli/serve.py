"""`kondusif serve`: the server for real use. It ends TLS itself, or stands behind a proxy on the same machine."""

import argparse
import os
import socket
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kondusif.cli.lifeline import Child
from kondusif.cli.setup import django_ready, environment

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Refused(Exception):
    """Why the server doesn't start, and what to do."""


@dataclass(frozen=True)
class Plan:
    """How to serve, decided from the command line and the environment."""

    host: str
    port: int
    way: str  # certificate, authority, proxy, loopback
    names: tuple[str, ...]
    enrol_port: int

    @property
    def scheme(self) -> str:
        return "https" if self.way in ("certificate", "authority") else "http"

    @property
    def url(self) -> str:
        name = self.names[0] if self.names else self.host
        return f"{self.scheme}://{f'[{name}]' if ':' in name else name}:{self.port}"


def run(argv: list[str]) -> int:
    try:
        return start(decide(arguments(argv), environment()))
    except Refused as reason:
        print(f"kondusif: {reason}", file=sys.stderr)
        return 1


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kondusif serve", description=__doc__)
    parser.add_argument("--host", help="address to listen on")
    parser.add_argument("--port", type=int, help="default 8443 with TLS, else 8000")
    parser.add_argument(
        "--local-authority", action="store_true", help="TLS by an authority of this server's own"
    )
    parser.add_argument(
        "--names", default="", help="names and addresses for it, separated by commas"
    )
    parser.add_argument("--enrol-port", type=int, default=8080, help="page for phones (plain HTTP)")
    parser.add_argument("--behind-proxy", action="store_true", help="a proxy here ends TLS")
    return parser.parse_args(argv)


def decide(choice: argparse.Namespace, given: Any) -> Plan:
    """The plan, or Refused: nothing personal travels in the clear."""
    ways = {
        "certificate": bool(given.tls_cert),
        "authority": choice.local_authority,
        "proxy": choice.behind_proxy or given.behind_proxy,
    }
    chosen = [way for way, wanted in ways.items() if wanted]
    if len(chosen) > 1:
        raise Refused(f"Choose one way to protect the connection, not {' and '.join(chosen)}.")
    way = chosen[0] if chosen else "loopback"
    secure = way in ("certificate", "authority")
    host = choice.host or ("0.0.0.0" if secure else "127.0.0.1")  # noqa: S104 (with TLS)
    if not secure and host not in LOOPBACK:
        raise Refused(
            f"Without TLS it listens on this machine only, not on {host}. Give a certificate "
            "(KONDUSIF_TLS_CERT, KONDUSIF_TLS_KEY), --local-authority, or a proxy (--behind-proxy)."
        )
    names = _names(choice.names) or (own_names() if way == "authority" else given.hosts[:1])
    return Plan(host, choice.port or (8443 if secure else 8000), way, names, choice.enrol_port)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def own_names() -> tuple[str, ...]:
    """This machine's host name and the address that other machines reach it by (no packet is sent)."""
    names = [socket.gethostname()]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            names.append(probe.getsockname()[0])
        except OSError:
            names.append("127.0.0.1")
    return tuple(names)


def start(plan: Plan) -> int:
    into_environment(plan)
    django_ready()
    for problem in problems():
        raise Refused(problem)
    from kondusif.backbone import presence

    listening = _listen(plan)
    with ExitStack() as stack:
        stack.enter_context(presence.held(presence.SERVERS, environment().data, shared=True))
        tls = _tls(plan, stack)
        return _serve(plan, tls, listening)


def into_environment(plan: Plan) -> None:
    """What the settings have to know about the plan."""
    hosts = [os.environ.get("KONDUSIF_HOSTS", ""), *plan.names]
    os.environ["KONDUSIF_HOSTS"] = ",".join(filter(None, hosts))
    if plan.way == "authority":
        os.environ["KONDUSIF_HTTPS"] = "yes"
    if plan.way == "proxy":
        os.environ["KONDUSIF_BEHIND_PROXY"] = "yes"


def problems() -> list[str]:
    """Why this installation must not serve, one sentence each."""
    from django.conf import settings
    from django.db import OperationalError

    from kondusif.cli.setup import pending_migrations

    if settings.DEMO:
        return ["KONDUSIF_DEMO is set. That is for `kondusif demo`; real use starts without it."]
    try:
        waiting = pending_migrations()
    except OperationalError as error:
        return [f"The database doesn't answer: {str(error).splitlines()[0]}"]
    if waiting:
        return [
            f"The database is behind this version by {len(waiting)} steps. "
            "Run `kondusif migrate` (it backs up first), then start again."
        ]
    return demo_left_overs()


def demo_left_overs() -> list[str]:
    from kondusif.backbone.accounts.models import Account
    from kondusif.operation.models import Operation

    found = []
    demo = list(Account.objects.filter(is_demo=True).values_list("username", flat=True)[:3])
    if demo:
        found.append(
            f"This database holds demo accounts ({', '.join(demo)}), whose passwords were printed. "
            "Real use needs a database of its own: set KONDUSIF_DATA to another folder."
        )
    if Operation.objects.filter(kind=Operation.Kind.DEMO).exists():
        found.append(
            "This database holds the demo's operation. Real use needs a database of its own: "
            "set KONDUSIF_DATA to another folder."
        )
    return found


def _listen(plan: Plan) -> socket.socket:
    from kondusif.site.server import listen

    try:
        return listen("127.0.0.1" if plan.host == "localhost" else plan.host, plan.port)
    except OSError as error:
        raise Refused(
            f"It can't listen on {plan.host}, port {plan.port}: {error.strerror}."
        ) from None


def _tls(plan: Plan, stack: ExitStack) -> Any:
    from kondusif.site.server import Tls

    given = environment()
    if plan.way == "certificate":
        return _given_tls(Path(given.tls_cert), Path(given.tls_key))
    if plan.way != "authority":
        return None
    issued = _authority(plan, given.data / "tls", stack)
    return Tls(issued.certificate, issued.key)


def _given_tls(certificate: Path, key: Path) -> Any:
    from kondusif.site.server import Tls

    for name, file in (("KONDUSIF_TLS_CERT", certificate), ("KONDUSIF_TLS_KEY", key)):
        if not os.access(file, os.R_OK):
            raise Refused(f"{name} names {file}, which isn't there or can't be read.")
    return Tls(certificate, key)


def _authority(plan: Plan, folder: Path, stack: ExitStack) -> Any:
    """Makes or keeps the authority, and opens the page on which phones learn to trust it."""
    from kondusif.backbone import clock
    from kondusif.site import authority, enrolment

    issued = authority.ensure(folder, plan.names, clock.machine_now())
    page = f"http://{plan.names[-1]}:{plan.enrol_port}{enrolment.PAGE}"
    certificate = authority.read(issued.authority)
    about = enrolment.Enrolment(certificate, issued.fingerprint, plan.url, page)
    try:
        server = enrolment.Server(plan.host, plan.enrol_port, about)
    except OSError as error:
        raise Refused(
            f"The page for phones can't use port {plan.enrol_port}: {error.strerror}."
        ) from None
    server.start()
    stack.callback(server.stop)
    print(_told_about_phones(page, issued), flush=True)
    return issued


def _told_about_phones(page: str, issued: Any) -> str:
    from kondusif.site.enrolment import in_groups

    first = (
        "A new authority was made: every phone has to be enrolled.\n"
        if issued.fresh_authority
        else ""
    )
    lines = "\n".join(f"  {line}" for line in in_groups(issued.fingerprint))
    return f"{first}Phones: {page}\nFingerprint to compare:\n{lines}"


def _serve(plan: Plan, tls: Any, listening: socket.socket) -> int:
    from kondusif.site.server import server

    jobs = Child(["jobs"])

    def on_ready() -> None:
        print(f"ready {plan.url}", flush=True)
        jobs.start()

    try:
        return server(on_ready, tls=tls, behind_proxy=plan.way == "proxy").answer(listening)
    finally:
        jobs.stop()
