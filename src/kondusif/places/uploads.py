"""Files between preview and confirmation: kept on this machine for an hour, by digest, for their uploader only."""

import hashlib
import json
import os
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_noop as _

from kondusif.backbone.privacy.registry import Kind, declare

KEPT_SECONDS = 3600


@dataclass(frozen=True)
class Kept:
    """An upload that waits for its confirmation."""

    token: str
    kind: str
    file_name: str
    partial: bool
    account: int
    data: bytes = b""


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "uploads"


def keep(account: int, kind: str, file_name: str, data: bytes, *, partial: bool) -> Kept:
    """Writes the upload readable by this process's user only; the same upload again is the same token."""
    forget()
    name = f"{kind}\n{account}\n{partial}\n{file_name}\n"
    token = hashlib.sha256(name.encode() + data).hexdigest()[:32]
    kept = Kept(token, kind, file_name, partial, account)
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(folder() / f"{token}.bin", data)
    _write(folder() / f"{token}.json", json.dumps(asdict(kept) | {"data": None}).encode())
    return kept


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(data)


def find(account: int, token: str) -> Kept | None:
    """The upload with its bytes; None when it is not kept any more or belongs to somebody else."""
    forget()
    about = folder() / f"{token}.json"
    if not token.isalnum() or not about.exists():
        return None
    kept = Kept(**json.loads(about.read_bytes()) | {"data": about.with_suffix(".bin").read_bytes()})
    return kept if kept.account == account else None


def drop(token: str) -> None:
    for suffix in ("json", "bin"):
        (folder() / f"{token}.{suffix}").unlink(missing_ok=True)


def forget(_now: datetime | None = None) -> int:
    """Deletes what is older than an hour by the machine's clock (files don't live on the operation's time)."""
    if not folder().is_dir():
        return 0
    old = [path for path in folder().iterdir() if path.stat().st_mtime < time.time() - KEPT_SECONDS]
    for path in old:
        path.unlink(missing_ok=True)
    return sum(path.suffix == ".bin" for path in old)


def declare_kinds() -> None:
    declare(
        Kind(
            _("uploaded lists that wait for their confirmation"),
            _("to show what a list would change before it is loaded"),
            _("administrator"),
            _("1 hour"),
            forget,
        )
    )
