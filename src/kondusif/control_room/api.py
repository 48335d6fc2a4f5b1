"""The API for Django: the OpenAPI document, the kinds, and the two report routes for servers without the raw one.

The routes here parse and answer with the same functions as `intake.py`; only the transport differs.
"""

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Schema
from ninja.security import HttpBearer

from kondusif.backbone.accounts.rules import Action, can
from kondusif.backbone.accounts.tokens import Bearer, Cache
from kondusif.operation.queries import NoOperation

from . import answers
from .intake import Refused, encode, sender_of
from .kinds import all_kinds
from .messages import (
    HOW,
    MAX_BATCH,
    MAX_BATCH_BYTES,
    MAX_BYTES,
    MAX_TEXT,
    Refusal,
    Wanted,
    read_batch,
    read_report,
)
from .services.reports import Outcome, Submission
from .words import refusal_body
from .writer import store

tokens = Cache()


class Token(HttpBearer):
    """A token made by `kondusif account token` or by the field page."""

    def authenticate(self, request: HttpRequest, token: str) -> Bearer | None:
        return tokens.ask(token)


api = NinjaAPI(
    title="Kondusif",
    version="1",
    description="Field reports by phones and other systems. Send the same report again until it is answered: the id "
    "makes it one record.",
    urls_namespace="control_room:api",
    docs_url=None,
    openapi_url="/openapi.json",
)


class Receipt(Schema):
    id: str = Field(description="The report's id, as sent")
    receipt: str = Field(
        description="Place in the record and head of its seal; the same for every re-send"
    )
    received_at: str = Field(description="When the report was stored, by the operation's clock")
    incident: int | None = Field(description="The incident that this report opened, if any")


class Problem(Schema):
    code: str = Field(description="Stable name of the problem")
    reason: str = Field(
        description="The problem in a sentence; Indonesian with Accept-Language: id"
    )
    field: str | None = Field(None, description="The field that is wrong")
    id: str | None = Field(None, description="The report's id, where it could be read")


class Item(Schema):
    index: int
    status: int = Field(
        description="201 new, 200 received before, or the status it would have had alone"
    )
    id: str | None = None
    receipt: str | None = None
    received_at: str | None = None
    incident: int | None = None
    code: str | None = None
    reason: str | None = None
    field: str | None = None


class BatchAnswer(Schema):
    accepted: int
    refused: int
    results: list[Item]


class KindOut(Schema):
    code: str
    id: str = Field(description="Indonesian name")
    en: str = Field(description="English name")
    trouble: bool = Field(description="A report of it opens an incident")
    severity: int = Field(description="Severity when none is sent")


REPORT = {
    "type": "object",
    "required": ["id", "station", "kind", "occurred_at"],
    "properties": {
        "id": {"type": "string", "format": "uuid", "description": "Made by the sender"},
        "station": {"type": "string", "maxLength": 20, "examples": ["35.09.12.2001-004"]},
        "kind": {"type": "string", "enum": list(all_kinds())},
        "severity": {
            "type": ["integer", "null"],
            "minimum": 1,
            "maximum": 4,
            "description": "1 minor, 2 moderate, 3 serious, 4 people in danger; the kind's own when absent",
        },
        "occurred_at": {
            "type": "string",
            "format": "date-time",
            "description": "RFC 3339 with its offset; any time is taken, a strange one is marked",
            "examples": ["2024-11-27T07:02:11+07:00"],
        },
        "text": {"type": "string", "maxLength": MAX_TEXT, "default": ""},
        "position": {
            "type": ["object", "null"],
            "required": ["lat", "lon"],
            "properties": {
                "lat": {"type": "number", "minimum": -90, "maximum": 90},
                "lon": {"type": "number", "minimum": -180, "maximum": 180},
            },
            "description": "Where the sender stands; erased after 72 hours",
        },
        "how": {
            "type": "string",
            "enum": list(HOW),
            "default": "",
            "description": "How it was learned",
        },
    },
}
BATCH = {
    "oneOf": [
        {"type": "array", "items": REPORT, "minItems": 1, "maxItems": MAX_BATCH},
        {
            "type": "object",
            "required": ["reports"],
            "properties": {
                "reports": {"type": "array", "items": REPORT, "minItems": 1, "maxItems": MAX_BATCH}
            },
        },
    ]
}
PROBLEMS = dict.fromkeys((400, 401, 403, 408, 413, 415, 422, 503), Problem)


def body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


@api.post(
    "/reports",
    auth=Token(),
    operation_id="report",
    summary="One report",
    response={201: Receipt, 200: Receipt, 409: Problem, **PROBLEMS},
    openapi_extra=body(REPORT),
)
def report(request: HttpRequest) -> HttpResponse:
    try:
        bearer = _bearer(request)
        wanted = read_report(_raw(request, MAX_BYTES), all_kinds())
        if isinstance(wanted, Refusal):
            raise Refused(wanted)
        (outcome,) = _write([Submission(wanted, sender_of(bearer))])
    except Refused as refused:
        return _refuse(refused.refusal)
    return _answer(*answers.single(outcome))


@api.post(
    "/reports/batch",
    auth=Token(),
    operation_id="reports",
    summary="Up to 500 reports, each its own record",
    description="200 when every item was taken, 207 when some were, 422 when none was. Each item carries its own status.",
    response={200: BatchAnswer, 207: BatchAnswer, **PROBLEMS, 422: BatchAnswer | Problem},
    openapi_extra=body(BATCH),
)
def reports(request: HttpRequest) -> HttpResponse:
    try:
        bearer = _bearer(request)
        items = read_batch(_raw(request, MAX_BATCH_BYTES), all_kinds())
        if isinstance(items, Refusal):
            raise Refused(items)
        sender = sender_of(bearer)
        good = [Submission(item, sender) for item in items if isinstance(item, Wanted)]
        written = iter(_write(good) if good else [])
    except Refused as refused:
        return _refuse(refused.refusal)
    outcomes = [next(written) if isinstance(item, Wanted) else item for item in items]
    return _answer(*answers.batch(outcomes))


@api.get("/kinds", operation_id="kinds", summary="The kinds of report", response=list[KindOut])
def kinds(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {"code": k.code, **k.names, "trouble": k.trouble, "severity": k.severity}
        for k in all_kinds().values()
    ]


def _bearer(request: HttpRequest) -> Bearer:
    bearer: Bearer = request.auth  # type: ignore[attr-defined]
    if not can(bearer.actor, Action.REPORT):
        raise Refused(Refusal(403, "not_allowed"))
    return bearer


def _raw(request: HttpRequest, most: int) -> bytes:
    if request.content_type != "application/json" or "Content-Encoding" in request.headers:
        raise Refused(Refusal(415, "content_type"))
    if len(request.body) > most:
        raise Refused(Refusal(413, "too_large", values={"most": most}))
    return request.body


def _write(submissions: list[Submission]) -> list[Outcome]:
    try:
        return store(submissions)
    except NoOperation:
        raise Refused(Refusal(503, "no_operation")) from None
    except DatabaseError:
        raise Refused(Refusal(503, "store")) from None


def _refuse(refusal: Refusal) -> HttpResponse:
    return _answer(refusal.status, refusal_body(refusal))


def _answer(status: int, content: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(encode(content), content_type="application/json", status=status)
    response["Cache-Control"] = "no-store"
    if status == 503:
        response["Retry-After"] = str(answers.RETRY_AFTER)
    return response
