"""`kondusif operation`: create and show the operation, and load its stages, strength figures and vulnerable points.

Exit codes: 0 done, 1 refused or problems in a file (with the sentence), 2 usage.
"""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from kondusif.cli.database import database_ready


def run(argv: list[str]) -> int:
    wanted = parser().parse_args(argv)
    text = _text(wanted)
    database_ready()
    from kondusif.operation.loading import BadFile
    from kondusif.operation.queries import NoOperation
    from kondusif.operation.rules import Refused

    try:
        wanted.act(wanted, text)
    except (Refused, NoOperation) as problem:
        return _refused(str(problem))
    except BadFile as problem:
        return _refused(f"{wanted.file}: {problem}")
    return 0


def _refused(sentence: str) -> int:
    print(f"kondusif operation: {sentence}", file=sys.stderr)
    return 1


def _text(wanted: argparse.Namespace) -> str:
    """The file of a command that has one; a file that can't be read is a usage error."""
    if not hasattr(wanted, "file"):
        return ""
    try:
        return Path(wanted.file).read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or str(error)
    except UnicodeDecodeError:
        reason = "it is not UTF-8; save it as CSV UTF-8"
    print(f"kondusif operation: {wanted.file}: {reason}", file=sys.stderr)
    raise SystemExit(2)


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="kondusif operation", description=__doc__.split("\n")[0])
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    create = _command(commands, "create", _create, "create the operation and its tree of positions")
    create.add_argument("--name", required=True)
    create.add_argument("--regency", required=True, help="official code, such as 35.09")
    create.add_argument("--vote-day", required=True, type=_day, help="YYYY-MM-DD")
    create.add_argument("--zone", default="WIB", choices=("WIB", "WITA", "WIT"))
    create.add_argument("--kind", default="real", choices=("real", "exercise"))
    show = _command(commands, "show", _show, "show the current operation")
    show.add_argument("--json", action="store_true", help="one JSON document on stdout")
    for name, act, what in (
        ("stages", _stages, "load stages from CSV: stage, start, end, who, source"),
        ("strength", _strength, "load strength figures from CSV: key, value, what, source, as_of"),
        ("points", _points, "load vulnerable points from CSV: code, kind, name, area, lat, lon"),
    ):
        _command(commands, name, act, what).add_argument("file", metavar="FILE")
    _command(commands, "positions", _positions, "make positions for units that were loaded later")
    return made


def _command(
    commands: Any, name: str, act: Callable[[argparse.Namespace, str], None], what: str
) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(name, help=what, description=what)
    made.set_defaults(act=act)
    return made


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2024-11-27") from None


def _create(wanted: argparse.Namespace, text: str) -> None:
    from kondusif.backbone import clock
    from kondusif.operation.services import NewOperation, create

    new = NewOperation(
        wanted.name, wanted.regency, wanted.vote_day, zone=wanted.zone, kind=wanted.kind
    )
    operation = create(None, new, now=clock.machine_now())
    print(
        f"{operation.name}: {operation.positions.count()} positions, vote on {operation.vote_day}."
    )


def _show(wanted: argparse.Namespace, text: str) -> None:
    from kondusif.operation.queries import as_dict, current

    found = as_dict(current())
    if wanted.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return
    width = max(map(len, found))
    for name, value in found.items():
        if name != "strength":
            print(f"{name:<{width}}  {value}")
    for figure in found["strength"]:
        mark = "*" if figure["used"] else " "
        print(f"{mark} {figure['key']} {figure['value']}: {figure['what']} ({figure['source']})")


def _stages(wanted: argparse.Namespace, text: str) -> None:
    from kondusif.operation import loading, queries, services

    operation = queries.current()
    changed = services.add_stages(None, operation, loading.stages(text), now=queries.now(operation))
    print(f"stages: {changed} added or changed.")


def _strength(wanted: argparse.Namespace, text: str) -> None:
    from kondusif.operation import loading, queries, services

    operation = queries.current()
    added = services.add_figures(None, operation, loading.figures(text), now=queries.now(operation))
    print(f"strength: {added} figures added.")


def _points(wanted: argparse.Namespace, text: str) -> None:
    from kondusif.operation import loading, queries, sites

    changed = sites.add_sites(None, loading.sites(text), now=queries.shown())
    print(f"points: {changed} added or changed.")


def _positions(wanted: argparse.Namespace, text: str) -> None:
    from kondusif.operation import queries, services

    operation = queries.current()
    added = services.seat(None, operation, now=queries.now(operation))
    print(f"positions: {added} added.")
