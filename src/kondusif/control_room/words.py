"""What the control room's codes are called on screens and in answers."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .messages import Refusal
from .rules import Act, State

SEVERITY_NAMES = {
    1: _("minor"),
    2: _("moderate"),
    3: _("serious"),
    4: _("people in danger"),
}
STATE_NAMES = {
    State.NEW: pgettext_lazy("incident", "new"),
    State.VERIFIED: _("verified"),
    State.DISPATCHED: _("dispatched"),
    State.ON_SCENE: _("on scene"),
    State.CONTAINED: _("contained"),
    State.CLOSED: pgettext_lazy("incident", "closed"),
    State.ON_HOLD: _("on hold"),
    State.HANDED_OVER: _("handed over"),
    State.NOT_OURS: _("not ours"),
    State.BOGUS: _("bogus"),
}
ACT_NAMES = {
    Act.VERIFY: _("Verify"),
    Act.DISPATCH: _("Dispatch"),
    Act.ARRIVE: _("On scene"),
    Act.CONTAIN: _("Contained"),
    Act.CLOSE: _("Close"),
    Act.HOLD: _("Put on hold"),
    Act.RESUME: _("Resume"),
    Act.HAND_OVER: _("Hand over"),
    Act.TAKE_BACK: _("Take back"),
    Act.NOT_OURS: _("Not ours"),
    Act.BOGUS: _("Bogus"),
    Act.REOPEN: _("Reopen"),
    Act.TAKE: _("Take it on"),
    Act.REGRADE: _("Change severity"),
    Act.NOTE: _("Note"),
}
# What is asked for when an act needs a sentence.
REASONS = {
    Act.CLOSE: _("How did it end?"),
    Act.HOLD: _("Why, and until when?"),
    Act.HAND_OVER: _("To whom, and what was passed on?"),
    Act.TAKE_BACK: _("Why does it come back?"),
    Act.NOT_OURS: _("Whose is it, and who was told?"),
    Act.BOGUS: _("How do we know?"),
    Act.REOPEN: _("What is new?"),
    Act.REGRADE: _("Why?"),
}
NOT_NOW = {
    "already": _("This was done before; nothing was changed."),
    "wrong_state": _("The incident has moved on meanwhile: this act no longer fits its state."),
    "reason": _("This act needs a sentence that says why."),
    "severity": _("Choose another severity from 1 to 4."),
    "struck": _("This entry is struck through already, or wasn't written by a person."),
    "text": _("Write something."),
}
SKEW_NAMES = {
    "ahead": _("sender's clock runs ahead"),
    "old": _("reported more than a day later"),
}
HOW_NAMES = {
    "seen": _("seen"),
    "linmas": _("told by Linmas"),
    "phone": _("by phone"),
}
CHANNEL_NAMES = {
    "api": _("another system"),
    "field": _("field page"),
    "desk": _("desk"),
    "simulator": _("simulated day"),
}
GROUP_NAMES = {
    "violence": _("Violence"),
    "order": _("Public order"),
    "logistics": _("Ballots and boxes"),
    "voting": _("Voting"),
    "own_people": _("Our own people"),
    "nature": _("Weather"),
    "supply": _("Power and network"),
}
REFUSALS = {
    "json": _("The body isn't valid JSON."),
    "encoding": _("The body isn't valid UTF-8."),
    "object": _("A report is a JSON object."),
    "batch": _('A batch is a list of reports, or an object with that list as "reports".'),
    "empty_batch": _("The batch holds no reports."),
    "batch_size": _("A batch holds at most %(most)s reports; this one has %(sent)s."),
    "missing": _("The field %(field)s is missing."),
    "type": _("The field %(field)s has the wrong type."),
    "uuid": _("The id must be a UUID, made by the sender."),
    "kind": _('There is no kind "%(kind)s". The list is at /api/v1/kinds.'),
    "severity": _("Severity is a whole number from 1 to 4."),
    "naive_time": _("occurred_at needs its offset, as in 2024-11-27T06:45:00+07:00."),
    "time": _("occurred_at must be an RFC 3339 time, as in 2024-11-27T06:45:00+07:00."),
    "text_length": _("The text is longer than %(most)s characters."),
    "text_control": _("The text holds control characters."),
    "how": _("how is seen, linmas or phone."),
    "station": _('No station has the code "%(station)s".'),
    "position": _("A position has lat from -90 to 90 and lon from -180 to 180."),
    "conflict": _("Another report with this id and other content was received before."),
    "content_type": _("Send JSON, with Content-Type: application/json."),
    "too_large": _("The body is larger than %(most)s bytes."),
    "slow": _("The body took too long to arrive."),
    "token": _("A bearer token is needed: it is missing, wrong or revoked."),
    "not_allowed": _("This account can't send field reports."),
    "busy": _("The intake is full for the moment. Send the same report again shortly."),
    "no_operation": _("There is no operation to report to yet."),
    "store": _("The report could not be stored. Send the same report again shortly."),
    "method": _("Only POST is understood here."),
    "address": _("There is nothing at this address."),
}


def sentence(refusal: Refusal) -> str:
    """The refusal in the active language."""
    return str(REFUSALS[refusal.code]) % (refusal.values or {})


def refusal_body(refusal: Refusal) -> dict[str, Any]:
    body: dict[str, Any] = {"code": refusal.code, "reason": sentence(refusal)}
    if refusal.field:
        body["field"] = refusal.field
    if refusal.id:
        body["id"] = refusal.id
    return body


def act_done(act: Act) -> str:
    return _now("Done: %(act)s.") % {"act": ACT_NAMES[act]}
