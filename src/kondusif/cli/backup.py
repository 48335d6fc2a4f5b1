"""`kondusif backup [--to FILE]`: one file with the whole operation, written while the server works."""

import argparse
import json
from datetime import datetime
from pathlib import Path

from kondusif.cli.setup import django_ready


def run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="kondusif backup", description=__doc__)
    parser.add_argument(
        "--to", type=Path, help="file to write (default: a new one in the data folder)"
    )
    parser.add_argument("--json", action="store_true")
    choice = parser.parse_args(argv)
    django_ready()
    from django.conf import settings

    from kondusif.backbone import clock

    now = clock.machine_now()
    to = choice.to or new_file(Path(settings.DATA) / "backups", now)
    facts = make(Path(settings.DATA), to, now)
    told = f"{to}: {facts['rows']} rows, {facts['files']} files, record at entry {facts['head']}."
    print(json.dumps(facts) if choice.json else told)
    return 0


def make(data: Path, to: Path, now: datetime) -> dict[str, object]:
    from kondusif.backbone.backups import services
    from kondusif.cli.moment import operation_now

    manifest = services.make(data, to, now=now)
    services.put_on_record(manifest, to, now=operation_now())
    files = [name for name in manifest.members if name.startswith(f"{services.FILES}/")]
    return {
        "file": str(to),
        "made_at": manifest.made_at,
        "rows": sum(manifest.counts.values()),
        "files": len(files),
        "head": manifest.head[0],
    }


def new_file(folder: Path, now: datetime, why: str = "kondusif") -> Path:
    return folder / f"{why}-{now:%Y%m%dT%H%M%SZ}.tar.gz"


def keep_only(folder: Path, count: int, why: str = "kondusif") -> list[Path]:
    """Removes all but the newest `count` of the files that `new_file` named; returns what went."""
    old = sorted(folder.glob(f"{why}-*Z.tar.gz"))[:-count]
    for file in old:
        file.unlink()
    return old
