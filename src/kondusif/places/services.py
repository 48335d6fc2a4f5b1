"""Loading a list: read it beside what is stored, then save the difference, its run and its audit entry, or nothing.

A dry run, the preview on a screen and the real thing are the same call; only `dry_run` keeps it from saving.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from kondusif.backbone.accounts.rules import Action, Actor, check
from kondusif.backbone.audit import services as audit
from kondusif.backbone.live import services as live
from kondusif.places.importing import (
    Diff,
    Note,
    Problem,
    Sentence,
    UnreadableFileError,
    diff,
    key_text,
    summary,
)

from .lists import ListKind, Reading, Scope, Upload, get
from .models import ImportRun

LOAD_LOCK = 7_203_512


@dataclass(frozen=True)
class Outcome:
    """What loading a file did, or would do. `found` is None where problems kept it from being compared."""

    kind: str
    file_name: str
    sha256: str
    found: Diff | None
    problems: Sequence[Problem]
    notes: Sequence[Note]
    saved: bool = False

    @property
    def ok(self) -> bool:
        return not self.problems

    @property
    def fingerprint(self) -> str:
        """Changes when what would be saved changes: a confirmation holds for the preview that was seen."""
        if self.found is None:
            return ""
        keys = [sorted(map(key_text, part)) for part in _parts(self.found)]
        return hashlib.sha256(repr((self.sha256, keys)).encode()).hexdigest()[:16]

    def as_dict(self) -> dict[str, Any]:
        """`added`, `changed`, `gone`, `problems`, `notes`, `details`, for `kondusif import --json`."""
        return {
            "kind": self.kind,
            "file": self.file_name,
            "sha256": self.sha256,
            "saved": self.saved,
            **summary(self.found, self.problems, self.notes),
        }


def _parts(found: Diff) -> tuple[Any, Any, Any]:
    return found.added, found.changed, found.gone


def load(
    kind: ListKind | str, upload: Upload, scope: Scope, *, now: datetime, dry_run: bool = False
) -> Outcome:
    """Loads a list. Raises NotAllowed for who may not; a file with problems comes back unsaved, with each of them."""
    if scope.actor is not None:
        check(scope.actor, Action.IMPORT_LISTS)
    kind = get(kind) if isinstance(kind, str) else kind
    sha256 = hashlib.sha256(upload.data).hexdigest()
    with transaction.atomic():
        _one_at_a_time()
        try:
            reading = kind.read(upload, scope)
        except UnreadableFileError as error:
            return _refused(kind, upload, sha256, [Problem(0, "", "", error.reason)], [])
        if reading.problems:
            return _refused(kind, upload, sha256, _by_row(reading.problems), reading.notes)
        found = diff(reading.current, reading.incoming)
        if not dry_run:
            _save(kind, upload, sha256, reading, found, scope.actor, now)
    notes = tuple(_by_row(reading.notes))
    return Outcome(kind.name, upload.file_name, sha256, found, (), notes, saved=not dry_run)


def _one_at_a_time() -> None:
    """A second load waits for the first: each compares with what the other has saved (SQLite's write lock does it)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])


def _by_row(findings: Sequence[Any]) -> list[Any]:
    return sorted(findings, key=lambda one: one.row)


def _refused(
    kind: ListKind,
    upload: Upload,
    sha256: str,
    problems: Sequence[Problem],
    notes: Sequence[Note],
) -> Outcome:
    return Outcome(kind.name, upload.file_name, sha256, None, tuple(problems), tuple(notes))


def _save(
    kind: ListKind,
    upload: Upload,
    sha256: str,
    reading: Reading,
    found: Diff,
    actor: Actor | None,
    now: datetime,
) -> None:
    """Saves, records and announces; the same file with nothing to change leaves no second trace."""
    last = ImportRun.objects.filter(kind=kind.name).order_by("-id").first()
    if found.empty and last is not None and last.sha256 == sha256:
        return
    kind.save(found, reading.incoming, now)
    counts = {
        "added": len(found.added),
        "changed": len(found.changed),
        "gone": len(found.gone),
    }
    run = ImportRun.objects.create(
        kind=kind.name,
        file_name=upload.file_name[:200],
        sha256=sha256,
        at=now,
        account=actor.id if actor else None,
        notes=_counted(reading.notes),
        **counts,
    )
    facts = {**counts, "sha256": sha256, "unchanged": found.unchanged, "import": run.pk}
    audit.record(actor, "imported", f"list:{kind.name}", facts, now=now)
    live.publish("list", kind.name, now=now)


def _counted(notes: Sequence[Note]) -> list[dict[str, Any]]:
    """How often each kind of note was made. Their values stay out: they may name people."""
    templates = Counter(
        note.reason.template for note in notes if isinstance(note.reason, Sentence) and note.row
    )
    return [{"reason": reason, "count": count} for reason, count in templates.most_common()]
