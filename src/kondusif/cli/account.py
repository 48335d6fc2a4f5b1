"""`kondusif account create|password|token|list`: ways in, made at the server's own terminal."""

import argparse
import json
import sys
from typing import Any

from kondusif.backbone.accounts.rules import Role, Service
from kondusif.cli.setup import django_ready


class Problem(Exception):
    """A sentence for the terminal."""


def run(argv: list[str]) -> int:
    choice = arguments().parse_args(argv)
    django_ready(create=True)
    from kondusif.backbone.accounts.services import Refused

    try:
        facts = choice.do(choice)
    except (Problem, Refused) as problem:
        print(f"kondusif: {problem}", file=sys.stderr)
        return 1
    print(json.dumps(facts, indent=1) if choice.json else told(facts))
    return 0


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kondusif account", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="create|password|token|list")
    new = _command(commands, "create", create, "a new account; its password is made and shown once")
    new.add_argument("username")
    new.add_argument("--role", required=True, choices=[role.value for role in Role])
    new.add_argument("--service", required=True, choices=[service.value for service in Service])
    new.add_argument("--name", help="name shown (default: the user name)")
    new.add_argument("--area", default="", help="official code of the area it is limited to")
    new.add_argument("--service-number", default="", help="of the officer it belongs to")
    other = _command(commands, "password", password, "a new password, made and shown once")
    other.add_argument("username")
    bearer = _command(commands, "token", token, "a bearer token for another system, shown once")
    bearer.add_argument("username")
    bearer.add_argument("--label", default="api", help="what it is for")
    _command(commands, "list", everyone, "all accounts")
    return parser


def _command(commands: Any, name: str, do: Any, meaning: str) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=meaning, description=meaning)
    made.add_argument("--json", action="store_true")
    made.set_defaults(do=do)
    return made


def create(choice: argparse.Namespace) -> dict[str, Any]:
    from kondusif.backbone.accounts.services import NewAccount, open_account, readable_password
    from kondusif.cli.moment import operation_now

    wanted = NewAccount(
        username=choice.username,
        display_name=choice.name or choice.username,
        role=Role(choice.role),
        service=Service(choice.service),
        area=choice.area,
        service_number=choice.service_number,
    )
    secret = readable_password()
    open_account(None, wanted, secret, now=operation_now())
    return {"username": choice.username, "password": secret}


def password(choice: argparse.Namespace) -> dict[str, Any]:
    from kondusif.backbone.accounts.services import readable_password, set_password
    from kondusif.cli.moment import operation_now

    secret = readable_password()
    set_password(None, _account(choice.username), secret, now=operation_now())
    return {"username": choice.username, "password": secret}


def token(choice: argparse.Namespace) -> dict[str, Any]:
    from kondusif.backbone.accounts import tokens
    from kondusif.cli.moment import operation_now

    secret, _ = tokens.issue(_account(choice.username), choice.label, now=operation_now())
    return {"username": choice.username, "token": secret}


def everyone(_: argparse.Namespace) -> list[dict[str, Any]]:
    from kondusif.backbone.accounts.models import Account

    fields = ("username", "role", "service", "area", "is_active", "is_demo")
    return list(Account.objects.order_by("username").values(*fields))


def _account(username: str) -> Any:
    from kondusif.backbone.accounts.models import Account

    found = Account.objects.filter(username=username).first()
    if found is None:
        raise Problem(f"There is no account {username!r}. `kondusif account list` shows them.")
    return found


def told(facts: Any) -> str:
    if isinstance(facts, list):
        return "\n".join(_line(row) for row in facts) or "There are no accounts yet."
    return "\n".join(f"{key}: {value}" for key, value in facts.items())


def _line(row: dict[str, Any]) -> str:
    notes = [row["area"], "" if row["is_active"] else "closed", "demo" if row["is_demo"] else ""]
    return f"{row['username']:<24} {row['role']:<18} {row['service']:<8} {' '.join(filter(None, notes))}".rstrip()
