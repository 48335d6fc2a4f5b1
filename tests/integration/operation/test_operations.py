from datetime import UTC, date, datetime, timedelta

import pytest

from kondusif.backbone import clock
from kondusif.backbone.accounts.rules import NotAllowed, Role, Service
from kondusif.backbone.audit.models import Entry
from kondusif.backbone.privacy import registry
from kondusif.operation import queries
from kondusif.operation.models import Operation, StrengthFigure
from kondusif.operation.rules import Refused, Term
from kondusif.operation.seats import appoint, delegate, end_delegation
from kondusif.operation.services import (
    NewFigure,
    NewOperation,
    NewStage,
    add_figures,
    add_stages,
    create,
    end,
    move_clock,
    seat,
    use_figure,
)
from kondusif.people.models import Officer
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
VOTE = date(2024, 11, 27)


def actor(role=Role.COMMANDER, service=Service.POLICE, **changes):
    return factories.account(role, service, **changes).actor


@pytest.fixture
def regency():
    return factories.regency()


@pytest.fixture
def polsek(regency):
    return factories.unit(area_id="35.09.01")


def new(**changes):
    return NewOperation(**({"name": "Pilkada", "regency": "35.09", "vote_day": VOTE} | changes))


# --- making one


def test_creating_twice_is_creating_once(polsek):
    first = create(None, new(), now=NOW)
    assert create(None, new(), now=NOW) == first
    assert Entry.objects.filter(action="operation_created").count() == 1
    assert first.positions.filter(kind="padal").get().area_id == "35.09.01"


def test_a_real_operation_that_runs_is_not_pushed_aside(regency):
    create(None, new(), now=NOW)
    with pytest.raises(Refused, match="still running"):
        create(None, new(name="Kedua"), now=NOW)


@pytest.mark.parametrize("kind", ["demo", "exercise"])
def test_a_simulation_makes_room(regency, kind):
    create(None, new(kind=kind), now=NOW)
    second = create(None, new(name="Sungguhan"), now=NOW)
    assert Operation.objects.get(current=True) == second


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"regency": "35.10"}, "No regency has the code 35.10. Known: 35.09"),
        ({"regency": "35.09.01"}, "No regency"),
        ({"zone": "GMT"}, "WIB, WITA or WIT"),
        ({"name": "  "}, "a name"),
        ({"name": "x" * 121}, "120"),
    ],
)
def test_what_is_missing_is_said(regency, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        create(None, new(**changes), now=NOW)
    assert not Operation.objects.exists()


def test_without_areas_the_next_step_is_named():
    with pytest.raises(Refused, match="kondusif import areas"):
        create(None, new(), now=NOW)


def test_seating_again_adds_only_what_is_missing(polsek):
    operation = create(None, new(), now=NOW)
    assert seat(None, operation, now=NOW) == 0
    factories.unit("KODIM", "army")
    assert seat(None, operation, now=NOW) == 1


# --- clocks


def test_a_simulated_clock_shows_its_own_time(regency):
    shown = datetime(2024, 11, 26, 23, 45, tzinfo=UTC)
    operation = create(None, new(kind="demo", clock_shown=shown, clock_speed=10), now=NOW)
    assert queries.now(operation, NOW + timedelta(minutes=1)) == shown + timedelta(minutes=10)


def test_rooms_below_ask_the_clock_that_the_operation_set(regency):
    shown = datetime(2020, 1, 1, tzinfo=UTC)
    create(None, new(kind="demo", clock_shown=shown, clock_speed=0), now=clock.machine_now())
    assert clock.shown() == shown


def test_moving_a_clock_is_recorded_and_never_backwards(regency):
    operation = create(None, new(kind="demo", clock_shown=NOW), now=NOW)
    later = NOW + timedelta(hours=2)
    move_clock(actor(Role.PLANNER), operation, later, 0, real=NOW)
    assert queries.now(queries.current(), NOW + timedelta(days=1)) == later
    with pytest.raises(Refused, match="forward"):
        move_clock(None, queries.current(), NOW, 1, real=NOW)
    assert Entry.objects.filter(action="clock_moved").count() == 1


# --- strength and stages


def test_two_sources_that_disagree_both_stay_and_one_is_used(regency):
    operation = create(None, new(), now=NOW)
    figures = [
        NewFigure("stations", 4041, "TPS", "apel", used=True),
        NewFigure("stations", 4046, "TPS", "KPU"),
    ]
    assert add_figures(None, operation, figures, now=NOW) == 2
    assert add_figures(None, operation, figures, now=NOW) == 0
    newer = StrengthFigure.objects.get(value=4046)
    use_figure(actor(Role.PLANNER), newer.pk, now=NOW)
    assert StrengthFigure.objects.get(used=True) == newer
    assert Entry.objects.filter(action="strength_used").last().facts["before"] is not None


@pytest.mark.parametrize(
    ("key", "service"), [("police", Service.ARMY), ("army_attached", Service.POLICE)]
)
def test_one_command_does_not_decide_the_others_figure(regency, key, service):
    operation = create(None, new(), now=NOW)
    add_figures(None, operation, [NewFigure(key, 10, "x", "y")], now=NOW)
    with pytest.raises(NotAllowed, match="other service"):
        use_figure(actor(Role.PLANNER, service), StrengthFigure.objects.get().pk, now=NOW)


def test_a_figure_without_a_source_is_refused(regency):
    operation = create(None, new(), now=NOW)
    with pytest.raises(Refused, match="source"):
        add_figures(None, operation, [NewFigure("joint", 10, "x", " ")], now=NOW)


def test_stages_take_newer_days_and_refuse_backward_ones(regency):
    operation = create(None, new(), now=NOW)
    quiet = NewStage("Masa tenang", date(2024, 11, 24), date(2024, 11, 26))
    assert add_stages(None, operation, [quiet], now=NOW) == 1
    assert add_stages(None, operation, [quiet], now=NOW) == 0
    moved = NewStage("Masa tenang", date(2024, 11, 23), date(2024, 11, 26))
    assert add_stages(None, operation, [moved], now=NOW) == 1
    with pytest.raises(Refused, match="ends before"):
        add_stages(None, operation, [NewStage("A", VOTE, date(2024, 1, 1))], now=NOW)


# --- seats and deputies


@pytest.fixture
def chief(polsek):
    create(None, new(), now=NOW)
    people = factories.officers(3, polsek)
    position = queries.current().positions.get(kind="kaops")
    appoint(None, position.pk, people[0].pk, now=NOW)
    return position, [Officer.objects.get(pk=one.pk) for one in people]


def term(since=1, until=5):
    return Term(NOW + timedelta(hours=since), NOW + timedelta(hours=until))


def test_appointing_ends_the_seat_of_whoever_sat_there(chief):
    position, people = chief
    later = NOW + timedelta(hours=1)
    appoint(actor(), position.pk, people[1].pk, now=later)
    appoint(actor(username="other"), position.pk, people[1].pk, now=later)
    holdings = list(position.holdings.order_by("since"))
    assert [(one.officer_id, one.until) for one in holdings] == [
        (people[0].pk, later),
        (people[1].pk, None),
    ]


def test_a_delegation_is_dated_recorded_and_made_once(chief):
    position, people = chief
    commander = actor()
    made = delegate(commander, position.pk, people[1].pk, term(), "Rapat di Polda", now=NOW)
    again = delegate(commander, position.pk, people[1].pk, term(), "Rapat di Polda", now=NOW)
    assert again == made
    entry = Entry.objects.get(action="delegated")
    assert entry.facts["deputy"] == people[1].pk
    assert "Rapat" not in str(entry.facts)


@pytest.mark.parametrize(
    ("role", "service"),
    [
        (Role.COMMANDER, Service.ARMY),
        (Role.PLANNER, Service.POLICE),
        (Role.OPERATOR, Service.POLICE),
        (Role.ADMINISTRATOR, Service.NONE),
    ],
)
def test_only_the_positions_own_commander_delegates(chief, role, service):
    position, people = chief
    with pytest.raises(NotAllowed):
        delegate(actor(role, service), position.pk, people[1].pk, term(), "x", now=NOW)


def test_not_to_oneself_not_to_the_holder_not_to_the_other_service(chief):
    position, people = chief
    commander = factories.account(Role.COMMANDER, Service.POLICE)
    Officer.objects.filter(pk=people[1].pk).update(account=commander)
    with pytest.raises(NotAllowed, match="yourself"):
        delegate(commander.actor, position.pk, people[1].pk, term(), "x", now=NOW)
    with pytest.raises(Refused, match="for themselves"):
        delegate(commander.actor, position.pk, people[0].pk, term(), "x", now=NOW)
    (soldier,) = factories.officers(1, factories.unit("RAM", "army"))
    soldier = Officer.objects.get(service="army")
    with pytest.raises(Refused, match="own service"):
        delegate(commander.actor, position.pk, soldier.pk, term(), "x", now=NOW)


def test_overlapping_is_refused_until_the_first_is_ended(chief):
    position, people = chief
    commander = actor()
    first = delegate(commander, position.pk, people[1].pk, term(), "x", now=NOW)
    with pytest.raises(Refused, match="already a delegation"):
        delegate(commander, position.pk, people[2].pk, term(4, 9), "x", now=NOW)
    for _ in range(2):
        end_delegation(commander, first.pk, now=NOW + timedelta(hours=2))
    assert Entry.objects.filter(action="delegation_ended").count() == 1
    later = NOW + timedelta(hours=2)
    delegate(commander, position.pk, people[2].pk, term(4, 9), "x", now=later)


def test_a_reason_is_needed(chief):
    position, people = chief
    with pytest.raises(Refused, match="why"):
        delegate(actor(), position.pk, people[1].pk, term(), "  ", now=NOW)


# --- the end, and what is then forgotten


def test_only_a_commander_ends_the_operation(chief):
    with pytest.raises(NotAllowed):
        end(actor(Role.PLANNER), queries.current(), now=NOW)


def test_personal_data_goes_when_the_operation_has_ended_and_not_before(chief):
    position, people = chief
    commander = actor()
    delegate(commander, position.pk, people[1].pk, term(), "Sakit", now=NOW)
    registry.expire_all(NOW)
    assert Officer.objects.exclude(name="").count() == 3
    for _ in range(2):
        end(commander, queries.current(), now=NOW)
    registry.expire_all(NOW - timedelta(seconds=1))
    assert Officer.objects.exclude(name="").count() == 3
    registry.expire_all(NOW)
    assert Officer.objects.exclude(name="").count() == 0
    assert position.delegations.get().reason == ""
    assert Entry.objects.filter(action="operation_ended").count() == 1


def test_people_stay_while_another_operation_needs_them(chief):
    end(actor(), queries.current(), now=NOW)
    create(None, new(name="Berikutnya"), now=NOW)
    registry.expire_all(NOW)
    assert Officer.objects.exclude(name="").count() == 3
