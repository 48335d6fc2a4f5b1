"""The wire format of a report: bytes in, a `Wanted` or a `Refusal` out. Pure; the same on every route.

A field that we don't know is ignored and never stored, so that an older server takes a newer phone's report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from .kinds import Kind

MAX_TEXT = 2000  # characters
MAX_BYTES = 32 * 1024  # one report
MAX_BATCH = 500  # reports
MAX_BATCH_BYTES = 4 * 1024 * 1024
HOW = ("", "seen", "linmas", "phone")
# C0 and C1 controls but tab, line feed and carriage return.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Point(msgspec.Struct):
    lat: float
    lon: float


class ReportIn(msgspec.Struct):
    id: UUID
    station: str
    kind: str
    occurred_at: datetime
    severity: int | None = None
    text: str = ""
    position: Point | None = None
    how: str = ""


@dataclass(frozen=True)
class Refusal:
    """Why a report isn't taken: HTTP status, a code (key of `words.REFUSALS`), the field, words for the sentence."""

    status: int
    code: str
    field: str = ""
    values: dict[str, Any] | None = None
    id: str = ""  # the report's id, where it could be read


@dataclass(frozen=True)
class Wanted:
    """A well-formed report. Times are aware, UTC; a position has 5 decimals (about a metre)."""

    id: UUID
    station: str
    kind: str
    severity: int
    occurred_at: datetime
    text: str = ""
    lat: float | None = None
    lon: float | None = None
    how: str = ""


_report = msgspec.json.Decoder(ReportIn)
_items = msgspec.json.Decoder(list[msgspec.Raw])


class _Envelope(msgspec.Struct):
    reports: list[msgspec.Raw]


_envelope = msgspec.json.Decoder(_Envelope)


class _Named(msgspec.Struct):
    id: Any = None


_named = msgspec.json.Decoder(_Named)
PATH = re.compile(r"`\$\.?([\w.]*)[^`]*`$")
MISSING = re.compile(r"missing required field `(\w+)`")


def read_report(raw: bytes | msgspec.Raw, kinds: dict[str, Kind]) -> Wanted | Refusal:
    """One report, checked field by field."""
    try:
        given = _report.decode(raw)
    except msgspec.ValidationError as wrong:
        return _wrong_field(str(wrong), _id_of(raw))
    except UnicodeDecodeError:
        return Refusal(400, "encoding")
    except (msgspec.DecodeError, RecursionError):
        return Refusal(400, "json")
    return _check(given, kinds)


def read_batch(raw: bytes, kinds: dict[str, Kind]) -> list[Wanted | Refusal] | Refusal:
    """The items of a batch: a JSON list of reports, or an object with that list as `reports`."""
    try:
        items = _envelope.decode(raw).reports if raw.lstrip()[:1] == b"{" else _items.decode(raw)
    except msgspec.ValidationError:
        return Refusal(422, "batch", "reports")
    except UnicodeDecodeError:
        return Refusal(400, "encoding")
    except (msgspec.DecodeError, RecursionError):
        return Refusal(400, "json")
    if not items:
        return Refusal(422, "empty_batch", "reports")
    if len(items) > MAX_BATCH:
        return Refusal(413, "batch_size", "reports", {"most": MAX_BATCH, "sent": len(items)})
    return [read_report(item, kinds) for item in items]


def _check(given: ReportIn, kinds: dict[str, Kind]) -> Wanted | Refusal:
    known = str(given.id)
    kind = kinds.get(given.kind)
    if kind is None:
        return Refusal(422, "kind", "kind", {"kind": given.kind[:60]}, known)
    severity = kind.severity if given.severity is None else given.severity
    if not 1 <= severity <= 4:
        return Refusal(422, "severity", "severity", id=known)
    occurred = _utc(given.occurred_at)
    if isinstance(occurred, str):
        return Refusal(422, occurred, "occurred_at", id=known)
    if len(given.text) > MAX_TEXT:
        return Refusal(422, "text_length", "text", {"most": MAX_TEXT}, known)
    if CONTROLS.search(given.text):
        return Refusal(422, "text_control", "text", id=known)
    if given.how not in HOW:
        return Refusal(422, "how", "how", id=known)
    if not 0 < len(given.station) <= 20 or CONTROLS.search(given.station):
        return Refusal(422, "station", "station", {"station": given.station[:30]}, known)
    lat, lon = _position(given.position)
    if given.position and lat is None:
        return Refusal(422, "position", "position", id=known)
    return Wanted(
        given.id, given.station, kind.code, severity, occurred, given.text, lat, lon, given.how
    )


def _utc(moment: datetime) -> datetime | str:
    """The moment in UTC, or the code of what is wrong with it."""
    if moment.tzinfo is None:
        return "naive_time"
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return "time"


def _position(point: Point | None) -> tuple[float | None, float | None]:
    if point is None or not (-90 <= point.lat <= 90 and -180 <= point.lon <= 180):
        return None, None
    return round(point.lat, 5), round(point.lon, 5)


def _wrong_field(message: str, known: str) -> Refusal:
    """msgspec's message, as the field and a code of ours."""
    missing = MISSING.search(message)
    path = PATH.search(message)
    inside = path[1] if path else ""
    if missing:
        name = f"{inside}.{missing[1]}" if inside else missing[1]
        return Refusal(422, "missing", name, {"field": name}, known)
    if not inside:
        return Refusal(422, "object")
    if inside == "occurred_at":
        return Refusal(422, "time", inside, id=known)
    if inside == "id":
        return Refusal(422, "uuid", inside)
    return Refusal(422, "type", inside, {"field": inside}, known)


def _id_of(raw: bytes | msgspec.Raw) -> str:
    try:
        found = _named.decode(raw).id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    return found[:60] if isinstance(found, str) else ""
