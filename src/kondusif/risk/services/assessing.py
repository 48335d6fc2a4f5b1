"""Models in, assessments out. An assessment that would say the same as the last one is the last one."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from kondusif.backbone.accounts.rules import Actor
from kondusif.backbone.audit.services import record
from kondusif.backbone.live.services import publish
from kondusif.operation.models import Operation
from kondusif.places.importing import Sentence
from kondusif.risk import facts, inputs, rules
from kondusif.risk.criteria import (
    ModelProblem,
    SecurityModel,
    content_digest,
    parse_model,
)
from kondusif.risk.grading import Graded, grade_sites, grade_stations, outcome_digest
from kondusif.risk.models import Assessment, Grading, RiskModel, SiteGrading
from kondusif.risk.scoring import pack

SHIPPED = Path(__file__).parent.parent / "models_data" / "security-v1.toml"
MOST_BYTES = 200_000
TOO_LARGE = "The file is larger than any model: 200 kB at most."
VERSION_TAKEN = "{name} {version} exists with other content. Give the change a version of its own."
CHUNK = 2000


def shipped_model(now: datetime) -> RiskModel:
    """The default model, stored when it isn't yet."""
    text = SHIPPED.read_text(encoding="utf-8")
    with transaction.atomic():
        found = RiskModel.objects.filter(digest=content_digest(text)).first()
        return found or _store(text, parse_model(text), None, now)


def upload_model(text: str, actor: Actor, now: datetime) -> RiskModel:
    """A new version; the same file again is the same model. Raises NotAllowed, ModelProblem."""
    rules.check_grade(actor)
    if len(text.encode()) > MOST_BYTES:
        raise ModelProblem([Sentence(TOO_LARGE)])
    content = parse_model(text, inputs.own_words())
    with transaction.atomic():
        found = RiskModel.objects.filter(digest=content_digest(text)).first()
        if found:
            return found
        if RiskModel.objects.filter(name=content.name, version=content.version).exists():
            raise ModelProblem(
                [Sentence(VERSION_TAKEN, name=content.name, version=content.version)]
            )
        return _store(text, content, actor, now)


def _store(text: str, content: SecurityModel, actor: Actor | None, now: datetime) -> RiskModel:
    model = RiskModel.objects.create(
        name=content.name,
        version=content.version,
        content=text,
        digest=content_digest(text),
        shipped=actor is None,
        uploaded_by=actor.id if actor else None,
        uploaded_at=now,
    )
    facts = {"version": f"{model}", "digest": model.digest}
    record(actor, "risk.model_stored", f"risk_model:{model.pk}", facts, now=now)
    return model


def assess(
    operation: Operation, model: RiskModel, actor: Actor | None, now: datetime
) -> Assessment:
    """Grades every active station and site. Raises NotAllowed, ModelProblem. `actor` None: the machine."""
    if actor:
        rules.check_grade(actor)
    content = parse_model(model.content)
    with transaction.atomic():
        Operation.objects.select_for_update().get(pk=operation.pk)
        return _assess(operation, model, content, actor, now)


def _assess(
    operation: Operation,
    model: RiskModel,
    content: SecurityModel,
    actor: Actor | None,
    now: datetime,
) -> Assessment:
    known = facts.index(inputs.recorded(operation))
    stations, sites = inputs.station_inputs(operation), inputs.site_inputs(operation)
    graded = grade_stations(content, list(stations.values()), known)
    others = grade_sites(content, list(sites.values()), known)
    digest = outcome_digest(model.digest, [*graded, *others])
    last = Assessment.objects.filter(operation=operation).order_by("-number").first()
    if last and last.digest == digest:
        return last
    made = Assessment.objects.create(
        operation=operation,
        number=last.number + 1 if last else 1,
        model=model,
        digest=digest,
        at=now,
        made_by=actor.id if actor else None,
        counts=dict(Counter(str(place.score.grade) for place in graded)),
    )
    _store_rows(made, stations, graded, sites, others)
    _announce(made, actor, now)
    return made


def _store_rows(
    made: Assessment,
    stations: Mapping[int, Any],
    graded: Sequence[Graded],
    sites: Mapping[int, Any],
    others: Sequence[Graded],
) -> None:
    rows: Iterator[Grading] = (
        Grading(assessment=made, station_id=pk, **_columns(place))
        for pk, place in zip(stations, graded, strict=True)
    )
    Grading.objects.bulk_create(rows, batch_size=CHUNK)
    SiteGrading.objects.bulk_create(
        SiteGrading(assessment=made, site_id=pk, **_columns(place))
        for pk, place in zip(sites, others, strict=True)
    )


def _columns(place: Graded) -> dict[str, Any]:
    score = place.score
    return {
        "grade": score.grade.value,
        "score": score.score,
        "low": score.low,
        "high": score.high,
        "lowest": score.possible[0].value,
        "highest": score.possible[1].value,
        "missing": score.missing,
        "terms": pack(place.known),
    }


def _announce(made: Assessment, actor: Actor | None, now: datetime) -> None:
    told = {"number": made.number, "model": str(made.model), "digest": made.digest, **made.counts}
    record(actor, "risk.assessed", f"assessment:{made.pk}", told, now=now)
    publish("risk", made.pk, now=now)
