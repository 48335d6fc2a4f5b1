import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kondusif.risk.measures import EARTH_KM, SiteInput, StationInput, measure_site, measure_stations

VILLAGE = "35.09.01.2001"


def station(number=1, lat=-8.2, lon=113.7, **changes):
    values = StationInput(f"{VILLAGE}-{number:03d}", VILLAGE, 480, lat, lon, False, "", "", False)
    return values._replace(**changes)


def test_voters_are_a_share_of_the_legal_maximum():
    assert measure_stations([station(voters=570)], 600)[0]["voters_share"] == 0.95


def test_a_station_alone_has_no_nearest_one():
    found = measure_stations([station()], 600)[0]
    assert found["nearest_km"] is None
    assert found["same_site"] == 1


def test_an_estimated_position_gives_no_distance_and_is_nobodys_neighbour():
    here, there = station(1), station(2, estimated=True)
    first, second = measure_stations([here, there], 600)
    assert first["nearest_km"] is None
    assert second["nearest_km"] is None
    assert second["same_site"] is None


def test_three_stations_in_one_school_share_a_site_by_position():
    found = measure_stations([station(n, lat=-8.2 + n * 1e-5) for n in range(3)], 600)
    assert [m["same_site"] for m in found] == [3, 3, 3]


def test_stations_share_a_site_by_its_name_within_their_village_only():
    school = [station(n, estimated=True, location=" SDN  Contoh 1") for n in range(3)]
    elsewhere = station(9, village="35.09.01.2002", estimated=True, location="SDN CONTOH 1")
    found = measure_stations([*school, elsewhere], 600)
    assert [m["same_site"] for m in found] == [3, 3, 3, 1]


def haversine(a, b):
    la, lo, lb, lp = map(math.radians, (a.lat, a.lon, b.lat, b.lon))
    h = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin((lp - lo) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(h))


places = st.lists(
    st.tuples(st.floats(-8.6, -7.9), st.floats(113.2, 114.1)), min_size=2, max_size=12
)


@given(places)
def test_the_nearest_station_is_the_nearest_by_the_haversine_formula(points):
    stations = [station(n, lat, lon) for n, (lat, lon) in enumerate(points)]
    for n, found in enumerate(measure_stations(stations, 600)):
        others = [haversine(stations[n], s) for m, s in enumerate(stations) if m != n]
        assert found["nearest_km"] == pytest.approx(min(others), abs=2e-3)


@pytest.mark.parametrize(
    ("kind", "recapitulation", "ballots"),
    [("kpu", 1, 1), ("ppk", 1, 1), ("pps", 0, 1), ("warehouse", 0, 1), ("route", 0, 0)],
)
def test_a_site_is_measured_by_its_kind(kind, recapitulation, ballots):
    found = measure_site(SiteInput("X", "35.09.01", kind, 131))
    assert found == {
        "recapitulation": recapitulation,
        "ballots_stored": ballots,
        "stations_served": 131,
    }
