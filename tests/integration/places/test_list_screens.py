import os
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kondusif.backbone.accounts.rules import Role, Service
from kondusif.backbone.audit.models import Entry
from kondusif.places import uploads
from kondusif.places.importing import parse_stations, read_table
from kondusif.places.lists import get
from kondusif.places.models import Area, ImportRun, Station

from .lists import AREAS, OFFICERS, STATIONS, UNITS, read, without

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def planner(sign_in):
    read("areas", AREAS)
    return sign_in(Role.PLANNER, Service.POLICE)


def choose(client, kind, text, **more):
    file = SimpleUploadedFile("tps.csv", text.encode() if isinstance(text, str) else text)
    return client.post(reverse("places:list", args=[kind]), {"file": file, **more})


def seen(response):
    return response.context["preview"].outcome.fingerprint


def test_lists_show_counts_the_last_file_and_the_next_step(planner):
    read("stations", STATIONS)
    page = planner.get(reverse("places:lists"), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    for kind in ("areas", "stations", "units", "officers", "boundaries"):
        assert reverse("places:list", args=[kind]) in page
    assert "daftar.csv" in page


def test_upload_shows_what_would_change_and_saves_nothing(planner):
    preview = planner.get(choose(planner, "stations", STATIONS).url)
    assert preview.context["preview"].counts["added"] == 4
    assert not Station.objects.exists()
    assert not Entry.objects.filter(subject="list:stations").exists()


def test_confirming_loads_exactly_the_previewed_bytes_once(planner):
    url = choose(planner, "stations", STATIONS).url
    token = seen(planner.get(url))
    for _press in range(2):
        response = planner.post(url, {"seen": token}, follow=True)
        assert response.status_code == 200
    assert Station.objects.count() == 4
    run = ImportRun.objects.get(kind="stations")
    assert run.account == planner.account.pk
    assert list(uploads.folder().iterdir()) == []


def test_a_confirmation_holds_only_for_what_was_seen(planner):
    read("stations", STATIONS)
    newer = without(STATIONS, "Satu;2")
    url = choose(planner, "stations", newer).url
    token = seen(planner.get(url))
    read("stations", STATIONS + "Jombang;Contoh Dua;2;9;9;;\n")
    response = planner.post(url, {"seen": token}, HTTP_ACCEPT_LANGUAGE="en")
    assert "Look again" in response.content.decode()
    assert Station.objects.filter(active=True).count() == 5


def test_problems_are_shown_by_row_and_cannot_be_confirmed(planner):
    bad = STATIONS.replace("Contoh Dua", "<b>Entah</b>")
    url = choose(planner, "stations", bad).url
    page = planner.get(url, HTTP_ACCEPT_LANGUAGE="id").content.decode()
    assert "&lt;b&gt;Entah&lt;/b&gt;" in page
    assert "1 masalah" in page
    assert "Tidak ada desa atau kelurahan" in page
    planner.post(url, {"seen": ""})
    assert not Station.objects.exists()


def test_a_part_leaves_other_districts_alone(planner):
    read("stations", STATIONS)
    url = choose(planner, "stations", without(STATIONS, "Kencong"), partial="yes").url
    assert planner.get(url).context["preview"].outcome.found.empty


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"\x00\x01\x02", b"a;b\n1;2\n"])
def test_any_file_gets_a_sentence_and_never_a_crash(planner, data):
    for kind in ("areas", "stations", "units", "officers", "boundaries"):
        response = choose(planner, kind, data)
        if response.status_code == 302:
            response = planner.get(response.url)
        assert response.status_code in (200, 400)


def test_no_file_is_said(planner):
    response = planner.post(reverse("places:list", args=["stations"]), HTTP_ACCEPT_LANGUAGE="en")
    assert response.status_code == 400
    assert "Choose a file first" in response.content.decode()


def test_an_upload_is_its_uploaders_alone(planner, sign_in):
    url = choose(planner, "stations", STATIONS).url
    other = sign_in(Role.PLANNER, Service.ARMY)
    assert other.get(url).status_code == 302
    other.post(url, {"seen": "x"})
    assert not Station.objects.exists()


def test_uploads_are_forgotten_after_an_hour(planner):
    url = choose(planner, "stations", STATIONS).url
    old = time.time() - uploads.KEPT_SECONDS - 1
    for path in uploads.folder().iterdir():
        assert path.stat().st_mode & 0o077 == 0
        os.utime(path, (old, old))
    assert uploads.forget() == 1
    assert planner.get(url).status_code == 302


@pytest.mark.parametrize(
    ("role", "service"),
    [
        (Role.OPERATOR, Service.POLICE),
        (Role.COMMANDER, Service.POLICE),
        (Role.OFFICER, Service.ARMY),
        (Role.AUDITOR, Service.NONE),
    ],
)
def test_only_who_loads_lists_sees_these_pages(sign_in, role, service):
    client = sign_in(role, service)
    for url in (
        "/lists/",
        "/lists/stations/",
        "/lists/stations/template.xlsx",
        "/lists/stations/abc/",
    ):
        assert client.get(url).status_code == 403


def test_names_in_a_preview_are_not_the_other_services(planner, sign_in):
    read("units", UNITS)
    army = sign_in(Role.PLANNER, Service.ARMY)
    page = army.get(choose(army, "officers", OFFICERS).url).content.decode()
    assert "Contoh 0001" not in page


@pytest.mark.parametrize("kind", ["areas", "stations", "units", "officers"])
def test_the_empty_template_is_understood_by_the_reader(planner, kind):
    response = planner.get(reverse("places:template", args=[kind]))
    table = read_table(response.content, "kosong.xlsx")
    assert [column.header for column in get(kind).columns] == table.sheets[0].rows[0]


def test_a_filled_template_loads(planner):
    columns = get("stations").columns
    row = {
        "Kecamatan": "Jombang",
        "Desa/Kelurahan": "Contoh Satu",
        "No TPS": "001",
        "L": "1",
        "P": "2",
    }
    text = ";".join(column.header for column in columns) + "\n"
    text += ";".join(row.get(column.header, "") for column in columns) + "\n"
    from kondusif.places.area_lists import lookup

    parsed = parse_stations(read_table(text.encode(), "isi.csv"), lookup())
    assert (parsed.problems, parsed.rows[0].voters) == ((), 3)


def test_unknown_kinds_and_boundaries_without_a_template_are_not_found(planner):
    assert planner.get("/lists/candidates/").status_code == 404
    assert planner.get("/lists/boundaries/template.xlsx").status_code == 404


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_speaks_both_languages(planner, language):
    planner.cookies["kondusif_language"] = language
    word = {"id": "Wilayah", "en": "Areas"}[language]
    assert word in planner.get("/lists/").content.decode()
    assert Area.objects.exists()
