"""Vulnerable points that are no stations: KPU office, warehouse, PPK offices, routes."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kondusif.backbone.accounts.rules import Action, Actor, check
from kondusif.backbone.audit import services as audit
from kondusif.places.models import Area, Site

from .loading import NewSite
from .rules import Refused

FIELDS = ("kind", "name", "area_id", "lat", "lon", "position", "note")


def add_sites(actor: Actor | None, sites: Sequence[NewSite], *, now: datetime) -> int:
    """Adds or changes points by code; returns how many differ from what was known."""
    if actor is not None:
        check(actor, Action.IMPORT_LISTS)
    with transaction.atomic():
        unknown = {site.area for site in sites} - set(Area.objects.values_list("code", flat=True))
        if unknown:
            raise Refused(f"No area has the code {min(unknown)}. Load the areas first.")
        known = {
            row[0]: row[1:] for row in Site.objects.filter(active=True).values_list("code", *FIELDS)
        }
        wanted = [site for site in sites if known.get(site.code) != _values(site)]
        rows = [
            Site(code=site.code, active=True, **dict(zip(FIELDS, _values(site), strict=True)))
            for site in wanted
        ]
        Site.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["kind", "name", "area", "lat", "lon", "position", "note", "active"],
        )
        if rows:
            audit.record(actor, "imported", "list:sites", {"changed": len(rows)}, now=now)
    return len(rows)


def _values(site: NewSite) -> tuple[object, ...]:
    return (site.kind, site.name, site.area, site.lat, site.lon, site.position, site.note)
