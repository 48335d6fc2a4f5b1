"""What every team of a scenario sends, and when: pure and decided by the seed alone.

Each team and each station draws from a stream of its own, so that a station that comes or goes changes nobody else's
day, and each report has the same id whenever it is planned again: sent twice, it is one record.
"""

import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from .scenario import Scenario, TroubleKind

Span = tuple[datetime, datetime]
NAMESPACE = UUID("5a1f3d0e-5d7b-4f55-9a52-6e0f5c1d8a11")


@dataclass(frozen=True)
class Spot:
    """A station: code and place, in degrees."""

    code: str
    lat: float
    lon: float
    remote: bool = False


@dataclass(frozen=True)
class Team:
    """Who shares one phone. `key` names the account that sends."""

    key: str
    service: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True)
class Day:
    """Which day is played: the vote's date, the operation's zone, and the dice."""

    vote: date
    zone: str
    seed: str

    def moment(self, at: time, day: int = 0) -> datetime:
        return datetime.combine(self.vote + timedelta(days=day), at, ZoneInfo(self.zone))


@dataclass(frozen=True)
class Planned:
    """One report: when it leaves the phone, whose phone, and the body as the API takes it."""

    send_at: datetime
    team: str
    body: dict[str, Any]


def plan(scenario: Scenario, day: Day, teams: Sequence[Team]) -> list[Planned]:
    """Everything that is sent, in the order of sending."""
    stationed = [team for team in teams if team.service == "police"]
    dark = _blackouts(scenario, day, stationed)
    drawn = [item for team in stationed for item in _team(scenario, day, team, dark)]
    drawn += _scripted(scenario, day, teams)
    return sorted(drawn, key=lambda item: (item.send_at, item.body["id"]))


def _team(
    scenario: Scenario, day: Day, team: Team, blackouts: dict[str, Span]
) -> Iterator[Planned]:
    dark = blackouts.get(team.key) or _darkness(scenario, day, team)
    for occurred, body in _said(scenario, day, team):
        send_at = occurred
        if dark and dark[0] <= occurred < dark[1]:
            if _dice(day, "lost", body["id"]).random() < scenario.silence.lost:
                continue
            send_at = dark[1]
        yield Planned(send_at, team.key, body)


def _said(scenario: Scenario, day: Day, team: Team) -> Iterator[tuple[datetime, dict[str, Any]]]:
    yield from _calm(scenario, day, team)
    for spot in team.spots:
        yield from _milestones(scenario, day, spot)
        yield from _trouble(scenario, day, spot)


def _milestones(
    scenario: Scenario, day: Day, spot: Spot
) -> Iterator[tuple[datetime, dict[str, Any]]]:
    for step in scenario.milestones:
        dice = _dice(day, step.kind, spot.code)
        if dice.random() < step.missed:
            continue
        # Remote stations report later, none earlier than half an hour before the usual time.
        minutes = max(-30.0, dice.gauss(15 if spot.remote else 0, step.spread))
        at = day.moment(step.at, step.day) + timedelta(seconds=round(minutes * 60))
        yield at, _body(day, spot, step.kind, at)


def _calm(scenario: Scenario, day: Day, team: Team) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """All stations of the team at once, as one tap on the phone does it."""
    dice = _dice(day, "calm", team.key)
    calm, end = scenario.calm, day.moment(scenario.calm.end)
    at = day.moment(calm.start) + timedelta(minutes=dice.uniform(0, calm.every))
    while at < end:
        said = at.replace(microsecond=0)
        for spot in team.spots:
            yield said, _body(day, spot, "aman", said)
        at += timedelta(minutes=max(10.0, dice.gauss(calm.every, calm.spread)))


def _trouble(scenario: Scenario, day: Day, spot: Spot) -> Iterator[tuple[datetime, dict[str, Any]]]:
    dice = _dice(day, "trouble", spot.code)
    for number in range(_poisson(dice, scenario.per_thousand / 1000)):
        kind = dice.choices(scenario.troubles, [k.weight for k in scenario.troubles])[0]
        at = _within(dice, day, kind)
        near = (spot.lat + dice.gauss(0, 0.0005), spot.lon + dice.gauss(0, 0.0005))
        extra: dict[str, Any] = {"text": dice.choice(kind.texts)}
        if dice.random() < 0.6:
            extra["position"] = {"lat": round(near[0], 5), "lon": round(near[1], 5)}
        yield at, _body(day, spot, kind.kind, at, number, **extra)


def _within(dice: random.Random, day: Day, kind: TroubleKind) -> datetime:
    start, end = day.moment(kind.start), day.moment(kind.end)
    return start + timedelta(seconds=dice.randrange(int((end - start).total_seconds())))


def _darkness(scenario: Scenario, day: Day, team: Team) -> Span | None:
    """From when to when the team's phone is dead, if it is one of those."""
    silence = scenario.silence
    dice = _dice(day, "silence", team.key)
    if dice.random() >= silence.share:
        return None
    start, end = day.moment(silence.start), day.moment(silence.end)
    began = start + (end - start) * dice.random()
    return began, began + timedelta(minutes=dice.uniform(silence.shortest, silence.longest))


def _blackouts(scenario: Scenario, day: Day, teams: Sequence[Team]) -> dict[str, Span]:
    """The teams that the scenario silences in any case, drawn without regard to how many teams there are."""
    dark: dict[str, Span] = {}
    for number, blackout in enumerate(scenario.blackouts):
        drawn = sorted(
            (team for team in teams if team.key not in dark),
            key=lambda team: _dice(day, "blackout", str(number), team.key).random(),
        )
        span = day.moment(blackout.start, blackout.day), day.moment(blackout.end)
        dark |= {team.key: span for team in drawn[: blackout.teams]}
    return dark


def _scripted(scenario: Scenario, day: Day, teams: Sequence[Team]) -> Iterator[Planned]:
    for number, event in enumerate(scenario.events):
        places = [
            (team, spot)
            for team in teams
            for spot in team.spots
            if team.service == event.service and (spot.remote or not event.remote)
        ]
        if not places:
            continue
        team, spot = _dice(day, "event", str(number)).choice(places)
        at = day.moment(event.at)
        extra: dict[str, Any] = {"text": event.text}
        if event.severity:
            extra["severity"] = event.severity
        yield Planned(at, team.key, _body(day, spot, event.kind, at, 1000 + number, **extra))


def _body(
    day: Day, spot: Spot, kind: str, at: datetime, number: int = 0, **extra: Any
) -> dict[str, Any]:
    name = f"{day.seed}|{spot.code}|{kind}|{at.isoformat()}|{number}"
    return {
        "id": str(uuid5(NAMESPACE, name)),
        "station": spot.code,
        "kind": kind,
        "occurred_at": at.isoformat(),
        **extra,
    }


def _dice(day: Day, *names: str) -> random.Random:
    return random.Random("|".join((day.seed, *names)))  # noqa: S311 - a play, not a secret


def _poisson(dice: random.Random, mean: float) -> int:
    """Knuth's method; the means here are far below 1."""
    limit, count, product = math.exp(-mean), 0, dice.random()
    while product > limit:
        count += 1
        product *= dice.random()
    return count


def grouped(items: Iterable[Planned], most: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The reports as phones send them: one batch per team, at most `most` reports each."""
    waiting: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        bodies = waiting.setdefault(item.team, [])
        bodies.append(item.body)
        if len(bodies) == most:
            yield item.team, waiting.pop(item.team)
    yield from waiting.items()
