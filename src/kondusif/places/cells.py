"""Village cells for the map where no boundary file is loaded: Voronoi cells of the centres, clipped
to the regency.

The regency's outline is a concave hull of the centres, widened by what villages usually measure.
Every place of it belongs to the village with the nearest centre. That is an approximation, and the
map says so.
"""

from collections import defaultdict
from collections.abc import Mapping
from math import cos, pi, radians, sqrt
from typing import Any

import numpy as np
import shapely
from shapely import MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry import mapping

KM_PER_DEGREE = 111.195  # a degree of latitude on a sphere of 6371.0088 km
HULL_RATIO = 0.35  # 0 follows every bay, 1 is the convex hull
GRID = 1e-5  # about a metre: cells and outlines share their corners exactly
LONELY_KM = 3.0  # the margin around a single village

Centre = tuple[float, float]  # latitude, longitude in degrees


def village_cells(centres: Mapping[str, Centre]) -> dict[str, Polygon]:
    """One valid polygon (longitude, latitude in degrees) per code, containing that village's
    centre.

    The cells don't overlap and together make the outline. Centres that coincide are moved apart by
    metres.
    """
    if not centres:
        return {}
    codes = sorted(centres)
    plane = _Plane(centres[code] for code in codes)
    points = _apart([plane.project(centres[code]) for code in codes])
    outline = _outline(points)
    parts = _voronoi(points, outline)
    cells = _whole(points, [shapely.intersection(part, outline) for part in parts])
    return {code: plane.polygon(cell) for code, cell in zip(codes, cells, strict=True)}


def outlines(
    cells: Mapping[str, Polygon], code_length: int = 8
) -> dict[str, Polygon | MultiPolygon]:
    """Unions of the cells whose codes begin alike: districts by default, the regency with
    `code_length` 5.
    """
    groups = defaultdict(list)
    for code, cell in cells.items():
        groups[code[:code_length]].append(cell)
    return {code: shapely.union_all(parts, grid_size=GRID) for code, parts in groups.items()}


def as_geojson(cells: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Each shape as a GeoJSON geometry."""
    return {code: dict(mapping(cell)) for code, cell in cells.items()}


def sample_points(
    cell: Polygon, centre: Centre, count: int, rng: np.random.RandomState
) -> list[Centre]:
    """`count` places inside the cell, denser towards the centre, as houses are; five decimals, all
    different.

    The spread is a bell curve whose width is 0.4 of the radius of a circle of the cell's area.
    """
    spread = 0.4 * sqrt(cell.area / pi)
    shapely.prepare(cell)
    found: dict[Centre, None] = {}
    while len(found) < count:
        lats = np.round(centre[0] + spread * rng.standard_normal(4 * count), 5)
        lons = np.round(centre[1] + spread * rng.standard_normal(4 * count), 5)
        inside = shapely.contains_xy(cell, lons, lats)
        for lat, lon in zip(lats[inside], lons[inside], strict=True):
            found.setdefault((float(lat), float(lon)))
        spread *= 0.9  # a thin cell: look nearer to the centre, which is inside
    return list(found)[:count]


class _Plane:
    """Kilometres on a plane that touches the earth in the middle of the centres; good to 0.1% over
    a regency.
    """

    def __init__(self, centres: Any) -> None:
        lats, lons = np.array(list(centres)).T
        self.lat, self.lon = float(lats.mean()), float(lons.mean())
        self.stretch = cos(radians(self.lat))

    def project(self, centre: Centre) -> tuple[float, float]:
        lat, lon = centre
        return (lon - self.lon) * KM_PER_DEGREE * self.stretch, (lat - self.lat) * KM_PER_DEGREE

    def polygon(self, cell: Polygon) -> Polygon:
        """The cell in degrees, its corners on the grid."""
        scale = np.array([1 / (KM_PER_DEGREE * self.stretch), 1 / KM_PER_DEGREE])
        degrees = shapely.transform(cell, lambda xy: xy * scale + [self.lon, self.lat])
        return shapely.set_precision(degrees, GRID)


def _apart(points: list[tuple[float, float]]) -> list[Point]:
    """Points of which no two coincide: a repeated one moves 30 m, the next 60 m, ..."""
    seen: defaultdict[tuple[int, int], int] = defaultdict(int)
    moved = []
    for x, y in points:
        key = (round(x * 50), round(y * 50))
        moved.append(Point(x + 0.03 * seen[key], y))
        seen[key] += 1
    return moved


def _outline(points: list[Point]) -> Polygon:
    """The hull of the centres, widened by the usual distance between neighbours, without holes."""
    hull = shapely.concave_hull(MultiPoint(points), ratio=HULL_RATIO)
    wide = hull.buffer(_usual_distance(points))
    return Polygon(wide.exterior)


def _usual_distance(points: list[Point]) -> float:
    if len(points) < 2:
        return LONELY_KM
    tree = shapely.STRtree(points)
    _, distances = tree.query_nearest(
        points, exclusive=True, return_distance=True, all_matches=False
    )
    return max(1.2 * float(np.median(distances)), 0.2)


def _voronoi(points: list[Point], outline: Polygon) -> list[Polygon]:
    if len(points) == 1:
        return [outline]
    cells = shapely.voronoi_polygons(MultiPoint(points), extend_to=outline)
    parts = list(shapely.get_parts(cells))
    at = shapely.STRtree(parts).query(points, predicate="within")
    by_point = dict(zip(at[0].tolist(), at[1].tolist(), strict=True))
    return [parts[by_point[number]] for number in range(len(points))]


def _whole(points: list[Point], pieces: list[Any]) -> list[Polygon]:
    """Each cell in one piece: what a bay of the outline cuts off goes to the neighbour it borders
    most.
    """
    whole: list[Polygon] = []
    loose: list[Polygon] = []
    for point, piece in zip(points, pieces, strict=True):
        parts = [part for part in shapely.get_parts(piece) if isinstance(part, Polygon)]
        parts.sort(key=lambda part: part.distance(point))
        whole.append(parts[0])
        loose.extend(part for part in parts[1:] if part.area > 0)
    for part in loose:
        shared = [shapely.intersection(part, cell).length for cell in whole]
        best = int(np.argmax(shared))
        if shared[best] > 0:
            whole[best] = shapely.union(whole[best], part)
    return whole
