"""Cells of villages: valid, whole, without overlap, and places sampled inside them."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from kondusif.people.example import read_villages
from kondusif.places.cells import as_geojson, outlines, sample_points, village_cells
from tests.unit.places.test_synthetic import EXAMPLE

KM2_PER_SQUARE_DEGREE = 111.195**2 * np.cos(np.radians(8.2))


@pytest.fixture(scope="module")
def centres():
    return {one.code: (one.lat, one.lon) for one in read_villages(EXAMPLE / "areas.csv")}


@pytest.fixture(scope="module")
def cells(centres):
    return village_cells(centres)


def test_each_village_has_one_whole_valid_cell_around_its_centre(centres, cells):
    assert set(cells) == set(centres)
    for code, cell in cells.items():
        assert cell.geom_type == "Polygon", code
        assert cell.is_valid, code
        lat, lon = centres[code]
        assert cell.contains(shapely.Point(lon, lat)), code


def test_no_slivers(cells):
    for code, cell in cells.items():
        assert cell.area * KM2_PER_SQUARE_DEGREE > 1, code
        roundness = 4 * np.pi * cell.area / cell.length**2
        assert roundness > 0.2, code


def test_cells_share_borders_and_do_not_overlap(cells):
    together = shapely.union_all(list(cells.values()))
    assert sum(cell.area for cell in cells.values()) == pytest.approx(together.area, rel=1e-9)
    assert together.geom_type == "Polygon"
    assert len(together.interiors) == 0


def test_the_regency_is_about_as_large_as_jember(cells):
    area = outlines(cells, 5)["35.09"].area * KM2_PER_SQUARE_DEGREE
    assert area == pytest.approx(3293, rel=0.1)  # square kilometres, official


def test_district_outlines_are_valid_unions_of_their_cells(cells):
    districts = outlines(cells)
    assert len(districts) == 31
    assert all(shape.is_valid for shape in districts.values())
    assert sum(shape.area for shape in districts.values()) == pytest.approx(
        sum(cell.area for cell in cells.values()), rel=1e-6
    )


def test_geojson_has_closed_rings_of_longitude_and_latitude(cells):
    geometry = as_geojson(cells)["35.09.18.2003"]
    ring = geometry["coordinates"][0]
    assert geometry["type"] == "Polygon"
    assert ring[0] == ring[-1]
    assert all(113 < lon < 115 and -9 < lat < -7 for lon, lat in ring)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_villages(count):
    some = {f"35.09.01.200{n}": (-8.2 - 0.02 * n, 113.5 + 0.01 * n * n) for n in range(count)}
    cells = village_cells(some)
    assert len(cells) == count
    assert all(cell.is_valid and cell.area > 0 for cell in cells.values())


def test_no_villages():
    assert village_cells({}) == {}


def test_villages_with_the_same_centre_still_get_cells_of_their_own():
    same = {"a": (-8.2, 113.5), "b": (-8.2, 113.5), "c": (-8.2, 113.5), "d": (-8.3, 113.6)}
    cells = village_cells(same)
    assert len(cells) == 4
    assert all(cell.area > 0 and cell.is_valid for cell in cells.values())


points = st.tuples(st.integers(-8500, -8000), st.integers(113200, 114000))


@settings(max_examples=60, deadline=None)
@given(st.sets(points, min_size=1, max_size=25))
def test_any_centres_give_valid_cells_that_do_not_overlap(places):
    centres = {f"v{n:02d}": (lat / 1000, lon / 1000) for n, (lat, lon) in enumerate(sorted(places))}
    cells = village_cells(centres)
    assert set(cells) == set(centres)
    assert all(cell.is_valid and cell.geom_type == "Polygon" for cell in cells.values())
    together = shapely.union_all(list(cells.values()))
    assert sum(cell.area for cell in cells.values()) == pytest.approx(together.area, rel=1e-3)


def test_sampled_places_lie_inside_and_differ(cells, centres):
    for code in ("35.09.18.2003", "35.09.20.1006"):
        places = sample_points(cells[code], centres[code], 60, np.random.RandomState(1))
        assert len(set(places)) == 60
        assert all(cells[code].contains(shapely.Point(lon, lat)) for lat, lon in places)


def test_sampling_in_a_thin_cell_ends():
    thin = shapely.box(113.5, -8.2, 113.6, -8.1999)
    places = sample_points(thin, (-8.19995, 113.55), 20, np.random.RandomState(1))
    assert all(thin.contains(shapely.Point(lon, lat)) for lat, lon in places)
