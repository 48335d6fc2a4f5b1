"""What the API answers: status and JSON body for outcomes, the same on the raw and the Django route."""

from collections.abc import Sequence
from typing import Any

from .messages import Refusal
from .services.reports import Outcome, Receipt
from .words import refusal_body

# Seconds after which a sender that was turned away may come again.
RETRY_AFTER = 2


def single(outcome: Outcome) -> tuple[int, dict[str, Any]]:
    if isinstance(outcome, Refusal):
        return outcome.status, refusal_body(outcome)
    return outcome.status, receipt_body(outcome)


def receipt_body(receipt: Receipt) -> dict[str, Any]:
    return {
        "id": str(receipt.id),
        "receipt": receipt.receipt,
        "received_at": receipt.received_at.isoformat(),
        "incident": receipt.incident,
    }


def batch(outcomes: Sequence[Outcome]) -> tuple[int, dict[str, Any]]:
    """200 when every item was taken, 422 when none was, 207 when some were; each item has its own status."""
    results = []
    for index, outcome in enumerate(outcomes):
        status, body = single(outcome)
        results.append({"index": index, "status": status, **body})
    refused = sum(isinstance(outcome, Refusal) for outcome in outcomes)
    status = 200 if not refused else 422 if refused == len(outcomes) else 207
    return status, {"accepted": len(outcomes) - refused, "refused": refused, "results": results}
