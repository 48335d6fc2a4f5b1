"""Reads for screens: strength by unit (shared), rosters (each service its own)."""

from django.db.models import Count, Q, QuerySet

from kondusif.backbone.accounts.rules import Actor, Service

from .models import SWORN, Attachment, Officer, Unit
from .rules import Branch, Leaf, tree

SERVICE_NAMES = dict(SWORN)
BOTH = tuple(service for service, _name in SWORN)


def unit_tree(service: str) -> list[Branch]:
    """A service's active units as a tree with the numbers of active officers."""
    active = Count("officers", filter=Q(officers__active=True))
    rows = Unit.objects.filter(service=service, active=True).annotate(strength=active)
    return tree(
        Leaf(code, name, kind, parent or "", strength)
        for code, name, kind, parent, strength in rows.values_list(
            "code", "name", "kind", "parent__code", "strength"
        )
    )


def strength() -> dict[str, int]:
    """Active officers by service."""
    active = Officer.objects.filter(active=True)
    return {service: active.filter(service=service).count() for service in BOTH}


def roster(actor: Actor, unit: str = "", text: str = "") -> QuerySet[Officer]:
    """The active officers of the actor's own service, those of a unit and what hangs below it, or found by a text.

    Somebody of neither service gets nobody; an actor with an area only units of that area.
    """
    found = Officer.objects.filter(active=True, service=str(actor.service)).select_related(
        "unit", "attachment"
    )
    if actor.service not in (Service.POLICE, Service.ARMY):
        return found.none()
    if actor.area:
        inside = Q(unit__area_id=actor.area) | Q(unit__area__code__startswith=f"{actor.area}.")
        found = found.filter(inside)
    if unit:
        found = found.filter(unit__code__in=below(str(actor.service), unit))
    if text:
        found = found.filter(
            Q(name__icontains=text) | Q(service_number__icontains=text) | Q(rank__iexact=text)
        )
    return found.order_by("unit__code", "service_number")


def below(service: str, code: str) -> list[str]:
    """The codes of a unit and of every unit below it."""
    rows = Unit.objects.filter(service=service).values_list("code", "parent__code")
    children: dict[str, list[str]] = {}
    for unit, parent in rows:
        children.setdefault(parent or "", []).append(unit)
    found, waiting = [], [code]
    while waiting:
        unit = waiting.pop()
        if unit not in found:
            found.append(unit)
            waiting += children.get(unit, [])
    return found


def attachments() -> QuerySet[Attachment]:
    """BKO records with how many listed people each has."""
    return Attachment.objects.annotate(
        listed=Count("officers", filter=Q(officers__active=True))
    ).order_by("-since", "id")
