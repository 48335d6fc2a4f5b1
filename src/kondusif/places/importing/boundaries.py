"""Boundaries of areas from a GeoJSON file (RFC 7946): checked shape by shape before anything is
drawn with them.
"""

import json
import math
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import mapping, shape

from kondusif.places.importing import parsers
from kondusif.places.importing import sentences as say
from kondusif.places.importing.findings import Findings, Parsed
from kondusif.places.importing.lookup import AreaLookup
from kondusif.places.importing.positions import Bounds
from kondusif.places.importing.sentences import Sentence
from kondusif.places.importing.sheets import MAX_BYTES, UnreadableFileError
from kondusif.places.importing.text import header_key

CODE_NAMES = (
    "kode", "code", "kode_wilayah", "kode_kemendagri", "kode_desa", "kode_kecamatan", "kdepum", "kdcpum",
    "kode_kab", "area_code", "kdppum", "kdpkab", "id",
)  # fmt: skip
NAME_NAMES = ("nama", "name", "nama_wilayah", "namobj", "wadmkd", "wadmkc", "desa", "kecamatan")
WGS84 = ("crs84", "epsg::4326", "epsg:4326")


@dataclass(frozen=True, slots=True)
class BoundaryRow:
    """One area's boundary. `geometry` is a GeoJSON Polygon or MultiPolygon, longitude first; `row`
    the feature's place in the file, counted from 1.
    """

    code: str
    name: str
    geometry: dict[str, Any]
    row: int

    @property
    def key(self) -> str:
        return self.code


class ShapeError(ValueError):
    """A geometry that can't be used; its argument is the sentence."""


def parse_boundaries(
    data: bytes, known: AreaLookup | None = None, bounds: Bounds | None = None
) -> Parsed[BoundaryRow]:
    """Boundaries of a GeoJSON FeatureCollection. With `known`, codes must be in it; with `bounds`,
    shapes touch it.

    A shape that crosses itself is repaired and noted. Raises UnreadableFileError where it is no
    GeoJSON.
    """
    findings = Findings()
    rows: dict[str, BoundaryRow] = {}
    for number, feature in enumerate(_features(data), 1):
        row = _row(findings, number, feature, known)
        if row is None or not _inside(findings, row, bounds):
            continue
        if row.code in rows:
            first = rows[row.code].row
            reason = Sentence(say.DUPLICATE, what=row.name, key=row.code, first=first)
            findings.problem(number, "code", row.code, reason)
            continue
        rows[row.code] = row
    return Parsed(tuple(rows.values()), findings.sorted_problems(), findings.sorted_notes())


def _features(data: bytes) -> list[Any]:
    if not data.strip():
        raise UnreadableFileError(say.EMPTY_FILE)
    if len(data) > MAX_BYTES:
        size = -(-len(data) // 2**20)
        raise UnreadableFileError(say.TOO_LARGE, size=size, limit=MAX_BYTES // 2**20)
    document = _load(data)
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise UnreadableFileError(say.NOT_GEOJSON)
    features = document.get("features")
    if not isinstance(features, list):
        raise UnreadableFileError(say.NOT_GEOJSON)
    if not features:
        raise UnreadableFileError(say.NO_FEATURES)
    _check_crs(document.get("crs"))
    return features


def _load(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise UnreadableFileError(say.NOT_JSON, line=error.lineno, column=error.colno) from None
    except (UnicodeDecodeError, RecursionError):
        raise UnreadableFileError(say.NOT_GEOJSON) from None


def _check_crs(crs: Any) -> None:
    """Older files name their coordinate system; only longitude and latitude will do."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if name and not name.lower().endswith(WGS84):
        raise UnreadableFileError(say.WRONG_CRS, crs=name)


def _row(
    findings: Findings, number: int, feature: Any, known: AreaLookup | None
) -> BoundaryRow | None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        findings.problem(number, "", "", Sentence(say.NOT_A_FEATURE))
        return None
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    code = _code(findings, number, properties, known)
    if code is None:
        return None
    try:
        geometry, note = check_geometry(feature.get("geometry"))
    except ShapeError as error:
        findings.problem(number, "geometry", code, error.args[0])
        return None
    if note:
        findings.note(number, "geometry", code, note)
    name = str(_property(properties, NAME_NAMES)[1] or "")
    return BoundaryRow(code, name or (known.name(code) if known else code), geometry, number)


def _code(
    findings: Findings, number: int, properties: dict[str, Any], known: AreaLookup | None
) -> str | None:
    key, value = _property(properties, CODE_NAMES)
    if value is None:
        found = ", ".join(map(str, properties)) or "-"
        reason = Sentence(say.NO_CODE_PROPERTY, accepted=", ".join(CODE_NAMES[:5]), found=found)
        findings.problem(number, "code", "", reason)
        return None
    try:
        code = parsers.area_code(value)
    except (ValueError, TypeError):
        findings.problem(number, key, value, Sentence(say.NOT_A_CODE))
        return None
    if known is not None and code not in known.areas:
        findings.problem(number, key, value, Sentence(say.UNKNOWN_CODE))
        return None
    return code


def _property(properties: dict[str, Any], names: tuple[str, ...]) -> tuple[str, Any]:
    """The first property of these names that holds something, without regard to case and
    punctuation.
    """
    by_key = {header_key(str(key)): (str(key), value) for key, value in properties.items()}
    for name in names:
        key, value = by_key.get(header_key(name), ("", None))
        if value not in (None, ""):
            return key, value
    return names[0], None


def _inside(findings: Findings, row: BoundaryRow, bounds: Bounds | None) -> bool:
    if bounds is None:
        return True
    centre = shape(row.geometry).representative_point()
    if bounds.holds(centre.y, centre.x):
        return True
    findings.problem(row.row, "geometry", row.code, Sentence(say.OUTSIDE_BOUNDS))
    return False


# --- shapes


def check_geometry(geometry: Any) -> tuple[dict[str, Any], Sentence | None]:
    """The geometry as a clean Polygon or MultiPolygon, and a sentence where it had to be repaired.

    Raises ShapeError with a sentence: not a polygon, rings open or too short, positions out of
    range.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise ShapeError(Sentence(say.NOT_A_POLYGON, kind=kind))
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise ShapeError(Sentence(say.BAD_POSITION))
    clean = [_polygon(polygon) for polygon in polygons]
    plain = {
        "type": kind,
        "coordinates": clean[0] if kind == "Polygon" else clean,
    }
    return _repaired(plain)


def _polygon(rings: Any) -> list[list[tuple[float, float]]]:
    if not isinstance(rings, list) or not rings:
        raise ShapeError(Sentence(say.BAD_POSITION))
    return [_ring(ring) for ring in rings]


def _ring(ring: Any) -> list[tuple[float, float]]:
    if not isinstance(ring, list):
        raise ShapeError(Sentence(say.BAD_POSITION))
    positions = [_position(position) for position in ring]
    if len(positions) < 4:
        raise ShapeError(Sentence(say.SHORT_RING, count=len(positions)))
    if positions[0] != positions[-1]:
        raise ShapeError(Sentence(say.OPEN_RING))
    return positions


def _position(position: Any) -> tuple[float, float]:
    if not isinstance(position, list) or len(position) < 2:
        raise ShapeError(Sentence(say.BAD_POSITION))
    lon, lat = position[:2]  # a height may follow
    for part in (lon, lat):
        if isinstance(part, bool) or not isinstance(part, int | float) or not math.isfinite(part):
            raise ShapeError(Sentence(say.BAD_POSITION))
    if abs(lon) <= 90 < abs(lat) <= 180:
        raise ShapeError(Sentence(say.SWAPPED_GEOMETRY))
    if abs(lon) > 180 or abs(lat) > 90:
        raise ShapeError(Sentence(say.OUT_OF_RANGE, lon=lon, lat=lat))
    return (float(lon), float(lat))


def _repaired(geometry: dict[str, Any]) -> tuple[dict[str, Any], Sentence | None]:
    drawn = shape(geometry)
    if drawn.is_valid and drawn.area > 0:
        return geometry, None
    why = shapely.is_valid_reason(drawn)
    parts = [
        part
        for part in shapely.get_parts(shapely.make_valid(drawn))
        if part.geom_type in ("Polygon", "MultiPolygon") and part.area > 0
    ]
    mended = shapely.union_all(parts) if parts else shapely.Polygon()
    if mended.is_empty or not mended.is_valid:
        raise ShapeError(Sentence(say.BROKEN_SHAPE, why=why))
    return json.loads(json.dumps(mapping(mended))), Sentence(say.REPAIRED_SHAPE, why=why)
