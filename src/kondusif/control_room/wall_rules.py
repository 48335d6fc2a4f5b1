"""The station wall's sums, pure: which stage the day is in, who has told it, who is late, who is silent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from .kinds import Kind

# Overdue, and no news from anyone of the team since the stage began, for this long at least: silent, not merely late.
QUIET = timedelta(minutes=60)
# No news at all for this long while the day runs: silent, whatever was told before.
LONG_QUIET = timedelta(hours=3)


class Mark(StrEnum):
    TOLD = "told"
    WAITING = "waiting"  # not due yet
    LATE = "late"
    SILENT = "silent"


ORDER = (Mark.SILENT, Mark.LATE, Mark.WAITING, Mark.TOLD)


@dataclass(frozen=True)
class Stage:
    """One milestone of this operation's day, with its times (aware)."""

    code: str
    opens: datetime
    due: datetime
    awake: (
        bool  # on the day of the vote, when teams report all the time; before it they sleep on site
    )


@dataclass
class Heard:
    """What one station has said: the first time of each milestone, and the time of its latest news.

    News is as old as what it tells: an outbox that is emptied hours later tells of then. A clock that runs ahead
    doesn't make it younger than its receipt.
    """

    milestones: dict[str, datetime] = field(default_factory=dict)
    last: datetime | None = None


def stages(milestones: Iterable[Kind], vote: date, zone: str) -> list[Stage]:
    """The milestones with their moments for a vote on `vote`, in order."""
    found = []
    for kind in milestones:
        plan = kind.milestone
        if plan is None:
            continue
        day = vote + timedelta(days=plan.day)
        there = ZoneInfo(zone)
        found.append(
            Stage(
                kind.code,
                datetime.combine(day, plan.opens, there),
                datetime.combine(day, plan.due, there),
                plan.day >= 0,
            )
        )
    return found


def current_stage(day: Sequence[Stage], now: datetime) -> Stage:
    """The last stage that has begun; the first one before the day begins."""
    begun = [stage for stage in day if stage.opens <= now]
    return begun[-1] if begun else day[0]


def reached(day: Sequence[Stage], stage: Stage, heard: Heard) -> bool:
    """Whether the stage was told, or a later one that implies it."""
    later = day[[s.code for s in day].index(stage.code) :]
    return any(s.code in heard.milestones for s in later)


def mark(
    day: Sequence[Stage], stage: Stage, heard: Heard, team_last: datetime | None, now: datetime
) -> Mark:
    """A station's mark for a stage. `team_last` is the time of the latest news from its team: one phone speaks for all.

    What is overdue of an earlier stage shows in the later one too, so that nobody who is missing looks punctual.
    """
    due = last_due(day, stage, now)
    told = reached(day, stage, heard)
    if due is None:
        return Mark.TOLD if told else Mark.WAITING
    last = max((moment for moment in (heard.last, team_last) if moment), default=None)
    if not reached(day, due, heard):
        unheard = last is None or (last < due.opens and now - last > QUIET)
        return Mark.SILENT if unheard else Mark.LATE
    if _long_quiet(day, due, heard, last, now):
        return Mark.SILENT
    return Mark.TOLD if told else Mark.WAITING


def last_due(day: Sequence[Stage], stage: Stage, now: datetime) -> Stage | None:
    """The latest stage up to `stage` whose time is over."""
    upto = day[: day.index(stage) + 1]
    return next((s for s in reversed(upto) if s.due <= now), None)


def _long_quiet(
    day: Sequence[Stage], due: Stage, heard: Heard, last: datetime | None, now: datetime
) -> bool:
    """Whether a team that was punctual has said nothing for hours, though its day isn't over."""
    if not due.awake or reached(day, day[-1], heard) or now - due.opens <= LONG_QUIET:
        return False
    return last is None or now - last > LONG_QUIET


@dataclass
class TeamLine:
    """A team's stations on the wall: numbers in order with their marks."""

    key: str
    village: str  # official code
    name: str
    stations: list[tuple[str, Mark]]  # code, mark
    last: datetime | None

    def count(self, wanted: Mark) -> int:
        return sum(found == wanted for _, found in self.stations)

    @property
    def silent(self) -> bool:
        """Nothing came from anyone of the team: a dead phone, or worse."""
        return all(found == Mark.SILENT for _, found in self.stations)

    @property
    def urgency(self) -> tuple[bool, int, int, str]:
        return (
            not self.silent,
            -self.count(Mark.SILENT),
            -self.count(Mark.LATE),
            self.key,
        )


def sectors(lines: Iterable[TeamLine], length: int) -> dict[str, dict[str, int]]:
    """Counts of marks by sector (the first `length` characters of the village code), with `silent_teams`."""
    found: dict[str, dict[str, int]] = {}
    for line in lines:
        row = found.setdefault(
            line.village[:length], dict.fromkeys([*map(str, Mark), "teams", "silent_teams"], 0)
        )
        row["teams"] += 1
        row["silent_teams"] += line.silent
        for _, found_mark in line.stations:
            row[found_mark.value] += 1
    return found


def totals(rows: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    keys = [*map(str, Mark), "teams", "silent_teams"]
    return {key: sum(row[key] for row in rows.values()) for key in keys}
