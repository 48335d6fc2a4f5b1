"""What the page of the operation shows: sourced figures, the time line, its own tree, both services' units."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kondusif.backbone.accounts.rules import Action, Actor, can
from kondusif.people import queries as people
from kondusif.places.models import Station

from .models import Delegation, Holding, Operation, Position, StrengthFigure
from .rules import Line, Term, line, local, who_decides

KEY_NAMES = {
    "joint": _("Joint personnel"),
    "police": _("Police"),
    "army_attached": _("Attached soldiers (BKO)"),
    "army": _("Army"),
    "linmas": _("Linmas"),
    "stations": _("Polling stations"),
    "voters": _("Voters"),
    "voters_men": _("Voters, men"),
    "voters_women": _("Voters, women"),
    "voters_prison": _("Voters in prison"),
    "stations_graded": _("Vulnerable stations (police)"),
    "stations_flagged": _("Vulnerable stations (Bawaslu)"),
}
ORDER = {key: place for place, key in enumerate(KEY_NAMES)}
LEADING = ("joint", "police", "army_attached", "army", "linmas", "stations", "voters")


@dataclass(frozen=True)
class Figure:
    """A stated number as the screen says it."""

    id: int
    value: int
    what: str
    source: str
    as_of: Any
    used: bool

    @property
    def link(self) -> bool:
        return self.source.startswith(("http://", "https://"))


@dataclass
class Group:
    """All figures of one kind; `may_choose` when this person says which of them counts."""

    key: str
    name: Any
    may_choose: bool
    figures: list[Figure] = field(default_factory=list)

    @property
    def leading(self) -> bool:
        """Whether the plan rests on this kind of figure; others are context."""
        return self.key in LEADING

    @property
    def used(self) -> Figure | None:
        return next((figure for figure in self.figures if figure.used), None)

    @property
    def others(self) -> list[Figure]:
        return [figure for figure in self.figures if not figure.used]


def strength(operation: Operation, actor: Actor) -> list[Group]:
    """Figures by kind, the known kinds first."""
    groups: dict[str, Group] = {}
    for row in operation.strength.all():
        name = KEY_NAMES.get(row.key, row.key.replace("_", " "))
        group = groups.setdefault(row.key, Group(row.key, name, may_choose(actor, row.key)))
        group.figures.append(_figure(row))
    return sorted(groups.values(), key=lambda group: (ORDER.get(group.key, len(ORDER)), group.key))


def may_choose(actor: Actor, key: str) -> bool:
    """The `can` half of `services.use_figure`."""
    return can(actor, Action.MANAGE_OPERATION) and who_decides(key) in ("", str(actor.service))


def _figure(row: StrengthFigure) -> Figure:
    what = row.what_en if row.what_en and get_language() == "en" else row.what
    return Figure(row.pk, row.value, what, row.source, row.as_of, row.used)


def time_line(operation: Operation, now: datetime) -> Line | None:
    english = get_language() == "en"
    stages = [
        (
            stage.name_en if stage.name_en and english else stage.name,
            stage.start,
            stage.end,
            stage.who,
            stage.source,
        )
        for stage in operation.stages.all()
    ]
    return line(stages, local(now, operation.zone).date(), operation.vote_day)


# --- the operation's own tree


@dataclass(frozen=True)
class Seat:
    """A position in the tree: who holds it and who deputises now, as far as this person may know."""

    position: Position
    depth: int
    holder: str
    deputy: str
    until: datetime | None
    own: bool


def seats(operation: Operation, actor: Actor, now: datetime) -> list[Seat]:
    """The tree from the top. Of the other service a rank is shown, not a name."""
    sitting = Holding.objects.filter(
        Q(until__isnull=True) | Q(until__gt=now), since__lte=now
    ).select_related("officer")
    acting = Delegation.objects.filter(ended_at__isnull=True, until__gt=now).select_related(
        "deputy"
    )
    rows = list(
        operation.positions.select_related("area").prefetch_related(
            Prefetch("holdings", sitting, to_attr="sitting"),
            Prefetch("delegations", acting, to_attr="acting"),
        )
    )
    children: dict[int | None, list[Position]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    return list(_walk(children, None, 0, actor, now))


def vacant(sectors: list[Seat]) -> int:
    """How many of the positions nobody holds."""
    return sum(not seat.holder for seat in sectors)


def _walk(
    children: dict[int | None, list[Position]],
    parent: int | None,
    depth: int,
    actor: Actor,
    now: datetime,
) -> Iterable[Seat]:
    for row in children.get(parent, []):
        yield _seat(row, depth, actor, now)
        yield from _walk(children, row.pk, depth + 1, actor, now)


def _seat(row: Any, depth: int, actor: Actor, now: datetime) -> Seat:
    own = actor.service == row.service
    holder = row.sitting[0].officer if row.sitting else None
    acting = next(
        (one for one in row.acting if Term(one.since, one.until, one.ended_at).holds(now)), None
    )
    return Seat(
        row,
        depth,
        called(holder, own),
        called(acting.deputy, own) if acting else "",
        acting.until if acting else None,
        own,
    )


def called(officer: Any, own: bool) -> str:
    """Rank and name for the own service, the rank for the other, "" for nobody."""
    if officer is None:
        return ""
    return f"{officer.rank} {officer.name}".strip() if own else str(officer.rank)


# --- counts


def stations(operation: Operation) -> int:
    """Active stations of the operation's regency."""
    return Station.objects.filter(
        active=True, village__code__startswith=f"{operation.regency_id}."
    ).count()


def services() -> list[dict[str, Any]]:
    """Each service with its tree of units and its numbers."""
    listed = people.strength()
    return [
        {"service": name, "code": code, "count": listed[code], "units": people.unit_tree(code)}
        for code, name in people.SERVICE_NAMES.items()
    ]
