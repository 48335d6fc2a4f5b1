"""The operation's days, its own tree, and who may deputise for whom; pure.

Which zone decides the days, and how a day is named against the vote (H-1, H, H+1); the chairs that an operation has
(Perkap 9/2011 on police operations: chief, head of control, task forces, sector leaders); what a delegation must be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
ZONE_OF = {name: zone for zone, name in ZONES.items()}
LONGEST_DELEGATION_DAYS = 90
LINMAS_PER_STATION = 2


class Refused(Exception):
    """What can't be done now; the message is a sentence for whoever tried (English source text)."""


def _(text: str) -> str:
    """Marks a sentence for the tools that gather what is to be translated."""
    return text


# --- days


def local(moment: datetime, zone: str) -> datetime:
    """`moment` as the clocks of the operation's zone show it."""
    return moment.astimezone(ZoneInfo(zone))


def zone_name(zone: str) -> str:
    """WIB, WITA or WIT."""
    return ZONES.get(zone, zone)


def day_name(moment: datetime, vote_day: date, zone: str) -> str:
    """H-1 is the day before the vote, by the operation's own midnight; H the vote; H+1 the day after."""
    days = (local(moment, zone).date() - vote_day).days
    return "H" if days == 0 else f"H{days:+d}"


def check_zone(name: str) -> str:
    """The zone's full name from WIB, WITA, WIT or itself. Raises Refused for any other."""
    zone = ZONE_OF.get(name.upper(), name)
    if zone not in ZONES:
        raise Refused(_("The zone must be WIB, WITA or WIT."))
    return zone


# --- stages


@dataclass(frozen=True)
class Span:
    """One bar of the time line. `left` and `width` are fractions of the whole line, `when` past, now or ahead."""

    name: str
    start: date
    end: date
    who: str
    source: str
    left: float
    width: float
    when: str


@dataclass(frozen=True)
class Line:
    """The time line: its bars, its ends, and where today and the vote stand on it (None outside)."""

    spans: tuple[Span, ...]
    start: date
    end: date
    today: float | None
    vote: float | None


def line(
    stages: Sequence[tuple[str, date, date, str, str]], today: date, vote: date
) -> Line | None:
    """Stages (name, first and last day, who, source) on one line, each day counted whole."""
    if not stages:
        return None
    start = min([vote, *(stage[1] for stage in stages)])
    end = max([vote, *(stage[2] for stage in stages)])
    days = (end - start).days + 1

    def share(day: date) -> float:
        return (day - start).days / days

    spans = tuple(
        Span(
            name,
            first,
            last,
            who,
            source,
            share(first),
            ((last - first).days + 1) / days,
            "past" if last < today else "ahead" if first > today else "now",
        )
        for name, first, last, who, source in stages
    )
    # Today and the vote are marked at the middle of their day.
    marked = [share(day) + 0.5 / days if start <= day <= end else None for day in (today, vote)]
    return Line(spans, start, end, *marked)


# --- the operation's own tree


@dataclass(frozen=True)
class Chair:
    """A position to be made. `parent` is the key of another chair, "" at the top; `area` a district's code."""

    key: str
    kind: str
    name: str
    service: str
    parent: str
    order: int
    area: str = ""


TASK_FORCES = ("Preemtif", "Preventif", "Kamseltibcarlantas", "Gakkum", "Humas", "Banops")


def chairs(sectors: Iterable[tuple[str, str]], attached_army: bool) -> list[Chair]:
    """The standard tree: chief, head of control, six task forces, a Padal for each (district code, name) of a Polsek.

    The attached soldiers answer to the head of control through their own commander, who stays in the army's chain.
    """
    made = [
        Chair("kaops", "kaops", "Kaops", "police", "", 0),
        Chair("karendalops", "karendalops", "Karendalops", "police", "kaops", 1),
    ]
    for order, name in enumerate(TASK_FORCES, 10):
        made.append(Chair(name, "satgas", f"Kasatgas {name}", "police", "karendalops", order))
    for order, (area, name) in enumerate(sorted(sectors), 100):
        made.append(
            Chair(f"padal:{area}", "padal", f"Padal {name}", "police", "Preventif", order, area)
        )
    if attached_army:
        made.append(
            Chair("dansatgas", "dansatgas_tni", "Dansatgas BKO TNI", "army", "karendalops", 50)
        )
    return made


# --- delegations


@dataclass(frozen=True)
class Term:
    """A time in which a deputy acts. `ended` is when it was cut short, else None."""

    since: datetime
    until: datetime
    ended: datetime | None = None

    @property
    def last(self) -> datetime:
        return min(self.until, self.ended) if self.ended else self.until

    def holds(self, moment: datetime) -> bool:
        return self.since <= moment < self.last

    def overlaps(self, other: Term) -> bool:
        return self.since < other.last and other.since < self.last


def check_term(term: Term, others: Iterable[Term], now: datetime) -> None:
    """Raises Refused when the term is no time ahead, is too long, or meets another of the same position."""
    if term.until <= term.since:
        raise Refused(_("A delegation ends after it begins."))
    if term.until <= now:
        raise Refused(_("This delegation would already be over."))
    if (term.until - term.since).days > LONGEST_DELEGATION_DAYS:
        raise Refused(_("A delegation lasts at most 90 days; appoint a new holder instead."))
    if any(term.overlaps(other) for other in others):
        raise Refused(_("There is already a delegation in that time; end it first."))


def check_deputy(deputy: int, deputy_service: str, holder: int | None, service: str) -> None:
    """Raises Refused when the deputy is the holder, or of the other service. Both are officers' ids."""
    if deputy_service != service:
        raise Refused(_("A deputy comes from the position's own service."))
    if deputy == holder:
        raise Refused(_("Nobody deputises for themselves."))


def check_clock(kind: str, shown: datetime, wanted: datetime, speed: float) -> None:
    """Raises Refused: only a simulation's clock is moved, and never backwards, since the record runs on it."""
    if kind == "real":
        raise Refused(_("A real operation runs on the real time."))
    if wanted < shown:
        raise Refused(_("The clock only moves forward: the record would no longer be in order."))
    if not 0 <= speed <= 600:
        raise Refused(_("The speed is between 0 (standing) and 600 (ten minutes a second)."))


def who_decides(key: str) -> str:
    """Whose command says which figure of this kind counts: its own service's; "" for figures of both."""
    if key.startswith("army"):
        return "army"
    return "police" if key.startswith("police") else ""
