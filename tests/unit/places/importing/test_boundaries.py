"""GeoJSON boundaries, good and bad."""

import json
from copy import deepcopy

import pytest

from kondusif.places.importing import AreaLookup, Bounds, UnreadableFileError, parse_boundaries
from tests.shared_data import shared
from tests.unit.places.importing.workbooks import lookup

SQUARE = [[113.3, -8.3], [113.4, -8.3], [113.4, -8.2], [113.3, -8.2], [113.3, -8.3]]
BOW_TIE = [[113.3, -8.3], [113.4, -8.2], [113.4, -8.3], [113.3, -8.2], [113.3, -8.3]]
FLAT = [[113.3, -8.3], [113.4, -8.3], [113.5, -8.3], [113.3, -8.3]]


def feature(code="35.09.01.2002", ring=SQUARE, **properties):
    geometry = {"type": "Polygon", "coordinates": [deepcopy(ring)]}
    return {"type": "Feature", "properties": {"kode": code, **properties}, "geometry": geometry}


def collection(*features, **more) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def parse(*features, known: AreaLookup | None = None, **options):
    return parse_boundaries(collection(*features), known or lookup(), **options)


def the_reason(parsed) -> str:
    assert len(parsed.problems) == 1
    return str(parsed.problems[0].reason)


@pytest.mark.parametrize("name", ["kode", "KODE", "code", "Kode_Wilayah", "kode_desa", "KDEPUM"])
@pytest.mark.parametrize("code", ["35.09.01.2002", "3509012002", 3509012002])
def test_codes_under_many_names(name, code):
    made = feature()
    made["properties"] = {name: code}
    row = parse(made).rows[0]
    assert (row.code, row.name, row.geometry["type"], row.row) == (
        "35.09.01.2002",
        "Keting",
        "Polygon",
        1,
    )


def test_several_parts_and_heights():
    made = feature(nama="Keting")
    other = [[lon + 0.5, lat, 12.0] for lon, lat in SQUARE]
    made["geometry"] = {"type": "MultiPolygon", "coordinates": [[SQUARE], [other]]}
    geometry = parse(made).rows[0].geometry
    assert len(geometry["coordinates"]) == 2
    assert geometry["coordinates"][1][0][0] == (113.8, -8.3)


def test_a_bow_tie_is_repaired_and_noted():
    parsed = parse(feature(ring=BOW_TIE))
    assert parsed.ok
    assert parsed.rows[0].geometry["type"] == "MultiPolygon"
    assert "crossed itself" in parsed.notes[0].reason


@pytest.mark.parametrize(
    ("ring", "says"),
    [
        (SQUARE[:-1], "not closed"), (SQUARE[:2] + SQUARE[:1], "3 positions"), (FLAT, "cannot be repaired"),
        ([[lat, lon] for lon, lat in SQUARE], "swapped"), ([[200, 0], [201, 0], [201, 1], [200, 0]], "out of range"),
        ([["a", "b"]] * 4, "pair of numbers"), ([[113.3]] * 4, "pair of numbers"), ("x", "pair of numbers"),
        ([[float("nan"), 0]] * 4, "pair of numbers"),
    ],
)  # fmt: skip
def test_bad_rings(ring, says):
    assert says in the_reason(parse(feature(ring=ring)))


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "GeometryCollection", "geometries": []},
        [],
    ],
)
def test_what_is_no_polygon(geometry):
    assert "must be a Polygon" in the_reason(parse({**feature(), "geometry": geometry}))


def test_missing_wrong_unknown_and_repeated_codes():
    parsed = parse(
        {**feature(), "properties": {"warna": "merah"}},
        feature(code="x"),
        feature(code="35.09.99"),
        feature(),
        feature(),
        {"type": "Nothing"},
        {**feature(), "properties": None},
    )
    assert [problem.row for problem in parsed.problems] == [1, 2, 3, 5, 6, 7]
    assert "Found: warna" in parsed.problems[0].reason
    assert "already stands in row 4" in parsed.problems[3].reason


def test_a_shape_far_from_the_regency():
    far = [[lon - 6, lat] for lon, lat in SQUARE]
    assert "outside the regency" in the_reason(
        parse(feature(ring=far), bounds=Bounds(-8.6, 113.2, -7.9, 114.1))
    )


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"), (b"{", "line 1"), (b'{"type":\n"Feature",}', "line 2"), (b"[]", "not a GeoJSON"),
        (b'{"type": "Topology"}', "not a GeoJSON"), (b"\xff\xfe\x00", "not a GeoJSON"),
        (collection(), "no features"), (b'{"type":"FeatureCollection","features":{}}', "not a GeoJSON"),
        (collection(feature(), crs={"properties": {"name": "EPSG:32749"}}), "EPSG:32749"),
    ],
)  # fmt: skip
def test_what_is_no_collection(data, says):
    with pytest.raises(UnreadableFileError, match=says):
        parse_boundaries(data)


def test_the_usual_names_of_wgs84_pass():
    for name in ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"):
        data = collection(feature(), crs={"type": "name", "properties": {"name": name}})
        assert parse_boundaries(data).ok


def test_the_real_boundaries_of_248_villages():
    parsed = parse_boundaries(shared("jember/villages.geojson").read_bytes())
    assert parsed.problems == ()
    assert len(parsed.rows) == 248
