"""Loading boundaries (GeoJSON): compared among areas of the same level within the same regencies."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kondusif.backbone.accounts.rules import Actor
from kondusif.places.importing import Diff, Parsed, Problem, Sentence, parse_boundaries

from . import said
from .area_lists import lookup
from .cell_store import refresh_cells
from .lists import ListKind, Reading, Scope, Upload
from .models import Area
from .rules import regency_of


@dataclass(frozen=True, slots=True)
class BoundaryFacts:
    """A boundary by the digest of its shape; the shape itself stays out of every comparison and message."""

    code: str
    shape: str
    row: int = 0


def digest(geometry: dict[str, Any]) -> str:
    """Of the geometry as JSON, so that tuples and lists, 1.0 and 1.00, are the same shape."""
    canonical = json.dumps(geometry, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def read(upload: Upload, scope: Scope) -> Reading:
    areas = lookup()
    if not areas.areas:
        return Reading(Parsed(()), problems=[Problem(0, "", "", Sentence(said.NO_AREAS))])
    reading = Reading.of(parse_boundaries(upload.data, areas))
    for row in reading.parsed.rows:
        facts = ShapedFacts(row.code, digest(row.geometry), row.row, row.geometry)
        reading.incoming[row.code] = facts
        if not scope.holds(row.code):
            reading.problem(row.row, "code", row.code, Sentence(said.OUTSIDE_AREA))
    if not reading.problems:
        reading.current = _stored(reading, scope)
    return reading


@dataclass(frozen=True, slots=True)
class ShapedFacts:
    """What a file says: as `BoundaryFacts`, with the shape."""

    code: str
    shape: str
    row: int
    geometry: dict[str, Any]


def _stored(reading: Reading, scope: Scope) -> dict[str, BoundaryFacts]:
    wanted = {(len(code), regency_of(code)) for code in reading.incoming}
    rows = Area.objects.filter(boundary__isnull=False).values_list("code", "boundary")
    return {
        code: BoundaryFacts(code, digest(boundary or {}))
        for code, boundary in rows.iterator(chunk_size=500)
        if code in reading.incoming
        or (not scope.partial and (len(code), regency_of(code)) in wanted and scope.holds(code))
    }


def save(found: Diff, incoming: Mapping[Any, Any], now: datetime) -> None:
    """Boundaries of gone areas are dropped; cells are computed again where none is left."""
    wanted: list[Any] = [*found.added, *found.changed]
    gone: list[Any] = list(found.gone)
    rows = [Area(code=code, boundary=incoming[code].geometry) for code in wanted]
    Area.objects.bulk_update(rows, ["boundary"], batch_size=100)
    Area.objects.filter(code__in=gone).update(boundary=None)
    if not found.empty:
        refresh_cells({regency_of(code) for code in (*wanted, *gone)})


def count(actor: Actor | None) -> int:
    return Area.objects.filter(boundary__isnull=False).count()


KIND = ListKind("boundaries", _("Boundaries"), 5, read, save, count)
