from collections import Counter

import pytest

from kondusif.backbone.accounts.rules import NotAllowed
from kondusif.backbone.audit.models import Entry
from kondusif.deployment import postings, queries, services
from kondusif.deployment.models import Posting, Release
from kondusif.deployment.refusals import Refusal
from kondusif.people.models import Attachment, Officer
from tests.factories import NOW
from tests.integration.deployment.worlds import solve

pytestmark = pytest.mark.django_db


@pytest.fixture
def police(published, commander):
    postings.make_posts(commander, published.pk, "police", now=NOW)
    return published


def test_everybody_has_one_post_and_every_team_its_people(police):
    held = Counter(Posting.objects.filter(service="police").values_list("officer_id", flat=True))
    assert set(held) == set(Officer.objects.filter(service="police").values_list("pk", flat=True))
    assert set(held.values()) == {1}
    for team in police.plan_teams.all():
        assert team.postings.count() == team.officers
    assert Posting.objects.filter(kind="station").count() == police.officers


def test_station_posts_go_to_the_sectors_own_people(police):
    homes = Posting.objects.filter(kind="station").values_list("officer__unit__code", flat=True)
    assert set(homes) == {"POLSEK-01"}


def test_posts_elsewhere_follow_the_doctrines_shares(police):
    kinds = queries.post_counts(police)["police"]
    rest = 40 - police.officers
    assert sum(kinds.values()) == 40
    assert kinds["ppk"] == pytest.approx(rest * 0.33, abs=1)
    assert "kpu" not in kinds  # no such place here: its share went to the reserve
    assert kinds["reserve"] >= rest * 0.25


def test_soldiers_stand_at_sectors_and_in_reserve_only(published, army_commander):
    assert postings.make_posts(army_commander, published.pk, "army", now=NOW) == 20
    assert queries.post_counts(published)["army"] == {"sector": 8, "reserve": 12}
    assert not Posting.objects.filter(service="army", team__isnull=False).exists()


def test_only_attached_soldiers_are_posted(published, army_commander):
    Attachment.objects.update(until="2024-11-01")
    assert postings.make_posts(army_commander, published.pk, "army", now=NOW) == 0


def test_a_roster_that_is_too_small_is_said(published, commander):
    Officer.objects.filter(unit__code="POLSEK-01").update(active=False)
    with pytest.raises(Refusal, match="roster holds 10"):
        postings.make_posts(commander, published.pk, "police", now=NOW)


def test_posts_come_from_the_published_plan(solved, commander):
    with pytest.raises(Refusal, match="published plan"):
        postings.make_posts(commander, solved.pk, "police", now=NOW)


def test_each_command_posts_and_releases_only_its_own(police, commander, army_commander):
    with pytest.raises(NotAllowed):
        postings.make_posts(commander, police.pk, "army", now=NOW)
    with pytest.raises(NotAllowed):
        postings.release_posts(army_commander, police.pk, "police", now=NOW)
    assert not Release.objects.exists()


def test_a_planner_makes_but_does_not_release(published, world):
    assert postings.make_posts(world.planner, published.pk, "police", now=NOW) == 40
    with pytest.raises(NotAllowed):
        postings.release_posts(world.planner, published.pk, "police", now=NOW)


def test_releasing_twice_is_releasing_once(police, commander):
    first = postings.release_posts(commander, police.pk, "police", now=NOW)
    assert postings.release_posts(commander, police.pk, "police", now=NOW) == first
    (entry,) = Entry.objects.filter(action="posts.released")
    assert entry.facts["count"] == 40
    assert len(set(entry.facts["officers"])) == 40


def test_nothing_to_release(published, commander):
    with pytest.raises(Refusal, match="Make them first"):
        postings.release_posts(commander, published.pk, "police", now=NOW)


def test_released_posts_are_not_made_again(police, commander):
    postings.release_posts(commander, police.pk, "police", now=NOW)
    with pytest.raises(Refusal, match="have been released"):
        postings.make_posts(commander, police.pk, "police", now=NOW)


def test_an_officer_sees_the_post_only_after_their_own_command_released_it(
    police, commander, army_commander
):
    officer = Posting.objects.filter(kind="station").first().officer
    postings.make_posts(army_commander, police.pk, "army", now=NOW)
    postings.release_posts(army_commander, police.pk, "army", now=NOW)
    assert queries.post_of(officer) is None
    postings.release_posts(commander, police.pk, "police", now=NOW)
    post = queries.post_of(officer)
    assert post.kind == "station"
    assert post.stations[0] == Posting.objects.get(officer=officer).team.base.code
    assert len(post.colleagues) == 1


def test_a_replaced_plan_posts_nobody(police, world, commander):
    postings.release_posts(commander, police.pk, "police", now=NOW)
    officer = Officer.objects.filter(service="police").first()
    assert queries.post_of(officer)
    services.publish_plan(commander, solve(world, share=0.4).pk, now=NOW)
    assert queries.post_of(officer) is None


def test_making_again_gives_the_same_posts(police, commander):
    def held():
        return list(
            Posting.objects.order_by("officer").values_list("officer", "kind", "team", "site")
        )

    before = held()
    postings.make_posts(commander, police.pk, "police", now=NOW)
    assert held() == before
