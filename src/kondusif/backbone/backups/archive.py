"""The backup file: a .tar.gz with `manifest.json` first, which names every other member with its SHA-256.

Pure but for the files it is given: no database, no clock.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FORMAT = 1
MANIFEST = "manifest.json"
PART = 1 << 20


class BadBackup(Exception):
    """This file is no backup, or not whole; the message says what is wrong with it."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself. `head` is the audit chain's last link: [sequence, digest]."""

    made_at: str
    version: str
    vendor: str  # sqlite, postgresql
    head: list[Any]
    counts: Mapping[str, int]  # rows by table
    migrations: list[str]
    members: Mapping[str, str]  # member -> sha256
    format: int = FORMAT


def pack(folder: Path, manifest: Manifest, to: Path) -> None:
    """Writes `to` whole or not at all, readable by its owner only."""
    beside = to.with_name(to.name + ".part")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        with tarfile.open(fileobj=out, mode="w:gz", compresslevel=3) as tar:
            _add_text(tar, MANIFEST, json.dumps(asdict(manifest), indent=1))
            for name in sorted(manifest.members):
                tar.add(folder / name, arcname=name, recursive=False)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(to)


def unpack(file: Path, folder: Path) -> Manifest:
    """Unpacks into the empty `folder` and checks every member against the manifest. Raises BadBackup."""
    try:
        with tarfile.open(file, "r:gz") as tar:
            tar.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BadBackup(f"{file.name} can't be read as a backup: {error}") from None
    manifest = read(folder)
    check(folder, manifest)
    return manifest


def read(folder: Path) -> Manifest:
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError):
        raise BadBackup("It holds no manifest: this isn't a backup of Kondusif.") from None
    if manifest.format > FORMAT:
        raise BadBackup("A newer version of Kondusif wrote it; restore it with that one.")
    return manifest


def check(folder: Path, manifest: Manifest) -> None:
    """Every member is there unaltered, and nothing else is."""
    found = members(folder)
    if missing := sorted(set(manifest.members) - set(found)):
        raise BadBackup(f"{missing[0]} is missing in it.")
    if added := sorted(set(found) - set(manifest.members)):
        raise BadBackup(f"{added[0]} was added to it.")
    altered = [name for name, digest in manifest.members.items() if found[name] != digest]
    if altered:
        raise BadBackup(f"{altered[0]} was altered: its checksum differs from the manifest.")


def members(folder: Path) -> dict[str, str]:
    """The files below `folder` with their SHA-256, without the manifest."""
    files = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: sha256(path) for name, path in named.items() if name != MANIFEST}


def sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while part := content.read(PART):
            digest.update(part)
    return digest.hexdigest()


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, io.BytesIO(content))
