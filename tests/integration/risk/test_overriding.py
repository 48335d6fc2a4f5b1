import json

import pytest

from kondusif.backbone.accounts.rules import NotAllowed, Role, Service
from kondusif.backbone.audit.models import Entry
from kondusif.backbone.audit.services import verify
from kondusif.backbone.privacy.registry import kinds
from kondusif.risk import explaining, queries, retention, services
from kondusif.risk.models import Override
from kondusif.risk.rules import NotPossible
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
REASON = "Jembatan putus, jalan memutar dua jam"


@pytest.fixture
def propose(operation, assessed, first, planner):
    def act(grade="vulnerable", reason=REASON, actor=planner, station=first):
        return services.propose_override(operation, station, grade, reason, actor=actor, now=NOW)

    return act


@pytest.fixture
def decide(commander):
    def act(override, act="confirm", actor=commander):
        return services.decide_override(override, act, actor=actor, now=NOW)

    return act


def counts(operation, station):
    return queries.grades(operation)[station.pk]


def test_a_proposal_counts_once_a_second_person_confirms_it(operation, first, propose, decide):
    made = propose()
    assert counts(operation, first) == "less_vulnerable"
    assert decide(made).state == "confirmed"
    assert counts(operation, first) == "vulnerable"


def test_a_refused_or_withdrawn_proposal_changes_nothing(
    operation, first, propose, decide, planner
):
    assert decide(propose(), "refuse").state == "refused"
    assert decide(propose(), "withdraw", planner).state == "withdrawn"
    assert counts(operation, first) == "less_vulnerable"


def test_nobody_confirms_their_own_and_no_one_else_withdraws(propose, decide, planner):
    made = propose()
    for step in ("confirm", "refuse"):
        with pytest.raises(NotAllowed, match="yourself"):
            decide(made, step, planner)
    with pytest.raises(NotAllowed, match="proposed this grade"):
        decide(made, "withdraw")
    made.refresh_from_db()
    assert made.state == "proposed"


@pytest.mark.parametrize("role", [Role.COMMANDER, Role.PLANNER])
def test_the_army_neither_proposes_nor_confirms(propose, decide, role):
    soldier = factories.account(role, Service.ARMY).actor
    with pytest.raises(NotAllowed):
        propose(actor=soldier)
    with pytest.raises(NotAllowed):
        decide(propose(), actor=soldier)


def test_pressed_twice_it_happens_once(propose, decide):
    assert propose() == propose()
    made = Override.objects.get()
    assert decide(made) == decide(made)
    actions = list(
        Entry.objects.filter(action__startswith="risk.override").values_list("action", flat=True)
    )
    assert actions == ["risk.override_proposed", "risk.override_confirmed"]


def test_what_is_decided_cannot_be_decided_otherwise(propose, decide):
    made = decide(propose())
    with pytest.raises(NotPossible, match="already decided"):
        decide(made, "refuse")


def test_one_proposal_at_a_time(propose):
    propose()
    with pytest.raises(NotPossible, match="open proposal"):
        propose("very_vulnerable")


WRONG = [
    ({"grade": "less_vulnerable"}, "grade it has now"),
    ({"grade": ""}, "grade it has now"),
    ({"grade": "terrible"}, "four grades"),
    ({"reason": "  banjir "}, "ten letters"),
    ({"reason": "x" * 501}, "500 letters"),
    ({"reason": "banyak pendukung satu paslon di sini"}, "never an input"),
]


@pytest.mark.parametrize(("change", "said"), WRONG)
def test_what_cannot_be_proposed_is_refused_in_words(propose, change, said):
    with pytest.raises(NotPossible, match=said):
        propose(**change)
    assert not Override.objects.exists()


def test_a_station_without_a_grade_has_nothing_to_change(operation, first, planner):
    with pytest.raises(NotPossible, match="isn't graded yet"):
        services.propose_override(operation, first, "vulnerable", REASON, actor=planner, now=NOW)


def test_it_survives_a_new_assessment_and_is_stale_once_the_computed_grade_moved(
    operation, first, propose, decide, know
):
    decide(propose())
    know("very_hard_access")
    second = services.assess(operation, queries.current_assessment(operation).model, None, NOW)
    standing = explaining.standing_of(operation, second, first)
    assert (standing.grade, standing.computed) == ("vulnerable", "very_vulnerable")
    assert standing.overridden
    assert standing.stale


def test_a_later_override_supersedes_and_going_back_lifts_it(operation, first, propose, decide):
    earlier = decide(propose())
    decide(propose("very_vulnerable"))
    earlier.refresh_from_db()
    assert earlier.state == "superseded"
    assert counts(operation, first) == "very_vulnerable"
    decide(propose(""))
    assert counts(operation, first) == "less_vulnerable"
    assert queries.confirmed(operation) == {}


def test_the_reason_stays_out_of_the_record_but_is_sealed_there(propose):
    made = propose()
    entry = Entry.objects.get(action="risk.override_proposed")
    assert REASON not in json.dumps(entry.facts)
    assert len(entry.facts["reason_seal"]) == 64
    assert made.salt
    assert made.salt not in json.dumps(entry.facts)


def test_reasons_are_erased_once_the_operation_has_ended_and_the_record_stays_whole(
    operation, propose
):
    made = propose()
    assert retention.expire_reasons(NOW) == 0
    operation.ended_at = NOW
    operation.save()
    assert retention.expire_reasons(NOW) == 1
    made.refresh_from_db()
    assert (made.reason, made.salt) == ("", "")
    assert verify()[1] is None
    assert "reasons of changed grades" in {kind.name for kind in kinds()}
