"""Is a station's position believable? Swapped, missing and far-off ones are replaced by the
village's centre.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import shape

from kondusif.places.importing import sentences as say
from kondusif.places.importing.lookup import KnownArea
from kondusif.places.importing.parsers import refuse
from kondusif.places.importing.sentences import Sentence

KM_PER_DEGREE = 111.2


@dataclass(frozen=True)
class Bounds:
    """Where positions may lie: a box in degrees and, where known, the regency's outline."""

    south: float
    west: float
    north: float
    east: float
    outline: Any = None

    @classmethod
    def around(cls, areas: Iterable[KnownArea], margin_km: float = 15) -> "Bounds | None":
        """The box around the areas' centres with a margin (a village reaches beyond its centre)."""
        points = [
            (area.lat, area.lon) for area in areas if area.lat is not None and area.lon is not None
        ]
        if not points:
            return None
        margin = margin_km / KM_PER_DEGREE
        lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
        return cls(min(lats) - margin, min(lons) - margin, max(lats) + margin, max(lons) + margin)

    @classmethod
    def of_geometry(cls, geometry: dict[str, Any], margin_km: float = 1) -> "Bounds":
        """From a GeoJSON Polygon or MultiPolygon; positions just outside (drawn coarsely) still
        count as inside.
        """
        outline = shape(geometry).buffer(margin_km / KM_PER_DEGREE)
        west, south, east, north = outline.bounds
        shapely.prepare(outline)
        return cls(south, west, north, east, outline)

    def holds(self, lat: float, lon: float) -> bool:
        if not (self.south <= lat <= self.north and self.west <= lon <= self.east):
            return False
        return self.outline is None or bool(shapely.intersects_xy(self.outline, lon, lat))


INDONESIA = Bounds(-11.5, 94.5, 6.5, 141.5)


@dataclass(frozen=True, slots=True)
class Position:
    """Degrees; `estimated` where it is the village's centre; `why` is a sentence, None where it's
    as given.
    """

    lat: float
    lon: float
    estimated: bool
    why: Sentence | None


def locate(
    lat: float | None, lon: float | None, village: KnownArea, bounds: Bounds | None
) -> Position:
    """The position as given where it lies inside `bounds` (Indonesia without any), else the
    village's centre.

    Raises ValueError with a sentence where the village's centre isn't known.
    """
    bounds = bounds or INDONESIA
    if lat is None or lon is None:
        return _estimate(village, say.COORDINATES_MISSING)
    if bounds.holds(lat, lon):
        return Position(lat, lon, estimated=False, why=None)
    swapped = bounds.holds(lon, lat)
    return _estimate(village, say.COORDINATES_SWAPPED if swapped else say.COORDINATES_OUTSIDE)


def _estimate(village: KnownArea, template: str) -> Position:
    if village.lat is None or village.lon is None:
        raise refuse(say.NO_CENTRE, village=village.name)
    why = Sentence(template, village=village.name)
    return Position(village.lat, village.lon, estimated=True, why=why)
