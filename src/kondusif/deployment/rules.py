"""A plan's life, who may move it on, and the sums behind its budget. Pure: no database, no clock."""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import StrEnum

from kondusif.backbone.accounts.rules import (
    Action,
    Actor,
    NotAllowed,
    Service,
    can,
    check,
    check_own_service,
)


class PlanState(StrEnum):
    DRAFT = "draft"
    SOLVING = "solving"
    SOLVED = "solved"
    INFEASIBLE = "infeasible"
    PUBLISHED = "published"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    SOLVE = "solve"
    ACCEPT = "accept"  # the independent checker passed
    REFUTE = "refute"  # no plan exists with this budget
    GIVE_UP = "give_up"  # stopped by a person, failed, or refused by the checker
    PUBLISH = "publish"
    REPLACE = "replace"  # another plan was published
    WITHDRAW = "withdraw"


TRANSITIONS: dict[tuple[PlanState, Move], PlanState] = {
    (PlanState.DRAFT, Move.SOLVE): PlanState.SOLVING,
    (PlanState.DRAFT, Move.WITHDRAW): PlanState.WITHDRAWN,
    (PlanState.SOLVING, Move.ACCEPT): PlanState.SOLVED,
    (PlanState.SOLVING, Move.REFUTE): PlanState.INFEASIBLE,
    (PlanState.SOLVING, Move.GIVE_UP): PlanState.DRAFT,
    (PlanState.SOLVED, Move.PUBLISH): PlanState.PUBLISHED,
    (PlanState.SOLVED, Move.WITHDRAW): PlanState.WITHDRAWN,
    (PlanState.INFEASIBLE, Move.WITHDRAW): PlanState.WITHDRAWN,
    (PlanState.PUBLISHED, Move.REPLACE): PlanState.REPLACED,
    (PlanState.PUBLISHED, Move.WITHDRAW): PlanState.WITHDRAWN,
}
# What a person is told when a move doesn't fit; English source text, translated where it is shown.
NOT_NOW = {
    Move.SOLVE: "This plan has already been solved. Make a new plan to try other people or another doctrine.",
    Move.ACCEPT: "This plan isn't being solved.",
    Move.REFUTE: "This plan isn't being solved.",
    Move.GIVE_UP: "This plan isn't being solved.",
    Move.PUBLISH: "Only a solved plan can be published.",
    Move.REPLACE: "Only a published plan can be replaced.",
    Move.WITHDRAW: "This plan can't be withdrawn any more.",
}


class NotNow(ValueError):
    """The thing asked for doesn't fit the state of the plan; the message says what would."""


def after(state: PlanState | str, move: Move) -> PlanState:
    """The state that `move` leads to; raises NotNow with a sentence when there is no such move."""
    found = TRANSITIONS.get((PlanState(state), move))
    if found is None:
        raise NotNow(NOT_NOW[move])
    return found


def possible(state: PlanState | str, move: Move) -> bool:
    return (PlanState(state), move) in TRANSITIONS


def diagram() -> str:
    """`docs/reference/states-plan.md`, printed from the table above."""
    lines = [f"    {a} --> {b}: {move}" for (a, move), b in TRANSITIONS.items()]
    rows = [f"| {a} | {move} | {b} |" for (a, move), b in TRANSITIONS.items()]
    return "\n".join(
        [
            "# The states of a deployment plan",
            "",
            "Printed from `kondusif.deployment.rules.TRANSITIONS`; a test compares this page with the table.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {PlanState.DRAFT}",
            *lines,
            "```",
            "",
            "| from | move | to |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


# Permissions in pairs. A stationing plan posts the police, so a police commander publishes it; each command makes and
# releases only its own posts.


def check_publish(actor: Actor) -> None:
    """Raises NotAllowed unless `actor` is a commander of the police."""
    check(actor, Action.PUBLISH_PLAN)
    if actor.service != Service.POLICE:
        raise NotAllowed(
            "The stationing plan posts the police; only a commander of the police publishes it."
        )


def can_publish(actor: Actor) -> bool:
    return can(actor, Action.PUBLISH_PLAN) and actor.service == Service.POLICE


def check_make_posts(actor: Actor, service: str) -> None:
    """Raises NotAllowed unless `actor` plans for `service` itself."""
    check(actor, Action.PLAN)
    check_own_service(actor, service)


def can_make_posts(actor: Actor, service: str) -> bool:
    return can(actor, Action.PLAN) and actor.service == service


def check_release(actor: Actor, service: str) -> None:
    """Raises NotAllowed unless `actor` commands `service`."""
    check(actor, Action.RELEASE_POSTS)
    check_own_service(actor, service)


def can_release(actor: Actor, service: str) -> bool:
    return can(actor, Action.RELEASE_POSTS) and actor.service == service


def check_see_names(actor: Actor, service: str) -> None:
    """Raises NotAllowed unless `actor` reads the roster of `service`; the other service sees counts."""
    check(actor, Action.SEE_ROSTER)
    check_own_service(actor, service)


def can_see_names(actor: Actor, service: str) -> bool:
    return can(actor, Action.SEE_ROSTER) and actor.service == service


# Sums


def officers_at_stations(strength: int, share_elsewhere: float) -> int:
    """People left for polling stations when `share_elsewhere` (a fraction) is kept for other posts, rounded down.

    >>> officers_at_stations(1067, 0.38)
    661
    """
    if not 0 <= share_elsewhere < 1:
        raise ValueError("The share kept for other posts lies between 0% and 99%.")
    return math.floor(strength * (1 - share_elsewhere) + 1e-9)


def round_up(fraction: float, places: int = 3) -> float:
    """A proven bound is never rounded in its own favour: 0.01101 is shown as 1.2% at 3 places."""
    factor = 10**places
    return float(math.ceil(fraction * factor - 1e-9) / factor)


def largest_remainder(total: int, shares: Iterable[tuple[str, float]]) -> dict[str, int]:
    """Splits `total` whole people by `shares` (any non-negative weights); the first named wins a tie.

    >>> largest_remainder(10, [("a", 1), ("b", 1), ("c", 1)])
    {'a': 4, 'b': 3, 'c': 3}
    """
    weights = list(shares)
    whole = sum(weight for _, weight in weights)
    if whole <= 0:
        return {name: 0 for name, _ in weights}
    quota = {name: total * weight / whole for name, weight in weights}
    given = {name: math.floor(share) for name, share in quota.items()}
    order = sorted(quota, key=lambda name: given[name] - quota[name])
    for name in order[: total - sum(given.values())]:
        given[name] += 1
    return given
