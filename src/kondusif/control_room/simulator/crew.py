"""Who plays the phones: synthetic accounts and tokens for the teams of a simulation. A real operation has none."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from kondusif.backbone.accounts import tokens
from kondusif.backbone.accounts.models import Account, ApiToken
from kondusif.backbone.accounts.rules import Role, Service
from kondusif.backbone.audit.services import record
from kondusif.deployment.models import TeamStation
from kondusif.deployment.queries import published
from kondusif.operation.models import Operation
from kondusif.people.models import Unit
from kondusif.places.models import Station

from .schedule import Spot, Team

LABEL = "simulator"
PREFIX = "simulasi-"
WITHOUT_PLAN = 12  # stations per phone where no plan is published


class NotASimulation(Exception):
    """The operation is real; nothing is played into it."""


def check_simulation(operation: Operation) -> None:
    if operation.kind == Operation.Kind.REAL:
        raise NotASimulation(
            f"{operation.name} is a real operation. Only a demo or an exercise can be simulated."
        )


def teams_of(operation: Operation) -> list[Team]:
    """The published plan's teams, or neighbours of a village where there is no plan; and one phone per Koramil."""
    plan = published(operation)
    police = _planned(plan.pk) if plan else _by_village(operation)
    return [*police, *_koramil(operation)]


def _planned(plan: int) -> list[Team]:
    rows = (
        TeamStation.objects.filter(plan_id=plan)
        .order_by("team__number", "station__code")
        .values_list(
            "team__number", "station__code", "station__lat", "station__lon", "station__remote"
        )
    )
    found: dict[int, list[Spot]] = defaultdict(list)
    for number, code, lat, lon, remote in rows:
        found[number].append(Spot(code, lat, lon, remote))
    return [Team(f"regu-{number}", Service.POLICE, tuple(spots)) for number, spots in found.items()]


def _by_village(operation: Operation) -> list[Team]:
    found: dict[str, list[Spot]] = defaultdict(list)
    for spot in _spots(operation):
        found[spot.code.split("-")[0]].append(spot)
    return [
        Team(f"desa-{village}-{start}", Service.POLICE, tuple(spots[start : start + WITHOUT_PLAN]))
        for village, spots in found.items()
        for start in range(0, len(spots), WITHOUT_PLAN)
    ]


def _koramil(operation: Operation) -> list[Team]:
    units = Unit.objects.filter(kind=Unit.Kind.KORAMIL, active=True, area__isnull=False)
    spots = _spots(operation)
    found = []
    for unit in units:
        near = tuple(spot for spot in spots if spot.code.startswith(f"{unit.area_id}."))
        if near:
            found.append(Team(f"koramil-{unit.code}", Service.ARMY, near))
    return found


def _spots(operation: Operation) -> list[Spot]:
    rows = Station.objects.filter(active=True, code__startswith=operation.regency_id)
    return [Spot(*row) for row in rows.order_by("code").values_list("code", "lat", "lon", "remote")]


def equip(operation: Operation, teams: Iterable[Team], *, now: datetime) -> dict[str, str]:
    """A fresh token for each team, by team key; tokens of an earlier start are revoked."""
    check_simulation(operation)
    wanted = {PREFIX + team.key: team for team in teams}
    with transaction.atomic():
        accounts = _accounts(wanted, now)
        old = ApiToken.objects.filter(label=LABEL, revoked_at__isnull=True)
        tokens.revoke(old.values_list("id", flat=True), None, now=now)
        secrets = tokens.issue_many(accounts, LABEL, now=now)
    return {wanted[account.username].key: secrets[account.pk] for account in accounts}


def _accounts(wanted: dict[str, Team], now: datetime) -> list[Account]:
    there = set(
        Account.objects.filter(username__startswith=PREFIX).values_list("username", flat=True)
    )
    locked = make_password(None)  # nobody signs in with it
    made = [
        Account(
            username=name,
            display_name=f"Simulasi {team.key}",
            role=Role.OFFICER,
            service=team.service,
            password=locked,
            is_demo=True,
        )
        for name, team in wanted.items()
        if name not in there
    ]
    Account.objects.bulk_create(made)
    if made:
        record(None, "simulation.equipped", "simulation", {"accounts": len(made)}, now=now)
    return list(Account.objects.filter(username__in=wanted, is_active=True, is_demo=True))
