"""Playing a day through a real server: once however often it is started, and never into a real operation."""

import threading
from datetime import timedelta

import pytest

from kondusif.backbone.accounts.models import Account, ApiToken
from kondusif.backbone.audit import services as audit
from kondusif.cli import simulate
from kondusif.control_room.models import Incident, Report
from kondusif.control_room.simulator import crew, schedule
from kondusif.control_room.simulator.player import Player
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def demo(transactional_db):
    factories.regency()
    factories.stations()
    koramil = factories.unit("KORAMIL-01", "army", area_id="35.09.01")
    assert koramil.area_id
    return factories.operation(
        kind="demo", clock="simulated", clock_real=NOW, clock_shown=NOW + timedelta(hours=20)
    )


def the_day(operation):
    teams = crew.teams_of(operation)
    day = schedule.Day(operation.vote_day, operation.zone, "1")
    return teams, schedule.plan(simulate.read(None), day, teams)


def play(server, operation):
    teams, planned = the_day(operation)
    said = []
    secrets = crew.equip(operation, teams, now=NOW)
    counts = Player(server.url, secrets, simulate.shown, said.append).play(simulate.unsent(planned))
    return planned, counts, said


def test_a_day_is_one_record_however_often_it_is_played(server, demo):
    planned, counts, said = play(server, demo)
    assert (counts, said) == ({"taken": len(planned)}, [])
    assert Report.objects.filter(channel="simulator").count() == len(planned)
    assert Incident.objects.filter(report__account__isnull=False).count() >= 5
    assert audit.verify()[1] is None
    _, again, _ = play(server, demo)
    assert again == {}
    assert Report.objects.count() == len(planned)


def test_an_interrupted_day_goes_on(server, demo):
    teams, planned = the_day(demo)
    secrets = crew.equip(demo, teams, now=NOW)
    Player(server.url, secrets, simulate.shown, print).play(planned[: len(planned) // 2])
    _, counts, _ = play(server, demo)
    assert counts["taken"] == len(planned) - len(planned) // 2


def test_only_what_is_due_is_sent_and_a_stop_ends_it(server, demo):
    teams, planned = the_day(demo)
    secrets = crew.equip(demo, teams, now=NOW)
    middle = planned[100].send_at
    player = Player(server.url, secrets, lambda: middle, print)
    done = threading.Event()

    def run():
        player.play(planned)
        done.set()

    threading.Thread(target=run).start()
    due = sum(item.send_at <= middle for item in planned)
    while player.counts["taken"] < due and not done.is_set():
        done.wait(0.05)
    player.stop()
    assert done.wait(15)
    assert player.counts == {"taken": due}


def test_nothing_is_played_into_a_real_operation(operation):
    with pytest.raises(crew.NotASimulation, match="real operation"):
        crew.check_simulation(operation)
    with pytest.raises(crew.NotASimulation):
        crew.equip(operation, crew.teams_of(operation), now=NOW)
    assert not Account.objects.exists()


def test_a_new_start_revokes_the_tokens_of_the_last(demo):
    teams = crew.teams_of(demo)
    first, second = crew.equip(demo, teams, now=NOW), crew.equip(demo, teams, now=NOW)
    assert set(first) == set(second) == {team.key for team in teams}
    assert ApiToken.objects.filter(revoked_at__isnull=True).count() == len(teams)
    assert Account.objects.filter(is_demo=True).count() == len(teams)
    assert not Account.objects.first().has_usable_password()
