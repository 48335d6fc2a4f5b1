"""What a person knows of a place, written down with its source."""

from datetime import date, datetime
from uuid import uuid4

from django.db import transaction

from kondusif.backbone.accounts.rules import Actor, check_area
from kondusif.backbone.audit.rules import seal
from kondusif.backbone.audit.services import record
from kondusif.operation.models import Operation
from kondusif.places.models import Area
from kondusif.risk import inputs, rules
from kondusif.risk.criteria import parse_model
from kondusif.risk.models import Fact, RiskModel
from kondusif.risk.neutrality import complaint


class FactProblem(ValueError):
    """The fact can't be recorded as given; the sentence says why."""


def record_fact(
    operation: Operation,
    subject: str,
    criterion: str,
    state: str,
    *,
    source: str,
    actor: Actor,
    now: datetime,
    note: str = "",
    as_of: date | None = None,
) -> Fact:
    """`subject` is the code of a station, a site, or an area that passes it on to its stations. The latest word counts.

    The same word again is the same fact. Raises NotAllowed, FactProblem.
    """
    rules.check_grade(actor)
    what, area = place_of(operation, subject)
    check_area(actor, area)
    source, note = source.strip(), note.strip()
    _check_words(what, criterion, state, source, note)
    with transaction.atomic():
        latest = _latest(operation, subject, criterion)
        if latest and (latest.state, latest.source, latest.note, latest.as_of) == (
            state,
            source,
            note,
            as_of,
        ):
            return latest
        fact = Fact.objects.create(
            operation=operation,
            subject=subject,
            criterion=criterion,
            state=state,
            source=source,
            note=note,
            as_of=as_of,
            recorded_by=actor.id,
            recorded_at=now,
        )
        # The chain is read by both services, the terms of a grade by the police alone: so only a seal goes in.
        sealed = seal(f"{subject} {criterion} {state} {source} {note}", uuid4().hex)
        record(actor, "risk.fact_recorded", f"risk_fact:{fact.pk}", {"seal": sealed}, now=now)
        return fact


def _latest(operation: Operation, subject: str, criterion: str) -> Fact | None:
    same = Fact.objects.filter(operation=operation, subject=subject, criterion=criterion)
    return same.order_by("-id").first()


def place_of(operation: Operation, subject: str) -> tuple[str, str]:
    """("station" or "site", area code) of a code; an area counts as its stations. Raises FactProblem."""
    if station := inputs.stations(operation).filter(code=subject).first():
        return "station", station.village_id
    if site := inputs.sites(operation).filter(code=subject).first():
        return "site", site.area_id
    regency = operation.regency_id
    inside = subject == regency or subject.startswith(f"{regency}.")
    if inside and Area.objects.filter(code=subject).exists():
        return "station", subject
    raise FactProblem("There is no such station, site or area in this operation.")


def _check_words(what: str, criterion: str, state: str, source: str, note: str) -> None:
    if criterion not in recordable(what):
        raise FactProblem("No model knows this criterion for such a place, or it is computed.")
    if state not in set(rules.State):
        raise FactProblem("A criterion is present, absent or unknown.")
    if not source:
        raise FactProblem("Say where this is known from.")
    if len(source) > 200 or len(note) > 200:
        raise FactProblem("Source and note hold 200 letters each.")
    if said := complaint((source, note), inputs.own_words()):
        raise FactProblem(said)


def recordable(what: str) -> dict[str, dict[str, str]]:
    """The criteria of all stored models that are recorded as facts: key -> title by language."""
    known: dict[str, dict[str, str]] = {}
    for content in RiskModel.objects.order_by("id").values_list("content", flat=True):
        for criterion in parse_model(content).criteria:
            if criterion.of == what and not criterion.measure:
                known[criterion.key] = dict(criterion.title)
    return known
