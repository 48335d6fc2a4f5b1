"""A changed grade: one person proposes it with a reason, another one of the police confirms or refuses."""

import secrets
from datetime import datetime

from django.db import transaction

from kondusif.backbone.accounts.rules import Actor
from kondusif.backbone.audit.rules import seal
from kondusif.backbone.audit.services import record
from kondusif.backbone.live.services import publish
from kondusif.operation.models import Operation
from kondusif.places.models import Station
from kondusif.risk import inputs, rules
from kondusif.risk.models import Grading, Override
from kondusif.risk.neutrality import complaint
from kondusif.risk.queries import current_assessment
from kondusif.risk.rules import NotPossible, OverrideAct, OverrideState


def propose_override(
    operation: Operation, station: Station, grade: str, reason: str, *, actor: Actor, now: datetime
) -> Override:
    """`grade` "" goes back to the computed one. The same proposal again is the same one.

    Raises NotAllowed, NotPossible.
    """
    rules.check_propose(actor, station.village_id)
    reason = reason.strip()
    _check_proposal(grade, reason)
    with transaction.atomic():
        Operation.objects.select_for_update().get(pk=operation.pk)
        open_one = _of(operation, station, OverrideState.PROPOSED)
        if open_one:
            return _same_or_refused(open_one, actor, grade, reason)
        computed = _computed(operation, station)
        confirmed = _of(operation, station, OverrideState.CONFIRMED)
        _check_changes(grade, computed, confirmed)
        made = Override.objects.create(
            operation=operation,
            station=station,
            grade=grade,
            computed=computed,
            reason=reason,
            salt=secrets.token_hex(16),
            proposed_by=actor.id,
            proposed_at=now,
        )
        _record("proposed", made, actor, now)
        return made


def _check_proposal(grade: str, reason: str) -> None:
    if grade and grade not in set(rules.Grade):
        raise NotPossible("Choose one of the four grades, or the computed one.")
    if len(reason) < 10:
        raise NotPossible("Give the reason in at least ten letters: a second person decides by it.")
    if len(reason) > 500:
        raise NotPossible("The reason holds 500 letters.")
    if said := complaint((reason,), inputs.own_words()):
        raise NotPossible(said)


def _of(operation: Operation, station: Station, state: str) -> Override | None:
    return Override.objects.filter(operation=operation, station=station, state=state).first()


def _same_or_refused(open_one: Override, actor: Actor, grade: str, reason: str) -> Override:
    if (open_one.proposed_by, open_one.grade, open_one.reason) == (actor.id, grade, reason):
        return open_one
    raise NotPossible(
        "There is an open proposal for this station already; it has to be decided first."
    )


def _computed(operation: Operation, station: Station) -> str:
    assessment = current_assessment(operation)
    grading = Grading.objects.filter(assessment=assessment, station=station).first()
    if assessment is None or grading is None:
        raise NotPossible("This station isn't graded yet. Run the model first.")
    return grading.grade


def _check_changes(grade: str, computed: str, confirmed: Override | None) -> None:
    stands = confirmed.grade if confirmed else ""
    if grade == stands or (not stands and grade == computed):
        raise NotPossible("That is the grade it has now.")


def decide_override(override: Override, act: str, *, actor: Actor, now: datetime) -> Override:
    """Confirm, refuse (another person) or withdraw (the proposer). The same decision by the same person again is the
    same. Raises NotAllowed, NotPossible."""
    rules.check_decide(actor, act, override.proposed_by, override.station.village_id)
    with transaction.atomic():
        Operation.objects.select_for_update().get(pk=override.operation_id)
        override = Override.objects.select_related("station").get(pk=override.pk)
        wanted = rules.OVERRIDE_TRANSITIONS[OverrideState.PROPOSED, OverrideAct(act)]
        if override.state == wanted and override.decided_by == actor.id:
            return override
        state = rules.next_state(override.state, act)
        if state == OverrideState.CONFIRMED:
            _supersede(override, actor, now)
        override.state, override.decided_by, override.decided_at = state, actor.id, now
        override.save(update_fields=["state", "decided_by", "decided_at"])
        _record(state, override, actor, now)
        return override


def _supersede(confirmed: Override, actor: Actor, now: datetime) -> None:
    earlier = _of(confirmed.operation, confirmed.station, OverrideState.CONFIRMED)
    if earlier:
        earlier.state = rules.next_state(earlier.state, OverrideAct.SUPERSEDE)
        earlier.save(update_fields=["state"])
        _record(earlier.state, earlier, actor, now)


def _record(step: str, override: Override, actor: Actor, now: datetime) -> None:
    told = {
        "override": override.pk,
        "from": override.computed,
        "to": override.grade or "computed",
        "reason_seal": seal(override.reason, override.salt),
    }
    subject = f"station:{override.station.code}"
    record(actor, f"risk.override_{step}", subject, told, now=now)
    publish("risk", override.station.code, now=now)
