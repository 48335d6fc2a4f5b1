import json
from datetime import timedelta

import pytest

from kondusif.backbone.accounts.rules import NotAllowed, Role, Service
from kondusif.backbone.audit import services as audit
from kondusif.backbone.audit.models import Entry
from kondusif.backbone.live.models import Event
from kondusif.places.models import Area, ImportRun, Station
from tests import factories
from tests.factories import NOW

from .lists import AREAS, STATIONS, counts, read, without

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas():
    read("areas", AREAS)


@pytest.fixture
def stations(areas):
    read("stations", STATIONS)


def test_areas_make_the_whole_tree_with_centres_and_cells():
    assert counts(read("areas", AREAS)) == (7, 0, 0, 0)
    district = Area.objects.get(code="35.09.01")
    assert (district.parent_id, district.level, district.lat) == ("35.09", "district", -8.23)
    assert not Area.objects.filter(code__startswith="35.09", cell=None).exists()
    assert Area.objects.get(code="35").name == "Jawa Timur"


def test_the_same_areas_again_change_nothing_and_leave_no_second_trace(areas):
    before = Entry.objects.count(), ImportRun.objects.count(), Event.objects.count()
    assert counts(read("areas", AREAS)) == (0, 0, 0, 5)
    assert (Entry.objects.count(), ImportRun.objects.count(), Event.objects.count()) == before


def test_a_newer_list_of_areas_adds_changes_and_retires(areas, stations):
    newer = without(AREAS, "Contoh Tiga", "Kencong").replace("Contoh Dua", "Contoh Baru")
    newer += "35.09.01.2003;Jombang;Contoh Empat;-8,25;113,37\n"
    added, changed, gone, _unchanged = counts(read("areas", newer))
    assert (added, gone) == (1, 2)
    assert changed >= 1
    retired = Area.objects.get(code="35.09.02.2001")
    assert (retired.active, retired.cell) == (False, None)
    assert Station.objects.filter(village="35.09.02.2001", active=True).exists()


def test_areas_without_centres_keep_the_known_ones(areas):
    text = "Kode;Nama\n35.09.01;Jombang\n35.09.01.2001;Contoh Satu\n35.09.01.2002;Contoh Dua\n"
    assert counts(read("areas", text, partial=True)) == (0, 0, 0, 3)
    assert Area.objects.get(code="35.09.01.2001").lat == -8.22


def test_stations_need_areas_first_and_say_so():
    outcome = read("stations", STATIONS)
    assert "Load the areas first" in outcome.problems[0].reason
    assert not ImportRun.objects.exists()


def test_a_newer_list_of_stations_shows_added_changed_and_gone(stations):
    newer = without(STATIONS, "Satu;2").replace("TPS 001;250;251", "TPS 001;250;255")
    newer += "Jombang;Contoh Satu;003;200;200;-8,223;113,353\n"
    outcome = read("stations", newer)
    assert counts(outcome) == (1, 1, 1, 2)
    details = outcome.as_dict()["details"]
    assert details["gone"] == ["35.09.01.2001-002"]
    assert details["changed"][0]["fields"]["voters"] == [501, 505]


def test_a_gone_station_is_kept_and_comes_back_as_the_same_one(stations):
    first = Station.objects.get(code="35.09.01.2001-002")
    later = NOW + timedelta(days=1)
    read("stations", without(STATIONS, "Satu;2"), now=later)
    gone = Station.objects.get(code=first.code)
    assert (gone.pk, gone.active, gone.gone_at) == (first.pk, False, later)
    outcome = read("stations", STATIONS)
    assert counts(outcome)[0] == 1
    assert any("active again" in note.reason for note in outcome.notes)
    back = Station.objects.get(code=first.code)
    assert (back.pk, back.active, back.gone_at) == (first.pk, True, None)


def test_a_dry_run_says_the_same_and_saves_nothing(stations):
    newer = without(STATIONS, "Satu;2")
    dry = read("stations", newer, dry_run=True).as_dict()
    assert Station.objects.filter(active=True).count() == 4
    real = read("stations", newer).as_dict()
    assert dry | {"saved": True} == real
    assert Station.objects.filter(active=True).count() == 3


def test_a_file_with_one_problem_loads_nothing(areas):
    outcome = read("stations", STATIONS.replace("Contoh Dua", "Tidak Ada"))
    assert [(one.row, one.value) for one in outcome.problems] == [(4, "Tidak Ada")]
    assert not Station.objects.exists()
    assert Entry.objects.filter(subject="list:stations").count() == 0


def test_a_list_without_positions_takes_none_away(stations):
    before = Station.objects.get(code="35.09.01.2001-001")
    bare = "Kecamatan;Desa;TPS;L;P\n" + "".join(
        ";".join(line.split(";")[:5]) + "\n" for line in STATIONS.splitlines()[1:]
    )
    outcome = read("stations", bare)
    assert counts(outcome) == (0, 0, 0, 4)
    assert outcome.notes == ()
    after = Station.objects.get(code="35.09.01.2001-001")
    assert (after.lat, after.lon, after.position) == (before.lat, before.lon, "given")


def test_a_position_outside_the_regency_becomes_the_villages_centre(areas):
    outcome = read("stations", STATIONS.replace("-8,221;113,351", "-6,2;106,8"))
    station = Station.objects.get(code="35.09.01.2001-001")
    assert (station.lat, station.lon, station.position) == (-8.22, 113.35, "estimated")
    assert outcome.notes[0].row == 2


def test_of_two_known_regencies_the_files_own_one_decides_what_is_outside(areas):
    read("areas", AREAS.replace("35.09", "33.01").replace("113,3", "109,0").replace("-8,2", "-7,6"))
    text = STATIONS.replace("-8,221;113,351", "-7,6;109,05").replace(
        "Kecamatan;Desa", "Kode Kecamatan;Desa"
    )
    text = text.replace("Jombang", "35.09.01").replace("Kencong", "35.09.02")
    assert counts(read("stations", text))[0] == 4
    assert Station.objects.get(code="35.09.01.2001-001").position == "estimated"


def test_another_regencys_list_leaves_this_ones_stations_alone(stations):
    read("areas", AREAS.replace("35.09", "33.01"))
    text = "Kode Wilayah;TPS;L;P;Lintang;Bujur\n33.01.01.2001;1;200;200;-8,22;113,35\n"
    assert counts(read("stations", text)) == (1, 0, 0, 0)
    assert Station.objects.filter(active=True).count() == 5


def test_a_partial_list_speaks_only_of_the_districts_it_names(stations):
    part = without(STATIONS, "Kencong", "Satu;2")
    whole = read("stations", part, dry_run=True)
    assert counts(whole)[2] == 2
    assert any("Kencong is not in this file" in note.reason for note in whole.notes)
    assert counts(read("stations", part, partial=True))[2] == 1


def test_rows_outside_the_loaders_area_are_refused_and_others_left_alone(stations):
    planner = factories.account(Role.PLANNER, Service.POLICE, area="35.09.01").actor
    outcome = read("stations", STATIONS, planner)
    assert [(one.row, str(one.reason)) for one in outcome.problems] == [
        (5, "This place lies outside your area.")
    ]
    own = without(STATIONS, "Kencong", "Satu;2")
    assert counts(read("stations", own, planner))[2] == 1
    assert Station.objects.get(code="35.09.02.2001-001").active


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.COMMANDER, Role.OFFICER, Role.TRAINER])
def test_only_planners_and_administrators_load_lists(areas, role):
    with pytest.raises(NotAllowed):
        read("stations", STATIONS, factories.account(role, Service.POLICE).actor)


@pytest.mark.parametrize(
    ("role", "service"),
    [
        (Role.PLANNER, Service.POLICE),
        (Role.PLANNER, Service.ARMY),
        (Role.ADMINISTRATOR, Service.NONE),
    ],
)
def test_places_belong_to_both_services(areas, role, service):
    assert counts(read("stations", STATIONS, factories.account(role, service).actor))[0] == 4


def test_a_load_is_recorded_with_counts_and_the_files_digest(stations):
    run = ImportRun.objects.get(kind="stations")
    entry = Entry.objects.get(subject="list:stations")
    assert entry.facts == {
        "added": 4,
        "changed": 0,
        "gone": 0,
        "unchanged": 0,
        "sha256": run.sha256,
        "import": run.pk,
    }
    assert Event.objects.filter(topic="list", ref="stations").count() == 1
    assert audit.verify()[1] is None


def square(code, west=113.3, south=-8.3, size=0.1):
    ring = [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
    ]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"kode": code}, "geometry": shape}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_boundaries_replace_cells_and_give_them_back(areas):
    both = collection(square("35.09.01.2001"), square("35.09.01.2002", 113.4))
    assert counts(read("boundaries", both, name="batas.geojson")) == (2, 0, 0, 0)
    village = Area.objects.get(code="35.09.01.2001")
    assert village.boundary["type"] == "Polygon"
    assert village.cell is None
    assert counts(read("boundaries", both)) == (0, 0, 0, 2)
    assert counts(read("boundaries", collection(square("35.09.01.2002", 113.4)))) == (0, 0, 1, 1)
    assert Area.objects.get(code="35.09.01.2001").cell is not None


def test_boundaries_of_districts_leave_those_of_villages_alone(areas):
    read("boundaries", collection(square("35.09.01.2001")))
    assert counts(read("boundaries", collection(square("35.09.01")))) == (1, 0, 0, 0)
    assert Area.objects.filter(boundary__isnull=False).count() == 2


def test_a_regencys_outline_decides_what_lies_outside(areas):
    read("boundaries", collection(square("35.09", 113.3, -8.25, 0.1)))
    read("stations", STATIONS)
    assert Station.objects.get(code="35.09.01.2001-001").position == "given"
    assert Station.objects.get(code="35.09.02.2001-001").position == "estimated"


def test_a_boundary_of_an_unknown_area_is_a_problem(areas):
    outcome = read("boundaries", collection(square("99.99")))
    assert not outcome.ok
    assert not Area.objects.filter(boundary__isnull=False).exists()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n\x00\x00", b"<html></html>"])
@pytest.mark.parametrize("kind", ["areas", "stations", "units", "officers", "boundaries"])
def test_a_file_that_is_no_list_is_refused_in_a_sentence(areas, kind, data):
    outcome = read(kind, data)
    assert outcome.problems[0].row == 0
    assert outcome.problems[0].reason.endswith((".", "units FILE."))


def test_ten_thousand_rows_load_in_a_few_queries(areas, django_assert_max_num_queries):
    rows = (
        f"35.09.01.{village};{number};250;250;-8,22;113,35\n"
        for village in (2001, 2002)
        for number in range(1, 5_001)
    )
    text = "Kode Wilayah;TPS;L;P;Lintang;Bujur\n" + "".join(rows)
    with django_assert_max_num_queries(200):
        assert counts(read("stations", text))[0] == 10_000
    with django_assert_max_num_queries(200):
        assert counts(read("stations", text.replace(";250;250;", ";250;251;")))[1] == 10_000
