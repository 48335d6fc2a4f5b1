import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kondusif.backbone.accounts.rules import Role, Service
from kondusif.backbone.jobs.models import Run
from kondusif.deployment import tasks
from kondusif.deployment.models import Doctrine, Plan, Release
from kondusif.people.models import Officer
from tests.integration.deployment.worlds import DOCTRINE, solve

pytestmark = pytest.mark.django_db
POLICE, ARMY = Service.POLICE, Service.ARMY


def url(name, *args):
    return reverse(f"deployment:{name}", args=args)


@pytest.fixture
def pages(posted, world):
    village = posted.plan_teams.first().village_id
    n = posted.number
    return [
        url("plans"),
        url("plan", n),
        url("progress", n),
        url("district", n, village[:8]),
        url("village", n, village),
        url("what-if", n) + "?change=-10",
        url("compare") + f"?a={n}&b={n}",
        url("doctrines"),
        url("doctrine", world.doctrine.pk),
        url("load-doctrine") + f"?from={world.doctrine.pk}",
        url("posts", n, "police"),
        url("posts", n, "army"),
        url("my-post"),
        url("map", n),
    ]


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_screen_opens_in_both_languages(pages, sign_in, language):
    client = sign_in(Role.PLANNER, POLICE)
    client.cookies["kondusif_language"] = language
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_nobody_sees_a_screen_without_signing_in(pages, client):
    assert {client.get(page).status_code for page in pages} == {302}


SEES_LIST = {
    (Role.PUBLIC_RELATIONS, POLICE): 200,
    (Role.OFFICER, POLICE): 403,
    (Role.AUDITOR, Service.NONE): 200,
    (Role.ADMINISTRATOR, Service.NONE): 403,
    (Role.OPERATOR, ARMY): 200,
}


@pytest.mark.parametrize(("holder", "status"), SEES_LIST.items(), ids=str)
def test_who_sees_the_list_of_plans(published, sign_in, holder, status):
    assert sign_in(*holder).get(url("plans")).status_code == status


@pytest.mark.parametrize(
    ("holder", "status"),
    [
        ((Role.PUBLIC_RELATIONS, POLICE), 403),
        ((Role.OFFICER, POLICE), 403),
        ((Role.OPERATOR, ARMY), 200),
        ((Role.AUDITOR, Service.NONE), 200),
    ],
    ids=str,
)
def test_who_sees_a_plan_with_its_classes(published, sign_in, holder, status):
    assert sign_in(*holder).get(url("plan", published.number)).status_code == status


def test_the_other_service_sees_counts_and_no_names(posted, sign_in):
    page = sign_in(Role.COMMANDER, ARMY).get(url("posts", posted.number, "police"))
    numbers = Officer.objects.filter(service="police").values_list("service_number", flat=True)
    assert not [number for number in numbers if number in page.content.decode()]
    own = sign_in(Role.COMMANDER, POLICE).get(url("posts", posted.number, "police"))
    assert own.content.decode().count("UJI-POLSEK-01-") >= 30


def test_a_sector_leader_sees_their_own_sector_only(posted, sign_in):
    client = sign_in(Role.SECTOR_LEADER, POLICE, area="35.09.02")
    page = client.get(url("posts", posted.number, "police")).content.decode()
    assert "UJI-" not in page


def test_posts_are_filtered_by_unit_and_kind(posted, sign_in):
    client = sign_in(Role.PLANNER, POLICE)
    address = url("posts", posted.number, "police")
    page = client.get(address, {"unit": "POLRES"}).content.decode()
    assert page.count("UJI-POLRES-") == 10
    assert "UJI-POLSEK" not in page
    page = client.get(address, {"kind": "station"}).content.decode()
    assert page.count("UJI-") == posted.officers


def test_the_proof_is_told_in_words(published, sign_in):
    client = sign_in(Role.PLANNER, POLICE)
    client.cookies["kondusif_language"] = "en"
    page = client.get(url("plan", published.number)).content.decode()
    assert "With these positions, no plan with these people is better." in page
    assert "40 × (1 − 50%) = 20" in page


def test_an_infeasible_plan_shows_shortage_and_the_cheapest_way_out(world, sign_in):
    plan = solve(world, share=0.8)
    client = sign_in(Role.PLANNER, POLICE)
    client.cookies["kondusif_language"] = "en"
    page = client.get(url("plan", plan.number)).content.decode()
    assert "Not possible with these people" in page
    assert "Let a team of class biasa guard up to 4 stations, not 3." in page
    assert "Find 4 more officers." in page
    assert "Kaliwates" in page


def test_what_if_answers_the_shortage_at_once(published, sign_in):
    client = sign_in(Role.COMMANDER, POLICE)
    client.cookies["kondusif_language"] = "en"
    page = client.get(url("what-if", published.number), {"change": "-10"}).content.decode()
    assert "Not possible: 2 officers are missing." in page
    assert Plan.objects.count() == 1


def test_what_if_brings_the_exposure_from_the_job_process(
    published, sign_in, django_capture_on_commit_callbacks
):
    client = sign_in(Role.COMMANDER, POLICE)
    client.cookies["kondusif_language"] = "en"
    address = url("what-if", published.number) + "?change=-4"
    with django_capture_on_commit_callbacks(execute=True):
        page = client.get(address, headers={"X-Piece": "yes"}).content.decode()
    assert "Still possible, with 4 to spare." in page
    assert "data-again" in page
    run = Run.objects.get(kind="deployment.what_if")
    assert tasks.try_strength.call(published.pk, 16, run.pk) == "done"
    page = client.get(address).content.decode()
    assert "8 teams; the exposure rises by" in page
    assert Run.objects.filter(kind="deployment.what_if").count() == 1


@pytest.mark.parametrize("change", ["", "x", "1e9", "-99999999999999999999", "999999999999", "٣"])
def test_what_if_bears_any_text(published, sign_in, change):
    client = sign_in(Role.COMMANDER, POLICE)
    address = url("what-if", published.number)
    assert client.get(address, {"change": change}).status_code == 200


@pytest.mark.parametrize("number", ["99", "99999999999999999999999"])
def test_a_plan_that_is_not_there(world, sign_in, number):
    client = sign_in(Role.COMMANDER, POLICE)
    for tail in ("", "map.json", "what-if/", "posts/police/", "village/35.09.01.2001/"):
        assert client.get(f"/deployment/plan/{number}/{tail}").status_code == 404
    assert client.get(f"/deployment/doctrines/{number}/").status_code == 404


def test_a_new_plan_is_made_and_handed_to_the_job_process(world, sign_in):
    client = sign_in(Role.PLANNER, POLICE)
    asked = {
        "doctrine": world.doctrine.pk,
        "strength": world.strength.pk,
        "share_elsewhere": "40",
        "seconds": "5",
    }
    response = client.post(url("plans"), asked)
    plan = Plan.objects.get()
    assert response.url == url("plan", plan.number)
    assert (plan.state, plan.budget, plan.seconds_allowed) == ("solving", 24, 5)
    assert 'role="status"' in client.get(url("plan", plan.number)).content.decode()


@pytest.mark.parametrize("share", ["-1", "100", "abc", ""])
def test_a_share_that_cannot_be_is_refused_in_words(world, sign_in, share):
    client = sign_in(Role.PLANNER, POLICE)
    asked = {"doctrine": world.doctrine.pk, "strength": world.strength.pk, "seconds": "5"}
    response = client.post(url("plans"), asked | {"share_elsewhere": share})
    assert response.status_code == 200
    assert b'class="problem"' in response.content
    assert not Plan.objects.exists()


def test_buttons_publish_make_and_release(solved, sign_in):
    client = sign_in(Role.COMMANDER, POLICE)
    n = solved.number
    assert "publish/" in client.get(url("plan", n)).content.decode()
    for name, rest in (
        ("publish", ()),
        ("make-posts", ("police",)),
        ("release-posts", ("police",)),
    ):
        assert client.post(url(name, n, *rest)).url == url("plan", n)
    assert Release.objects.get().service == "police"
    assert client.get(url("publish", n)).status_code == 405


def test_a_refusal_is_shown_where_it_was_pressed(world, sign_in):
    plan = solve(world, share=0.8)
    client = sign_in(Role.COMMANDER, POLICE)
    client.cookies["kondusif_language"] = "en"
    page = client.post(url("publish", plan.number), follow=True).content.decode()
    assert "Only a solved plan can be published." in page


def test_the_army_cannot_publish(solved, sign_in):
    client = sign_in(Role.COMMANDER, ARMY)
    assert client.post(url("publish", solved.number)).status_code == 403
    assert "publish/" not in client.get(url("plan", solved.number)).content.decode()


def test_a_doctrine_is_loaded_from_a_file_or_refused_in_words(world, sign_in):
    client = sign_in(Role.PLANNER, POLICE)
    client.cookies["kondusif_language"] = "en"
    text = DOCTRINE.replace("officers = 2", "officers = 3")
    file = SimpleUploadedFile("baru.toml", text.encode())
    client.post(url("load-doctrine"), {"name": "baru", "file": file})
    assert Doctrine.objects.get(name="baru").text == text
    bad = SimpleUploadedFile("x.toml", b"\xff\xfe\x00")
    for asked in ({"file": bad}, {"text": "[weights]"}, {"text": "x = "}, {}):
        response = client.post(url("load-doctrine"), {"name": "buruk", **asked})
        assert b'class="problem"' in response.content
    assert not Doctrine.objects.filter(name="buruk").exists()


def test_my_post_is_shown_once_it_is_released(posted, sign_in):
    client = sign_in(Role.OFFICER, POLICE)
    assert b"empty" in client.get(url("my-post")).content
    officer = Officer.objects.filter(postings__kind="station").first()
    officer.account = client.account
    officer.save()
    page = client.get(url("my-post")).content.decode()
    assert officer.postings.get().team.base.code in page


def test_the_map_s_columns_are_equally_long(published, sign_in):
    found = json.loads(sign_in(Role.OPERATOR, ARMY).get(url("map", published.number)).content)
    for layer in ("teams", "stations"):
        assert len({len(column) for column in found[layer].values()}) == 1
