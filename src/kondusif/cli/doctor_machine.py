"""What the doctor asks of the machine: no database needed."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import kondusif
from kondusif.backbone import clock
from kondusif.cli.findings import Finding, good, note, problem

LITTLE, VERY_LITTLE = 5.0, 1.0  # GB
PACKAGE = Path(kondusif.__file__).parent
# A clock before this version was made is wrong for certain.
MADE = datetime(2024, 1, 1, tzinfo=UTC)


def python(_: Any) -> Iterable[Finding]:
    """The launcher refuses one that is too old; here it is told for whoever reads the report."""
    yield good("Python", ".".join(map(str, sys.version_info[:3])))


def data_folder(given: Any) -> Iterable[Finding]:
    if can_write(given.data):
        yield good("data folder", str(given.data))
    else:
        do = "Make it writable for the account that runs Kondusif, or set KONDUSIF_DATA."
        yield problem("data folder", f"{given.data} can't be written to", do)


def can_write(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def disk_space(given: Any) -> Iterable[Finding]:
    existing = next(path for path in (given.data, *given.data.parents) if path.exists())
    free = shutil.disk_usage(existing).free / 1e9
    says = f"{free:.1f} GB free"
    if free < VERY_LITTLE:
        yield problem("disk", says, "Make room: at 0 the database refuses reports.")
    elif free < LITTLE:
        yield note("disk", says, "Make room before the vote: photos and backups need some GB.")
    else:
        yield good("disk", says)


def clock_is_sane(given: Any) -> Iterable[Finding]:
    """Against what can be known without a network: this version's age and the newest file of the data folder."""
    now = clock.machine_now()
    newest = datetime.fromtimestamp(newest_change(given.data), UTC)
    if now < MADE:
        yield problem(
            "clock", f"it shows {now:%Y-%m-%d}", "Set the clock; switch on its sync (NTP)."
        )
    elif newest > now + timedelta(minutes=5):
        says = f"files here are from {newest:%Y-%m-%d %H:%M} UTC, later than now ({now:%H:%M})"
        yield problem("clock", says, "Set the clock; the order of reports rests on it.")
    else:
        yield good("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC")


def newest_change(folder: Path) -> float:
    files = [path for path in folder.iterdir() if path.is_file()] if folder.exists() else []
    return max((path.stat().st_mtime for path in files), default=0.0)


def screens(_: Any) -> Iterable[Finding]:
    built = PACKAGE / "site" / "static" / "built"
    missing = [name for name in ("theme.css", "shell.js", "htmx.js") if not (built / name).exists()]
    if missing:
        do = "Run `./kondusif prepare`, or install the package again."
        yield problem("screens", f"{', '.join(missing)} not built", do)
    else:
        yield good("screens", "built")


def translations(_: Any) -> Iterable[Finding]:
    sources = list(PACKAGE.rglob("*.po"))
    missing = [po for po in sources if not po.with_suffix(".mo").exists()]
    if missing:
        names = ", ".join(sorted(po.parents[3].name for po in missing))
        do = "Run `./kondusif prepare`, or install the package again."
        yield problem("translations", f"not compiled: {names}", do)
    else:
        yield good("translations", f"{len(sources)} rooms")


def tls(given: Any) -> Iterable[Finding]:
    if given.tls_cert:
        yield certificate(Path(given.tls_cert), Path(given.tls_key))
    elif (given.data / "tls" / "server.pem").exists():
        folder = given.data / "tls"
        yield certificate(folder / "server.pem", folder / "server.key")
    elif given.behind_proxy:
        yield good("TLS", "ended by the proxy")
    else:
        do = "Phones need it: KONDUSIF_TLS_CERT and _KEY, `serve --local-authority`, or a proxy."
        yield note("TLS", "none", do)


def certificate(cert: Path, key: Path) -> Finding:
    from kondusif.site.authority import read

    for file in (cert, key):
        if not os.access(file, os.R_OK):
            return problem(
                "TLS", f"{file} isn't there or can't be read", "Check the path and its rights."
            )
    try:
        ends = read(cert).not_valid_after_utc
    except ValueError:
        return problem("TLS", f"{cert} holds no PEM certificate", "Give a PEM file.")
    days = (ends - clock.machine_now()).days
    says = f"{cert.name} ends on {ends:%Y-%m-%d}"
    if days < 0:
        return problem("TLS", says, "Renew it: phones refuse to connect.")
    return note("TLS", says, "Renew it soon.") if days < 30 else good("TLS", says)


CHECKS = (python, data_folder, disk_space, clock_is_sane, screens, translations, tls)
