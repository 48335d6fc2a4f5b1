"""The lists and facts that grading reads, as the pure functions want them."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from kondusif.operation.models import Operation
from kondusif.places.models import Site, Station

from .facts import Recorded, area_chain
from .measures import SiteInput, StationInput
from .models import Fact
from .rules import State

OWN_WORDS = "partisan-words.txt"
COLUMNS = "id code village_id voters lat lon position location special remote".split()


def stations(operation: Operation) -> QuerySet[Station]:
    """The active stations of the operation's regency."""
    return Station.objects.filter(active=True, code__startswith=f"{operation.regency_id}.")


def sites(operation: Operation) -> QuerySet[Site]:
    return Site.objects.filter(active=True, area__code__startswith=operation.regency_id)


def station_inputs(operation: Operation) -> dict[int, StationInput]:
    """By station id, in the order of the codes."""
    rows = stations(operation).order_by("code").values_list(*COLUMNS)
    return {row[0]: _input(row) for row in rows.iterator(chunk_size=5000)}


def _input(row: tuple[Any, ...]) -> StationInput:
    _, code, village, voters, lat, lon, position, location, special, remote = row
    estimated = position == Station.Position.ESTIMATED
    return StationInput(code, village, voters, lat, lon, estimated, location, special, remote)


def site_inputs(operation: Operation) -> dict[int, SiteInput]:
    """By site id. A site serves the stations of its area, the KPU those of the whole regency."""
    villages = stations(operation).order_by().values_list("village_id", flat=True)
    served = Counter(area for village in villages.iterator() for area in area_chain(village))
    return {
        site.pk: SiteInput(site.code, site.area_id, site.kind, served[site.area_id])
        for site in sites(operation).order_by("code")
    }


def recorded(operation: Operation) -> list[Recorded]:
    rows = Fact.objects.filter(operation=operation).values_list(
        "subject", "criterion", "state", "id"
    )
    return [Recorded(subject, key, State(state), pk) for subject, key, state, pk in rows]


def own_words() -> list[str]:
    """The operator's list of names that may not appear in inputs; empty where there is none."""
    file = settings.DATA / OWN_WORDS
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []
