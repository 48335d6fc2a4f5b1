"""Making posts from a published plan, and releasing them: each command for its own people only."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from kondusif.backbone.accounts.rules import Actor, Service
from kondusif.backbone.audit import services as audit
from kondusif.backbone.live.services import publish as publish_event
from kondusif.operation.models import Operation
from kondusif.people.models import Officer, Unit
from kondusif.places.models import Area, Site

from . import doctrines, posting
from .gathering import DISTRICT_LENGTH
from .models import Plan, PlanTeam, Posting, Release
from .refusals import Refusal
from .rules import PlanState, check_make_posts, check_release, largest_remainder
from .services import may

SITE_KINDS = {"kpu": Site.Kind.KPU, "warehouse": Site.Kind.WAREHOUSE, "ppk": Site.Kind.PPK}
HEAD_UNIT = {Service.POLICE: Unit.Kind.POLRES, Service.ARMY: Unit.Kind.KODIM}


def make_posts(actor: Actor | None, plan_id: int, service: str, *, now: datetime) -> int:
    """Gives everybody of `service` one post and returns how many. Made again until they are released."""
    with transaction.atomic():
        plan = _published(plan_id)
        may(actor, plan.operation, lambda one: check_make_posts(one, service))
        if Release.objects.filter(plan=plan, service=service).exists():
            raise Refusal("These posts have been released. Publish a new plan to change them.")
        people = roster(plan.operation, service)
        posts = (
            police_posts(plan, people) if service == Service.POLICE else army_posts(plan, people)
        )
        rows = matched(plan, service, people, posts)
        Posting.objects.filter(plan=plan, service=service).delete()
        Posting.objects.bulk_create(rows, batch_size=1000)
        facts = {"service": service, "count": len(rows), "posts": digest(rows)}
        audit.record(actor, "posts.made", f"plan:{plan.pk}", facts, now=now)
        publish_event("posts", plan.pk, now=now, service=service)
        return len(rows)


def release_posts(actor: Actor | None, plan_id: int, service: str, *, now: datetime) -> Release:
    """Shows the people of `service` their posts. Pressed twice it is one release."""
    with transaction.atomic():
        plan = _published(plan_id)
        may(actor, plan.operation, lambda one: check_release(one, service))
        earlier = Release.objects.filter(plan=plan, service=service).first()
        if earlier:
            return earlier
        rows = list(Posting.objects.filter(plan=plan, service=service).order_by("officer_id"))
        if not rows:
            raise Refusal("There are no posts to release yet. Make them first.")
        made = Release.objects.create(
            plan=plan, service=service, at=now, by=actor.id if actor else None
        )
        facts = {
            "service": service,
            "count": len(rows),
            "officers": [row.officer_id for row in rows],
            "posts": digest(rows),
        }
        audit.record(actor, "posts.released", f"plan:{plan.pk}", facts, now=now)
        publish_event("posts", plan.pk, now=now)
        return made


def digest(rows: Sequence[Posting]) -> str:
    """What was posted, as one value for the record: officer and place, by ids."""
    lines = sorted(f"{r.officer_id}:{r.kind}:{r.team_id}:{r.site_id}:{r.sector_id}" for r in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _published(plan_id: int) -> Plan:
    operation = Plan.objects.values_list("operation_id", flat=True).get(pk=plan_id)
    Operation.objects.select_for_update().get(pk=operation)
    plan = Plan.objects.select_related("operation__regency", "doctrine").get(pk=plan_id)
    if plan.state != PlanState.PUBLISHED:
        raise Refusal("Posts are made from the published plan.")
    return plan


# Who there is


def roster(operation: Operation, service: str) -> list[Officer]:
    """Active officers of a service; of the army only those attached on the day of the vote."""
    found = Officer.objects.filter(service=service, active=True).select_related(
        "unit__area", "attachment"
    )
    officers = list(found.order_by("service_number"))
    if service == Service.POLICE:
        return officers
    return [one for one in officers if _covers(one, operation)]


def _covers(officer: Officer, operation: Operation) -> bool:
    attachment, day = officer.attachment, operation.vote_day
    if attachment is None:
        return False
    return attachment.since <= day and (attachment.until is None or day <= attachment.until)


# Which posts there are. A post is an unsaved Posting without its officer, and where it lies.

Post = tuple[Posting, str, float, float]  # (post, sector code, lat, lon)


def police_posts(plan: Plan, people: Sequence[Officer]) -> list[Post]:
    """First the stations, then everybody else by the doctrine's shares."""
    seats = list(station_posts(plan))
    if len(people) < len(seats):
        raise Refusal(
            "The plan needs %(needed)d police at stations, the roster holds %(held)d. Load the roster, or plan with fewer.",
            needed=len(seats), held=len(people),
        )  # fmt: skip
    return seats + list(posts_elsewhere(plan, len(people) - len(seats)))


def station_posts(plan: Plan) -> Iterator[Post]:
    teams = PlanTeam.objects.filter(plan=plan).select_related("base")
    for team in teams:
        sector = team.village_id[:DISTRICT_LENGTH]
        for _ in range(team.officers):
            post = Posting(kind=Posting.Kind.STATION, team=team, sector_id=sector)
            yield post, sector, team.base.lat, team.base.lon


def posts_elsewhere(plan: Plan, count: int) -> Iterator[Post]:
    """Shares of a kind without a place of its kind go to the reserve."""
    pattern = doctrines.read(plan.doctrine.text, plan.doctrine.name)
    sites = {kind: list(Site.objects.filter(kind=value, active=True).order_by("code"))
             for kind, value in SITE_KINDS.items()}  # fmt: skip
    shares = [
        ("reserve" if kind in sites and not sites[kind] else kind, share)
        for kind, share in pattern.elsewhere
    ]
    merged = {kind: sum(s for k, s in shares if k == kind) for kind, _ in shares}
    head = head_unit(Service.POLICE)
    lat, lon = position_of(head, plan.operation.regency)
    for kind, number in largest_remainder(count, merged.items()).items():
        if kind in sites:
            yield from _at_sites(kind, sites[kind], number)
        else:
            for _ in range(number):
                yield Posting(kind=kind, unit=head), "", lat, lon


def _at_sites(kind: str, sites: Sequence[Site], number: int) -> Iterator[Post]:
    each = largest_remainder(number, [(site.code, 1.0) for site in sites])
    for site in sites:
        sector = site.area_id[:DISTRICT_LENGTH] if len(site.area_id) >= DISTRICT_LENGTH else ""
        for _ in range(each[site.code]):
            post = Posting(kind=kind, site=site, sector_id=sector or None)
            yield post, sector, site.lat, site.lon


def army_posts(plan: Plan, people: Sequence[Officer]) -> list[Post]:
    """So many at each Polsek sector, the rest in reserve; soldiers are not scattered over stations."""
    pattern = doctrines.read(plan.doctrine.text, plan.doctrine.name)
    regency = plan.operation.regency
    sectors = list(
        Unit.objects.filter(
            kind=Unit.Kind.POLSEK, active=True, area__code__startswith=regency.code + "."
        ).select_related("area")
    )
    each = min(pattern.soldiers_per_sector, len(people) // len(sectors)) if sectors else 0
    posts: list[Post] = []
    for unit in sectors:
        lat, lon = position_of(unit, regency)
        sector = home_sector(unit)
        for _ in range(each):
            post = Posting(kind=Posting.Kind.SECTOR, unit=unit, sector_id=sector)
            posts.append((post, sector, lat, lon))
    head = head_unit(Service.ARMY)
    lat, lon = position_of(head, regency)
    for _ in range(len(people) - len(posts)):
        posts.append((Posting(kind=Posting.Kind.RESERVE, unit=head), "", lat, lon))
    return posts


def head_unit(service: str) -> Unit | None:
    return Unit.objects.filter(kind=HEAD_UNIT[Service(service)], active=True).first()


def position_of(unit: Unit | None, regency: Area) -> tuple[float, float]:
    """Where a unit is: its own position, else its area's, else the regency's."""
    for place in (unit, unit.area if unit else None, regency):
        if place is not None and place.lat is not None and place.lon is not None:
            return place.lat, place.lon
    return 0.0, 0.0


def matched(
    plan: Plan, service: str, people: Sequence[Officer], posts: list[Post]
) -> list[Posting]:
    """One post for each officer, nearest to their home unit and inside its sector where possible."""
    regency = plan.operation.regency
    persons = [
        posting.Person(one.pk, home_sector(one.unit), *position_of(one.unit, regency))
        for one in people
    ]
    seats = [posting.Seat(i, sector, lat, lon) for i, (_, sector, lat, lon) in enumerate(posts)]
    rows = []
    for match in posting.assign(persons, seats):
        row = posts[match.ref][0]
        row.plan, row.service, row.officer_id, row.km_from_home = (
            plan,
            service,
            match.person,
            match.km,
        )
        rows.append(row)
    return rows


def home_sector(unit: Unit) -> str:
    """The district of a Polsek or Koramil; "" at a headquarters."""
    local = unit.kind in (Unit.Kind.POLSEK, Unit.Kind.KORAMIL)
    return unit.area_id[:DISTRICT_LENGTH] if local and unit.area_id else ""
