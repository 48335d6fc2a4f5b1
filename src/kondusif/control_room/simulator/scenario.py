"""Reading a scenario: pure, with a sentence for whatever is wrong in the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

from ..kinds import Kind

ELECTION_DAY = Path(__file__).with_name("election_day.toml")


class WrongScenario(ValueError):
    """The scenario can't be played; the message says which entry and why."""


@dataclass(frozen=True)
class MilestonePlan:
    """When stations report a milestone: local time on day `day` (0 = vote), spread in minutes, share that forgets."""

    kind: str
    day: int
    at: time
    spread: float
    missed: float


@dataclass(frozen=True)
class Calm:
    start: time
    end: time
    every: float  # minutes
    spread: float


@dataclass(frozen=True)
class Silence:
    share: float
    start: time
    end: time
    shortest: float  # minutes
    longest: float
    lost: float


@dataclass(frozen=True)
class Blackout:
    """Teams that are silent in any case: how many, from when (on day `day`) to when (on the vote), local times."""

    teams: int
    day: int
    start: time
    end: time


@dataclass(frozen=True)
class TroubleKind:
    kind: str
    weight: float
    start: time
    end: time
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Scripted:
    """One event that happens whatever the dice say."""

    at: time
    kind: str
    severity: int | None
    text: str
    remote: bool
    service: str


@dataclass(frozen=True)
class Scenario:
    title: str
    milestones: tuple[MilestonePlan, ...]
    calm: Calm
    silence: Silence
    blackouts: tuple[Blackout, ...]
    per_thousand: float
    troubles: tuple[TroubleKind, ...]
    events: tuple[Scripted, ...]


def parse(data: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Scenario:
    """The scenario of a decoded TOML file. Raises WrongScenario."""
    try:
        return _parse(data, kinds)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        if isinstance(wrong, WrongScenario):
            raise
        missing = f"{wrong} is missing" if isinstance(wrong, KeyError) else str(wrong)
        raise WrongScenario(f"The scenario can't be read: {missing}.") from wrong


def _parse(data: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Scenario:
    calm, silence, trouble = data["calm"], data["silence"], data["trouble"]
    return Scenario(
        title=str(data["title"]),
        milestones=tuple(
            MilestonePlan(
                _known(code, kinds),
                int(plan["day"]),
                _time(plan["at"]),
                float(plan["spread"]),
                _share(plan["missed"]),
            )
            for code, plan in data["milestones"].items()
        ),
        calm=Calm(
            _time(calm["from"]), _time(calm["until"]), float(calm["every"]), float(calm["spread"])
        ),
        silence=Silence(
            _share(silence["share"]),
            _time(silence["from"]),
            _time(silence["until"]),
            float(silence["shortest"]),
            float(silence["longest"]),
            _share(silence["lost"]),
        ),
        blackouts=tuple(
            Blackout(
                int(entry["teams"]),
                int(entry.get("day", 0)),
                _time(entry["from"]),
                _time(entry["until"]),
            )
            for entry in data.get("blackouts", [])
        ),
        per_thousand=float(trouble["per_thousand"]),
        troubles=tuple(_trouble(entry, kinds) for entry in trouble["kinds"]),
        events=tuple(_scripted(entry, kinds) for entry in data.get("events", [])),
    )


def _trouble(entry: Mapping[str, Any], kinds: Mapping[str, Kind]) -> TroubleKind:
    start, end = _time(entry["from"]), _time(entry["until"])
    if end <= start:
        raise WrongScenario(f"The trouble {entry['code']!r} ends before it begins.")
    texts = tuple(str(text) for text in entry.get("texts", [])) or ("",)
    return TroubleKind(_known(entry["code"], kinds), float(entry["weight"]), start, end, texts)


def _scripted(entry: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Scripted:
    severity = entry.get("severity")
    if severity not in (None, 1, 2, 3, 4):
        raise WrongScenario(f"The event at {entry['at']} has severity {severity!r}; write 1 to 4.")
    return Scripted(
        _time(entry["at"]),
        _known(entry["kind"], kinds),
        severity,
        str(entry.get("text", "")),
        bool(entry.get("remote", False)),
        str(entry.get("service", "police")),
    )


def _known(code: str, kinds: Mapping[str, Kind]) -> str:
    if code not in kinds:
        raise WrongScenario(f"The scenario uses the kind {code!r}, which doesn't exist.")
    return code


def _time(text: str) -> time:
    return time.fromisoformat(text)


def _share(value: float) -> float:
    if not 0 <= float(value) <= 1:
        raise WrongScenario(f"{value} is no share: write a number from 0 to 1.")
    return float(value)
