import shutil
import subprocess
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from kondusif.backbone.accounts.rules import Role, Service
from kondusif.backbone.audit.models import Entry
from kondusif.backbone.exports import SIMULATION, Classification, Envelope
from kondusif.deployment import exporting, postings, services
from kondusif.documents import annex, queries
from tests.factories import NOW
from tests.integration.deployment.worlds import make_world, solve
from tests.shared_data import unavailable

pytestmark = pytest.mark.django_db
POLICE, ARMY = Service.POLICE, Service.ARMY
WHEN = datetime(2024, 11, 26, 13, 0, tzinfo=UTC)
COVER = Envelope(Classification.RESTRICTED, "Lampiran", "perencana", WHEN, SIMULATION)


@pytest.fixture
def posted(db):
    plan = services.publish_plan(None, solve(make_world("demo")).pk, now=NOW)
    for service in (POLICE, ARMY):
        postings.make_posts(None, plan.pk, service, now=NOW)
    return plan


def address(plan, service):
    return reverse("documents:annex", args=[plan.number, service])


def text_of(pdf, folder):
    """The text of a PDF by poppler, where it is installed."""
    tool = shutil.which("pdftotext")
    if not tool:
        unavailable("pdftotext (poppler-utils) is not installed")
    file = folder / "annex.pdf"
    file.write_bytes(pdf)
    done = subprocess.run([tool, "-layout", file, "-"], capture_output=True, check=True, text=True)
    return done.stdout


def test_the_police_annex_has_every_station_and_every_officer(posted):
    found = queries.annex_of(posted, POLICE, COVER)
    stations, *others = found.sections
    assert stations.name == "Contoh POLSEK-01"
    assert [name for name, _ in stations.groups] == [f"Desa Contoh {i}" for i in (1, 2, 3)]
    rows = [row for _, rows in stations.groups for row in rows]
    assert len(rows) == posted.stations == 12
    named = "; ".join(row[-1] for row in rows).count("UJI-")
    assert named == posted.officers
    assert found.count == 12 + 40 - posted.officers
    assert {section.name for section in others} <= {
        name.upper() for name in exporting.KIND_NAMES.values()
    }


def test_the_army_annex_has_soldiers_and_no_police(posted):
    found = queries.annex_of(posted, ARMY, COVER)
    assert [section.name for section in found.sections] == ["SEKTOR POLSEK", "CADANGAN"]
    assert found.count == 20
    assert "POLSEK-01-" not in annex.data(found).decode()
    assert found.letterhead.lines[0] == "TENTARA NASIONAL INDONESIA ANGKATAN DARAT"


def test_the_same_rows_at_the_same_time_are_the_same_bytes(posted):
    found = queries.annex_of(posted, POLICE, COVER)
    first, again = annex.pdf(found, WHEN), annex.pdf(found, WHEN)
    assert first.startswith(b"%PDF-")
    assert first == again


def test_the_file_describes_itself(posted):
    made = annex.pdf(queries.annex_of(posted, POLICE, COVER), WHEN)
    for words in ("TERBATAS", SIMULATION, "baris"):
        assert words.encode() in made  # in the metadata, which is not compressed


def test_the_pages_carry_class_stamp_number_and_who(posted, tmp_path):
    text = text_of(annex.pdf(queries.annex_of(posted, POLICE, COVER), WHEN), tmp_path)
    pages = text.split("\f")[:-1]
    for number, page in enumerate(pages, 1):
        assert page.count("TERBATAS") == 2
        assert page.count(SIMULATION) == 2
        assert f"Halaman {number} dari {len(pages)}" in page
        assert "perencana · 2024-11-26 20:00 WIB" in page
    assert "LAMPIRAN SURAT PERINTAH" in text
    assert "KEPOLISIAN NEGARA REPUBLIK INDONESIA" in text
    assert text.count("35.09.01.") == 12 + text.count("· 35.09.01.")


def test_a_real_operation_carries_no_stamp(posted, tmp_path):
    plain = Envelope(Classification.RESTRICTED, "Lampiran", "perencana", WHEN)
    text = text_of(annex.pdf(queries.annex_of(posted, POLICE, plain), WHEN), tmp_path)
    assert "SIMULASI" not in text


@pytest.mark.parametrize(
    ("holder", "service", "status"),
    [
        ((Role.COMMANDER, POLICE), "police", 200),
        ((Role.COMMANDER, POLICE), "army", 403),
        ((Role.COMMANDER, ARMY), "army", 200),
        ((Role.AUDITOR, Service.NONE), "police", 403),
        ((Role.OFFICER, POLICE), "police", 403),
        ((Role.COMMANDER, POLICE), "navy", 404),
    ],
    ids=str,
)
def test_who_takes_which_annex(posted, sign_in, holder, service, status):
    response = sign_in(*holder).get(address(posted, service))
    assert response.status_code == status
    assert Entry.objects.filter(action="exported").count() == (status == 200)


@pytest.mark.parametrize("number", [99, 10**20])
def test_a_plan_that_is_not_there(posted, sign_in, number):
    client = sign_in(Role.COMMANDER, POLICE)
    assert client.get(f"/documents/annex/{number}/police.pdf").status_code == 404
