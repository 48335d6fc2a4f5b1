"""The reference operation, as the demo loads it."""

from datetime import timedelta

import pytest
from django.db.models import Sum

from kondusif.backbone.audit import services as audit
from kondusif.backbone.audit.models import Entry
from kondusif.operation import queries
from kondusif.operation.example import MORNING, NoExample, load_jember
from kondusif.operation.models import Holding, Position, StrengthFigure
from kondusif.operation.rules import day_name, local
from kondusif.people.models import Attachment, Officer, Unit
from kondusif.places.models import Area, Site, Station
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def jember():
    return load_jember(NOW)


def test_jember_stands_as_it_was_published(jember):
    assert Area.objects.filter(level="district").count() == 31
    assert Area.objects.filter(level="village").count() == 248
    stations = Station.objects.filter(active=True)
    assert stations.count() == 4046
    assert stations.aggregate(Sum("voters"))["voters__sum"] == 1_955_219
    assert set(stations.filter(special="prison").values_list("number", flat=True)) == {901, 902}
    assert stations.filter(remote=True, village__name="Andongrejo").exists()
    assert not stations.exclude(position="synthetic").exists()
    assert Unit.objects.filter(kind="polsek").count() == 31
    assert Unit.objects.filter(kind="koramil").count() == 31
    assert Officer.objects.filter(service="police", synthetic=True).count() == 1067
    attached = Attachment.objects.get()
    assert (attached.strength, attached.officers.filter(service="army").count()) == (460, 460)
    assert Site.objects.filter(kind="ppk").count() == 31


def test_its_figures_carry_their_sources_and_disagree_openly(jember):
    figures = StrengthFigure.objects.filter(operation=jember)
    assert all(figure.source for figure in figures)
    used = dict(figures.filter(used=True).values_list("key", "value"))
    assert (used["joint"], used["army_attached"], used["stations"]) == (1067, 460, 4046)
    assert figures.filter(key="stations", value=4041, used=False).exists()


def test_its_clock_shows_the_morning_of_the_vote(jember):
    shown = queries.now(jember, NOW)
    assert shown == MORNING
    assert f"{local(shown, jember.zone):%d %H:%M}" == "27 06:45"
    assert day_name(shown, jember.vote_day, jember.zone) == "H"
    assert queries.now(jember, NOW + timedelta(minutes=5)) == MORNING + timedelta(minutes=5)


def test_every_chair_is_filled_and_six_task_forces_stand(jember):
    assert Position.objects.filter(kind="satgas").count() == 6
    assert Position.objects.filter(kind="padal").count() == 31
    assert not Position.objects.filter(holdings__isnull=True).exists()


def test_loading_it_again_changes_nothing(jember):
    before = Entry.objects.count(), Holding.objects.count()
    assert load_jember(NOW + timedelta(hours=1)) == jember
    assert (Entry.objects.count(), Holding.objects.count()) == before
    assert audit.verify()[1] is None
    assert not Entry.objects.exclude(actor=None).exists()


def test_a_missing_example_says_where_it_was_looked_for(monkeypatch, tmp_path):
    import kondusif

    monkeypatch.setattr(kondusif, "__file__", str(tmp_path / "a" / "b" / "c.py"))
    with pytest.raises(NoExample, match="comes with the source"):
        load_jember(NOW)
