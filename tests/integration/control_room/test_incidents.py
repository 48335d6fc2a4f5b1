"""Acts on incidents: once when pressed twice, by the right people, each with its line, record and event."""

import uuid
from datetime import timedelta

import pytest

from kondusif.backbone.accounts.rules import NotAllowed, Role, Service
from kondusif.backbone.audit import services as audit
from kondusif.backbone.audit.models import Entry
from kondusif.backbone.live.models import Event
from kondusif.control_room.models import Incident, LogEntry
from kondusif.control_room.rules import Act, NotNow
from kondusif.control_room.services.incidents import Wish, perform, strike
from kondusif.control_room.services.reports import receive
from tests import factories
from tests.factories import NOW
from tests.integration.control_room.sending import submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(operation):
    (outcome,) = receive([submission(kind="quarrel")], operation=operation, now=NOW)
    return Incident.objects.get(pk=outcome.incident)


@pytest.fixture
def operator(db):
    return factories.account(Role.OPERATOR, Service.POLICE).actor


def wish(act, text="", **more):
    return Wish(act, uuid.uuid4(), text, **more)


def test_an_incident_runs_its_course(incident, operator):
    course = [Act.VERIFY, Act.DISPATCH, Act.ARRIVE, Act.CONTAIN, Act.CLOSE]
    for minutes, act in enumerate(course):
        perform(operator, incident.pk, wish(act, "selesai"), now=NOW + timedelta(minutes=minutes))
    incident.refresh_from_db()
    assert (incident.state, incident.owner) == ("closed", operator.id)
    states = list(incident.log.values_list("before", "after"))
    assert states == [
        ("", "new"),
        ("new", "verified"),
        ("verified", "dispatched"),
        ("dispatched", "on_scene"),
        ("on_scene", "contained"),
        ("contained", "closed"),
    ]
    recorded = Entry.objects.filter(subject=f"incident:{incident.pk}").values_list(
        "action", flat=True
    )
    assert list(recorded) == ["incident.opened", *[f"incident.{act}" for act in course]]
    assert Event.objects.filter(topic="incident", ref=str(incident.pk)).count() == 6
    assert audit.verify()[1] is None


def test_pressed_twice_is_done_once(incident, operator):
    same = wish(Act.VERIFY)
    first, now = perform(operator, incident.pk, same, now=NOW)
    second, again = perform(operator, incident.pk, same, now=NOW)
    assert (first.pk, now, again) == (second.pk, True, False)
    assert incident.log.count() == 2


def test_two_people_who_press_at_once_move_it_once(incident, operator):
    perform(operator, incident.pk, wish(Act.VERIFY), now=NOW)
    other = factories.account(Role.COMMANDER, Service.POLICE).actor
    with pytest.raises(NotNow, match="already"):
        perform(other, incident.pk, wish(Act.VERIFY), now=NOW)
    assert incident.log.count() == 2


def test_a_refused_act_leaves_nothing(incident, operator):
    before = (Entry.objects.count(), Event.objects.count(), LogEntry.objects.count())
    with pytest.raises(NotNow):
        perform(operator, incident.pk, wish(Act.CLOSE), now=NOW)
    soldier = factories.account(Role.OPERATOR, Service.ARMY).actor
    with pytest.raises(NotAllowed):
        perform(soldier, incident.pk, wish(Act.VERIFY), now=NOW)
    assert before == (Entry.objects.count(), Event.objects.count(), LogEntry.objects.count())


def test_the_other_service_leaves_a_note(incident):
    soldier = factories.account(Role.OPERATOR, Service.ARMY).actor
    entry, _ = perform(soldier, incident.pk, wish(Act.NOTE, "Koramil siap", shared=True), now=NOW)
    assert (entry.service, entry.shared, entry.text) == ("army", True, "Koramil siap")


def test_a_note_needs_words_and_a_regrade_needs_a_reason(incident, operator):
    for bad in (
        wish(Act.NOTE, " "),
        wish(Act.REGRADE, severity=4),
        wish(Act.REGRADE, "x", severity=9),
    ):
        with pytest.raises(NotNow):
            perform(operator, incident.pk, bad, now=NOW)
    perform(operator, incident.pk, wish(Act.REGRADE, "dua orang terluka", severity=4), now=NOW)
    incident.refresh_from_db()
    assert incident.severity == 4


def test_what_a_person_wrote_stays_out_of_the_record(incident, operator):
    entry, _ = perform(operator, incident.pk, wish(Act.NOTE, "nama warga"), now=NOW)
    assert entry.salt
    assert "nama warga" not in str([e.facts for e in Entry.objects.all()])


def test_a_correction_strikes_through_and_erases_nothing(incident, operator):
    entry, _ = perform(operator, incident.pk, wish(Act.NOTE, "salah tulis"), now=NOW)
    strike(operator, entry.pk, now=NOW)
    strike(operator, entry.pk, now=NOW + timedelta(minutes=1))
    entry.refresh_from_db()
    assert (entry.text, entry.struck_at, entry.struck_by) == ("salah tulis", NOW, operator.id)
    assert Entry.objects.filter(action="incident.struck").count() == 1
    soldier = factories.account(Role.OPERATOR, Service.ARMY).actor
    with pytest.raises(NotAllowed):
        strike(soldier, entry.pk, now=NOW)


def test_the_machines_own_lines_are_not_struck(incident, operator):
    with pytest.raises((NotNow, NotAllowed)):
        strike(operator, incident.log.get().pk, now=NOW)
