"""What every map is drawn on: the outlines of villages and districts, from the database and nowhere else."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import quote_etag

from kondusif.operation import queries as operations
from kondusif.places.models import Area, ImportRun


def _geometry(area: Area) -> dict[str, Any] | None:
    return area.boundary or area.cell


def _features(areas: Iterable[Area]) -> list[dict[str, Any]]:
    return [
        {
            "type": "Feature",
            "properties": {"code": area.code, "name": area.name, "lat": area.lat, "lon": area.lon},
            "geometry": _geometry(area),
        }
        for area in areas
        if _geometry(area)
    ]


def outlines(regency: str) -> dict[str, Any]:
    """Of one regency (official code): GeoJSON collections `villages` and `districts`; `bounds` (west, south, east,
    north in degrees); `computed`: whether any cell was computed from centroids, because no boundary file was loaded."""
    inside = Area.objects.filter(code__startswith=f"{regency}.", active=True)
    villages = list(inside.filter(level=Area.Level.VILLAGE))
    districts = inside.filter(level=Area.Level.DISTRICT)
    features = _features(villages)
    return {
        "villages": {"type": "FeatureCollection", "features": features},
        "districts": {"type": "FeatureCollection", "features": _features(districts)},
        "bounds": _bounds(features),
        "computed": any(area.cell and not area.boundary for area in villages),
    }


def _bounds(features: list[dict[str, Any]]) -> list[float]:
    points = [
        point for feature in features for point in _points(feature["geometry"]["coordinates"])
    ]
    if not points:
        return [95.0, -11.0, 141.0, 6.0]  # Indonesia
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return [min(xs), min(ys), max(xs), max(ys)]


def _points(part: Any) -> Iterable[tuple[float, float]]:
    if isinstance(part[0], int | float):
        yield part
        return
    for inner in part:
        yield from _points(inner)


@login_required
def areas(request: HttpRequest) -> HttpResponse:
    """`/map/areas.json`; unchanged until a list of areas or boundaries is loaded."""
    regency = operations.current().regency_id
    last = ImportRun.objects.filter(kind__in=("areas", "boundaries")).order_by("-id").first()
    stamp = f"{regency}-{last.pk if last else 0}-{Area.objects.count()}"
    tag = quote_etag(hashlib.sha256(stamp.encode()).hexdigest()[:16])
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304)
    return JsonResponse(
        outlines(regency), headers={"ETag": tag, "Cache-Control": "private, no-cache"}
    )
