"""`kondusif import KIND FILE [--dry-run] [--partial] [--json]`: loads a list into the database.

Exit codes: 0 loaded (or, dry, could be), 1 problems in the file, 2 usage. With --json, stdout holds one JSON document.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kondusif.cli.database import database_ready

if TYPE_CHECKING:
    from kondusif.places.services import Outcome

KINDS = ("areas", "stations", "units", "officers", "boundaries")
SHOWN = 20  # problems and notes that a terminal shows of each


def run(argv: list[str]) -> int:
    wanted = parser().parse_args(argv)
    path = Path(wanted.file)
    try:
        data = path.read_bytes()
    except OSError as error:
        return _unreadable(path, error, wanted.json)
    database_ready()
    outcome = _load(wanted, data, path.name)
    if wanted.json:
        print(json.dumps(outcome.as_dict(), ensure_ascii=False, indent=2, default=str))
    else:
        _say(outcome, wanted)
    return 0 if outcome.ok else 1


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="kondusif import",
        description="Load a list from XLSX or CSV (boundaries: GeoJSON). All of it or nothing.",
    )
    made.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    made.add_argument("file", metavar="FILE")
    made.add_argument("--dry-run", action="store_true", help="say what it would do, save nothing")
    made.add_argument(
        "--partial",
        action="store_true",
        help="the list covers only the districts (stations, areas) or units (officers) that it names",
    )
    made.add_argument("--json", action="store_true", help="one JSON document on stdout")
    return made


def _load(wanted: argparse.Namespace, data: bytes, name: str) -> "Outcome":
    from kondusif.backbone import clock
    from kondusif.places.lists import Scope, Upload
    from kondusif.places.services import load

    scope = Scope(actor=None, partial=wanted.partial)
    return load(wanted.kind, Upload(data, name), scope, now=clock.shown(), dry_run=wanted.dry_run)


def _unreadable(path: Path, error: OSError, as_json: bool) -> int:
    reason = f"The file can't be opened: {error.strerror or error}."
    print(f"kondusif import: {path}: {reason}", file=sys.stderr)
    if as_json:
        problem = {"row": 0, "column": "", "value": str(path), "reason": reason}
        print(json.dumps(_nothing() | {"problems": [problem]}))
    return 2


def _nothing() -> dict[str, Any]:
    return {"added": 0, "changed": 0, "gone": 0, "problems": [], "notes": [], "details": {}}


def _say(outcome: "Outcome", wanted: argparse.Namespace) -> None:
    found = outcome.as_dict()
    for label, findings in (("problem", outcome.problems), ("note", outcome.notes)):
        for one in findings[:SHOWN]:
            value = f" [{one.value}]" if one.value else ""
            where = f"row {one.row}, {one.column or '-'}" if one.row else "file"
            print(f"{label}: {where}{value}: {one.reason}")
        if len(findings) > SHOWN:
            print(f"... and {len(findings) - SHOWN} more; --json lists every {label}.")
    if not outcome.ok:
        print(f"{wanted.file}: {len(outcome.problems)} problems; nothing was loaded.")
        return
    verb = "would be" if wanted.dry_run else "were"
    print(
        f"{wanted.kind}: {found['added']} {verb} added, {found['changed']} changed, "
        f"{found['gone']} gone, {found['unchanged']} unchanged."
    )
