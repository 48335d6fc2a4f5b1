"""Making a backup under load, and putting one back with proof."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from kondusif import __version__
from kondusif.backbone import presence
from kondusif.backbone.audit.models import Entry
from kondusif.backbone.audit.services import record, verify

from . import archive, postgresql, sqlite
from .archive import BadBackup, Manifest

FILES = "files"


class Refused(Exception):
    """Why nothing was overwritten, and what to do."""


@dataclass(frozen=True)
class Restored:
    manifest: Manifest
    entries: int
    kept: list[str]  # where the old database and files are


def make(data: Path, to: Path, *, now: datetime) -> Manifest:
    """Writes the backup `to`. Everything committed before the call is in it; writers are not stopped."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kondusif-backup-", dir=to.parent) as name:
        folder = Path(name)
        facts = _copy_database(folder)
        _copy_files(data / FILES, folder / FILES)
        manifest = Manifest(
            made_at=now.isoformat(timespec="seconds"),
            version=__version__,
            vendor=connection.vendor,
            head=facts.head,
            counts=facts.counts,
            migrations=facts.migrations,
            members=archive.members(folder),
        )
        archive.pack(folder, manifest, to)
    return manifest


def put_on_record(manifest: Manifest, to: Path, *, now: datetime) -> None:
    """That a copy of everything left the database: its checksum and the head it holds."""
    facts = {"sha256": archive.sha256(to), "head": manifest.head[0]}
    with transaction.atomic():
        record(None, "backup.made", "backup", facts, now=now)


def put_back(file: Path, data: Path, *, force: bool, now: datetime) -> Restored:
    """Replaces database and files by those of the backup, then verifies the record.

    Raises Refused or BadBackup with nothing changed; BadBackup after the exchange when the record itself, as it was
    backed up, doesn't verify (what was there before is then still kept beside).
    """
    if presence.somebody(data):
        raise Refused("A server is running on this database. Stop it first.")
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kondusif-restore-", dir=data) as name:
        folder = Path(name)
        manifest = archive.unpack(file, folder)
        check_fits(manifest)
        if not force and not _is_empty(data):
            raise Refused(
                "There is already a database here. With --force it is kept under another name and "
                "replaced by the backup."
            )
        suffix = f"before-restore-{now:%Y%m%dT%H%M%S}"
        kept = _replace_database(folder, manifest, suffix)
        kept += _replace_files(folder / FILES, data / FILES, suffix)
    return Restored(manifest, check_chain(manifest), kept)


def check_fits(manifest: Manifest) -> None:
    """The backup is of this kind of database and of no newer version than this one."""
    if manifest.vendor != connection.vendor:
        raise Refused(
            f"This is a backup of a {manifest.vendor} database; DATABASE_URL names a "
            f"{connection.vendor} one."
        )
    if unknown := sorted(set(manifest.migrations) - _known_migrations()):
        raise Refused(f"A newer version wrote it (it knows {unknown[0]}). Restore with that one.")


def check_chain(manifest: Manifest) -> int:
    """How many entries the restored chain holds; BadBackup when it is broken or isn't the one that was backed up."""
    count, broken = verify()
    if broken:
        raise BadBackup(f"The record is broken at entry {broken.sequence}: {broken.reason}.")
    head = Entry.objects.order_by("-sequence").values_list("sequence", "digest").first()
    if list(head or (0, "")) != list(manifest.head):
        raise BadBackup(f"The record ends at {head}; the backup named {manifest.head}.")
    return count


def _copy_database(folder: Path) -> Any:
    if connection.vendor == "postgresql":
        return postgresql.copy(folder)
    return sqlite.copy(_database_file(), folder)


def _replace_database(folder: Path, manifest: Manifest, suffix: str) -> list[str]:
    if connection.vendor == "postgresql":
        kept = postgresql.put_back(folder, manifest.migrations, suffix)
        return [f"schema {name}" for name in kept]
    sqlite.facts(folder / sqlite.MEMBER)
    connection.close()
    return [str(path) for path in sqlite.put_back(folder, _database_file(), suffix)]


def _is_empty(data: Path) -> bool:
    files = data / FILES
    if files.exists() and any(files.iterdir()):
        return False
    if connection.vendor == "postgresql":
        return postgresql.is_empty()
    return not _database_file().exists()


def _copy_files(source: Path, target: Path) -> None:
    """After the database, so that every file it names is there; one erased meanwhile is gone on purpose."""
    for path in source.rglob("*") if source.exists() else ():
        if path.is_file():
            copied = target / path.relative_to(source)
            copied.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copy2(path, copied)
            except FileNotFoundError:
                copied.unlink(missing_ok=True)


def _replace_files(source: Path, target: Path, suffix: str) -> list[str]:
    kept = []
    if target.exists():
        aside = target.with_name(f"{FILES}.{suffix}")
        target.replace(aside)
        kept.append(str(aside))
    if source.exists():
        source.replace(target)
    return kept


def _database_file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _known_migrations() -> set[str]:
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {f"{room}.{name}" for room, name in loader.disk_migrations or ()}
