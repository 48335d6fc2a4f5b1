"""Making reports and sending them."""

import json
import uuid
from typing import Any, NamedTuple

from kondusif.backbone.accounts.rules import Service
from kondusif.control_room.kinds import all_kinds
from kondusif.control_room.messages import read_report
from kondusif.control_room.services.reports import Sender, Submission


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: Any


def report(**changes) -> dict[str, Any]:
    """A calm report from the first station, unless changed."""
    body = {
        "id": str(uuid.uuid4()),
        "station": "35.09.01.2001-001",
        "kind": "aman",
        "severity": 1,
        "occurred_at": "2024-11-27T06:40:00+07:00",
        "text": "",
    }
    return body | changes


def headers(token: str | None, **more: str) -> dict[str, str]:
    found = {"Content-Type": "application/json"} | more
    return found | ({"Authorization": f"Bearer {token}"} if token else {})


def send(post, token, body, path="/api/v1/reports", **more) -> Answer:
    return post(path, json.dumps(body).encode(), headers(token, **more))


def submission(account=1, service=Service.POLICE, **changes) -> Submission:
    wanted = read_report(json.dumps(report(**changes)).encode(), all_kinds())
    return Submission(wanted, Sender(account, service, "api"))
