"""Cells for the map, computed from centroids where no boundary is loaded, stored with their areas.

A village's cell is what lies nearest to its centre; those of districts and the regency are the unions of theirs. An
area with a boundary of its own has no cell.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q

from .cells import as_geojson, outlines, village_cells
from .models import Area


def refresh_cells(regencies: Collection[str]) -> None:
    """Computes the cells of each regency anew (248 villages: well under a second)."""
    for regency in sorted(code for code in regencies if len(code) == 5):
        _refresh(regency)


def _refresh(regency: str) -> None:
    areas = list(_areas(regency))
    centres = {
        area.code: (area.lat, area.lon)
        for area in areas
        if area.level == Area.Level.VILLAGE and area.lat is not None and area.lon is not None
    }
    villages = village_cells(centres)
    shapes: dict[str, Any] = as_geojson(villages)
    for length in (8, 5):
        shapes |= as_geojson(outlines(villages, length))
    changed = []
    for area in areas:
        cell = None if area.bounded else shapes.get(area.code)
        if cell != area.cell:
            area.cell = cell
            changed.append(area)
    Area.objects.bulk_update(changed, ["cell"], batch_size=100)


def _areas(regency: str) -> Iterable[Any]:
    """The regency and all below it; whether there is a boundary, but not the boundary itself."""
    inside = Area.objects.filter(Q(code=regency) | Q(code__startswith=f"{regency}."), active=True)
    return inside.annotate(bounded=Q(boundary__isnull=False)).defer("boundary")
