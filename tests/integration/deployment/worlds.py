"""A small operation with people and a doctrine, and plans for it."""

from datetime import date
from types import SimpleNamespace

from kondusif.deployment import services
from kondusif.operation.models import Operation, StrengthFigure
from kondusif.people.models import Attachment, Officer
from kondusif.places.models import Area, Site
from tests import factories
from tests.factories import NOW

DOCTRINE = """
[about]
title = "Pola uji"
[weights]
walking_minutes_per_km = 13
load = 0.5
[classes.biasa]
officers = 2
stations_min = 1
stations_max = 3
risk_weight = 1
[grades]
less_vulnerable = "biasa"
vulnerable = "biasa"
very_vulnerable = "biasa"
special = "biasa"
[army]
per_sector = 8
"""


def make_world(kind="real"):
    """Three villages with four stations each; 30 police at a Polsek, 10 at headquarters, 20 attached soldiers.

    The doctrine needs two teams per village: 12 officers at the least.
    """
    factories.regency()
    factories.stations(4)
    factories.operation()
    return add_people(kind)


def add_people(kind="real"):
    """Units, officers, a strength and a doctrine for the operation that is there."""
    operation = Operation.objects.get()
    operation.kind = kind
    operation.save()
    district = Area.objects.get(level="district")
    polsek = factories.unit("POLSEK-01", area=district, lat=-8.2, lon=113.7)
    polres = factories.unit("POLRES", kind="polres", lat=-8.17, lon=113.7)
    kodim = factories.unit("KODIM", service="army", kind="kodim", lat=-8.17, lon=113.7)
    koramil = factories.unit("KORAMIL-01", service="army", area=district)
    factories.officers(30, polsek)
    factories.officers(10, polres)
    factories.officers(12, koramil)
    factories.officers(8, kodim)
    attachment = Attachment.objects.create(
        service="army", strength=20, since=date(2024, 9, 26), basis="Contoh"
    )
    Officer.objects.filter(service="army").update(attachment=attachment)
    Site.objects.create(
        code="PPK-01", kind="ppk", name="PPK Contoh", area=district, lat=-8.2, lon=113.7
    )
    strength = StrengthFigure.objects.create(
        operation=operation, key="police", value=40, what="Polisi", source="Contoh", used=True
    )
    planner = factories.account(username="perencana-uji").actor
    doctrine, _ = services.register_doctrine(planner, operation, "uji", DOCTRINE, now=NOW)
    return SimpleNamespace(
        operation=operation, doctrine=doctrine, strength=strength, planner=planner, polsek=polsek
    )


def draft(world, share=0.5):
    return services.make_plan(
        world.planner, world.operation, world.doctrine, world.strength,
        share_elsewhere=share, seconds=2, now=NOW,
    )  # fmt: skip


def solve(world, share=0.5):
    return services.solve_now(world.planner, draft(world, share).pk, now=NOW)
