"""Who may do what: one table, asked in pairs (`check` raises a sentence, `can` feeds the template).

*Who* (role, service, area) is decided here; *when* (the state of the thing) is decided by the room that owns it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Service(StrEnum):
    POLICE = "police"
    ARMY = "army"
    NONE = "none"  # auditors and administrators belong to neither command


class Role(StrEnum):
    COMMANDER = "commander"
    PLANNER = "planner"
    OPERATOR = "operator"
    SECTOR_LEADER = "sector_leader"
    OFFICER = "officer"
    COMMUNITY_OFFICER = "community_officer"
    LOGISTICS = "logistics"
    TRAINER = "trainer"
    PUBLIC_RELATIONS = "public_relations"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """Everything the permission table speaks of. A new action gets a row in `TABLE` and is tested by it."""

    SEE_PICTURE = "see_picture"  # joint: map, stations, joint posts, incidents
    SEE_GRADES = "see_grades"  # a station's grade
    SEE_GRADE_TERMS = "see_grade_terms"  # the points behind it: police only
    GRADE_STATIONS = "grade_stations"  # run a model, propose an override
    CONFIRM_GRADE = "confirm_grade"  # the second person of an override
    IMPORT_LISTS = "import_lists"
    SEE_ROSTER = "see_roster"  # names and numbers of one's own service
    MANAGE_OPERATION = "manage_operation"  # stages, strength, positions
    DELEGATE = "delegate"
    PLAN = "plan"  # doctrines, solving, comparing
    PUBLISH_PLAN = "publish_plan"
    RELEASE_POSTS = "release_posts"  # tell one's own people where they stand
    REPORT = "report"
    SEE_INTERNAL_REPORTS = "see_internal_reports"  # of one's own service
    HANDLE_INCIDENTS = "handle_incidents"
    EXPORT = "export"
    SEE_PUBLIC_REPORTERS = "see_public_reporters"  # police only
    SEE_AUDIT = "see_audit"
    MANAGE_ACCOUNTS = "manage_accounts"


Holder = tuple[Role, Service]
BOTH = (Service.POLICE, Service.ARMY)


def _each(roles: Iterable[Role], services: Iterable[Service] = BOTH) -> frozenset[Holder]:
    return frozenset((role, service) for role in roles for service in services)


AUDITORS = frozenset({(Role.AUDITOR, Service.NONE)})
ADMINISTRATORS = frozenset({(Role.ADMINISTRATOR, Service.NONE)})
STAFF = (
    Role.COMMANDER,
    Role.PLANNER,
    Role.OPERATOR,
    Role.SECTOR_LEADER,
    Role.LOGISTICS,
    Role.TRAINER,
)
FIELD = (Role.OFFICER, Role.COMMUNITY_OFFICER, Role.SECTOR_LEADER)
EVERYONE_SWORN = (*STAFF, Role.OFFICER, Role.COMMUNITY_OFFICER, Role.PUBLIC_RELATIONS)
POLICE = (Service.POLICE,)

TABLE: dict[Action, frozenset[Holder]] = {
    Action.SEE_PICTURE: _each((*STAFF, Role.PUBLIC_RELATIONS, Role.COMMUNITY_OFFICER)) | AUDITORS,
    Action.SEE_GRADES: _each(STAFF) | AUDITORS,
    Action.SEE_GRADE_TERMS: _each(
        (Role.COMMANDER, Role.PLANNER, Role.OPERATOR, Role.SECTOR_LEADER), POLICE
    )
    | AUDITORS,
    Action.GRADE_STATIONS: _each((Role.PLANNER,), POLICE),
    Action.CONFIRM_GRADE: _each((Role.COMMANDER, Role.PLANNER), POLICE),
    Action.IMPORT_LISTS: _each((Role.PLANNER,)) | ADMINISTRATORS,
    Action.SEE_ROSTER: _each(
        (Role.COMMANDER, Role.PLANNER, Role.OPERATOR, Role.SECTOR_LEADER, Role.TRAINER)
    ),
    Action.MANAGE_OPERATION: _each((Role.COMMANDER, Role.PLANNER)),
    Action.DELEGATE: _each((Role.COMMANDER,)),
    Action.PLAN: _each((Role.PLANNER, Role.COMMANDER)),
    Action.PUBLISH_PLAN: _each((Role.COMMANDER,)),
    Action.RELEASE_POSTS: _each((Role.COMMANDER,)),
    Action.REPORT: _each(EVERYONE_SWORN),
    Action.SEE_INTERNAL_REPORTS: _each((Role.COMMANDER, Role.OPERATOR, Role.SECTOR_LEADER)),
    Action.HANDLE_INCIDENTS: _each((Role.COMMANDER, Role.OPERATOR, Role.SECTOR_LEADER)),
    Action.EXPORT: _each((Role.COMMANDER, Role.PLANNER, Role.OPERATOR)) | AUDITORS,
    Action.SEE_PUBLIC_REPORTERS: _each((Role.COMMANDER, Role.OPERATOR), POLICE),
    Action.SEE_AUDIT: _each((Role.COMMANDER,)) | AUDITORS | ADMINISTRATORS,
    Action.MANAGE_ACCOUNTS: ADMINISTRATORS,
}

# What a person is told; English source text, translated where it is shown.
REFUSALS: dict[Action, str] = {
    Action.SEE_PICTURE: "Your role doesn't see the joint picture.",
    Action.SEE_GRADES: "Station grades are restricted to the staff of this operation.",
    Action.SEE_GRADE_TERMS: "The points behind a grade are for the police staff.",
    Action.GRADE_STATIONS: "Only a police planner grades stations.",
    Action.CONFIRM_GRADE: "Only a police commander or planner confirms a changed grade.",
    Action.IMPORT_LISTS: "Only planners and administrators import lists.",
    Action.SEE_ROSTER: "Your role doesn't see the roster.",
    Action.MANAGE_OPERATION: "Only commanders and planners change the operation.",
    Action.DELEGATE: "Only a commander delegates.",
    Action.PLAN: "Only planners and commanders work on deployment plans.",
    Action.PUBLISH_PLAN: "Only a commander publishes a plan.",
    Action.RELEASE_POSTS: "Only a commander releases posts.",
    Action.REPORT: "Your account can't send field reports.",
    Action.SEE_INTERNAL_REPORTS: "Internal reports are for the operators and commanders of their service.",
    Action.HANDLE_INCIDENTS: "Only operators, sector leaders and commanders handle incidents.",
    Action.EXPORT: "Your role can't export.",
    Action.SEE_PUBLIC_REPORTERS: "Who reported from the public is known to police operators only.",
    Action.SEE_AUDIT: "Only commanders, auditors and administrators read the record.",
    Action.MANAGE_ACCOUNTS: "Only an administrator manages accounts.",
}


class NotAllowed(Exception):
    """The sentence says who may, so that the person knows whom to ask."""


@dataclass(frozen=True)
class Actor:
    """Who acts: an account's id, role, service and the area (official code prefix, "" for the whole operation)."""

    id: int
    role: Role
    service: Service
    area: str = ""


def check(actor: Actor, action: Action) -> None:
    """Raises NotAllowed when `actor`'s role and service don't hold `action`."""
    if (actor.role, actor.service) not in TABLE[action]:
        raise NotAllowed(REFUSALS[action])


def can(actor: Actor, action: Action) -> bool:
    return (actor.role, actor.service) in TABLE[action]


def check_area(actor: Actor, area: str) -> None:
    """Raises NotAllowed when `area` (an official code) lies outside the actor's own area."""
    if not within_area(actor, area):
        raise NotAllowed("This place lies outside your area.")


def within_area(actor: Actor, area: str) -> bool:
    """Official codes nest by prefix: 35.09.12.2001 lies within 35.09.12."""
    return not actor.area or area == actor.area or area.startswith(actor.area + ".")


def check_own_service(actor: Actor, service: Service | str) -> None:
    """One command never signs, orders or posts for the other."""
    if actor.service != service:
        raise NotAllowed("This belongs to the other service; only its own command decides it.")


def can_own_service(actor: Actor, service: Service | str) -> bool:
    return actor.service == service


def check_other_person(actor: Actor, first: int | None) -> None:
    """Nobody approves their own work. `first` is the account id of whoever made it."""
    if first is not None and actor.id == first:
        raise NotAllowed("Somebody else has to approve this: you proposed it yourself.")


def can_as_other_person(actor: Actor, first: int | None) -> bool:
    return first is None or actor.id != first
