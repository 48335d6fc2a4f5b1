"""One account for each role of the demo, with a password made once for its data folder and printed at every start."""

import json
import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from kondusif.backbone.accounts.rules import Role, Service

WORDS = (
    "padi hujan gunung laut pagi kopi sawah bambu angin jati melati ombak rumput perahu cengkih "
    "tembakau jeruk kelapa rotan senja embun telaga lembah merpati"
).split()


REMOTE = "Andongrejo"


class Chair(NamedTuple):
    username: str
    role: Role
    service: Service
    who: str  # for the terminal
    area: str = ""


POLICE, ARMY, NONE = Service.POLICE, Service.ARMY, Service.NONE
CHAIRS = (
    Chair("kapolres", Role.COMMANDER, POLICE, "commander, police (Kaops)"),
    Chair("dandim", Role.COMMANDER, ARMY, "commander, army"),
    Chair("perencana", Role.PLANNER, POLICE, "planner, police"),
    Chair("perencana-tni", Role.PLANNER, ARMY, "planner, army"),
    Chair("operator", Role.OPERATOR, POLICE, "control room, police"),
    Chair("operator-tni", Role.OPERATOR, ARMY, "control room, army"),
    Chair("padal", Role.SECTOR_LEADER, POLICE, "sector leader, police (Tempurejo)", "35.09.18"),
    Chair("anggota", Role.OFFICER, POLICE, "officer at a station, police"),
    Chair("prajurit", Role.OFFICER, ARMY, "soldier"),
    Chair("bhabinkamtibmas", Role.COMMUNITY_OFFICER, POLICE, "community officer, police"),
    Chair("babinsa", Role.COMMUNITY_OFFICER, ARMY, "community officer, army"),
    Chair("logistik", Role.LOGISTICS, POLICE, "logistics, police"),
    Chair("pelatih", Role.TRAINER, POLICE, "trainer, police"),
    Chair("humas", Role.PUBLIC_RELATIONS, POLICE, "public relations, police"),
    Chair("auditor", Role.AUDITOR, NONE, "auditor"),
    Chair("admin", Role.ADMINISTRATOR, NONE, "administrator"),
)


def make(folder: Path, now: datetime) -> list[dict[str, str]]:
    """Creates the accounts; returns user name, password and who it is, as `accounts.json` keeps them."""
    password = "-".join(secrets.choice(WORDS) for _ in range(3)) + f"-{secrets.randbelow(90) + 10}"
    posted = _posted()
    for chair in CHAIRS:
        _create(chair, posted.get(chair.username), password, now)
    made = [{"username": c.username, "password": password, "who": c.who} for c in CHAIRS]
    _keep(folder / "accounts.json", made)
    return made


def read(folder: Path) -> list[dict[str, str]]:
    return json.loads((folder / "accounts.json").read_text())


def _posted() -> dict[str, Any]:
    """The officers behind the two accounts in the field: one at a remote station, one with the army's reserve."""
    from kondusif.deployment.models import Posting

    posts = Posting.objects.select_related("officer").order_by("officer__service_number")
    remote = posts.filter(service=POLICE, team__village__name=REMOTE).first()
    soldier = posts.filter(service=ARMY).first()
    found = {"anggota": remote, "prajurit": soldier}
    return {username: post.officer for username, post in found.items() if post}


def _create(chair: Chair, officer: Any, password: str, now: datetime) -> None:
    from kondusif.backbone.accounts.services import NewAccount, open_account

    wanted = NewAccount(
        username=chair.username,
        display_name=officer.name if officer else f"Contoh {chair.username}",
        role=chair.role,
        service=chair.service,
        area=chair.area,
        service_number=officer.service_number if officer else "",
        is_demo=True,
    )
    account = open_account(None, wanted, password, now=now)
    if officer:
        officer.account = account
        officer.save(update_fields=["account"])


def _keep(file: Path, accounts: list[dict[str, str]]) -> None:
    """Readable by its owner only, though the passwords open nothing but a simulation."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump(accounts, out, indent=1)
