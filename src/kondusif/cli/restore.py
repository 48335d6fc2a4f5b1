"""`kondusif restore FILE [--force]`: puts a backup back, keeps what was there, and verifies the record."""

import argparse
import json
import sys
from pathlib import Path

from kondusif.cli.setup import django_ready, pending_migrations


def run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="kondusif restore", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--force", action="store_true", help="replace what is there; it is kept beside"
    )
    parser.add_argument("--json", action="store_true")
    choice = parser.parse_args(argv)
    django_ready()
    from django.conf import settings

    from kondusif.backbone import clock
    from kondusif.backbone.backups import services

    try:
        done = services.put_back(
            choice.file, Path(settings.DATA), force=choice.force, now=clock.machine_now()
        )
    except (services.Refused, services.BadBackup) as reason:
        print(f"kondusif: {reason}", file=sys.stderr)
        return 1
    print(json.dumps(facts(done)) if choice.json else told(done))
    return 0


def facts(done) -> dict[str, object]:
    return {
        "made_at": done.manifest.made_at,
        "entries": done.entries,
        "verified": True,
        "kept": done.kept,
        "pending_migrations": len(pending_migrations()),
    }


def told(done) -> str:
    lines = [
        f"Restored the state of {done.manifest.made_at}; the record's {done.entries} entries verify."
    ]
    lines += [f"Kept: {name}" for name in done.kept]
    if pending_migrations():
        lines.append("The backup is of an older version: run `kondusif migrate` next.")
    return "\n".join(lines)
