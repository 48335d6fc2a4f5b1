"""One account for each role of the demo, with a password made once for its data folder and printed at every start."""

import json
import os
import secrets
from pathlib import Path
from typing import NamedTuple

from kondusif.backbone.accounts.rules import Role, Service

WORDS = (
    "padi hujan gunung laut pagi kopi sawah bambu angin jati melati ombak rumput perahu cengkih "
    "tembakau jeruk kelapa rotan senja embun telaga lembah merpati"
).split()


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


def make(folder: Path) -> list[dict[str, str]]:
    """Creates the accounts; returns user name, password and who it is, as `accounts.json` keeps them."""
    password = "-".join(secrets.choice(WORDS) for _ in range(3)) + f"-{secrets.randbelow(90) + 10}"
    for chair in CHAIRS:
        _create(chair, password)
    made = [{"username": c.username, "password": password, "who": c.who} for c in CHAIRS]
    _keep(folder / "accounts.json", made)
    return made


def read(folder: Path) -> list[dict[str, str]]:
    return json.loads((folder / "accounts.json").read_text())


def _create(chair: Chair, password: str) -> None:
    from kondusif.backbone import clock
    from kondusif.backbone.accounts.services import NewAccount, open_account

    wanted = NewAccount(
        username=chair.username,
        display_name=f"Contoh {chair.username}",
        role=chair.role,
        service=chair.service,
        area=chair.area,
        is_demo=True,
    )
    open_account(None, wanted, password, now=clock.machine_now())


def _keep(file: Path, accounts: list[dict[str, str]]) -> None:
    """Readable by its owner only, though the passwords open nothing but a simulation."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump(accounts, out, indent=1)
