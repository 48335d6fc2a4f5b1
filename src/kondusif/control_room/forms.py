"""The desk's form for a call or radio message."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kondusif.operation.models import Operation

from .kinds import all_kinds
from .messages import CONTROLS, MAX_TEXT, Wanted
from .queries.places import resolve
from .words import GROUP_NAMES, SEVERITY_NAMES


def kind_choices() -> list[Any]:
    language = get_language() or "id"
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind in all_kinds().values():
        name = str(GROUP_NAMES[kind.group]) if kind.group else str(_("Calm and stages"))
        groups.setdefault(name, []).append((kind.code, kind.name(language)))
    named = [("", [("", "–")]), *groups.items()]
    return [*named[:1], *sorted(named[1:], key=lambda g: g[0] == str(_("Calm and stages")))]


class CallForm(forms.Form):
    """`wanted()` turns a valid form into the report that the API would have brought."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    place = forms.CharField(
        label=_("Place"),
        max_length=90,
        help_text=_("Number and village (12 Kaliwates), a station's code, or a village alone."),
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=kind_choices)
    severity = forms.ChoiceField(
        label=_("Severity"),
        required=False,
        choices=lambda: [("", _("as usual for this kind")), *SEVERITY_NAMES.items()],
    )
    at = forms.TimeField(
        label=_("When"),
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H%M"],
        help_text=_("Empty: now."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "07.02"}),
    )
    text = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    caller = forms.CharField(
        label=_("Who called, how to reach them"),
        required=False,
        max_length=120,
        help_text=_("Seen by police operators only; erased when the operation ends."),
    )

    def __init__(self, *args: Any, operation: Operation, now: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.operation, self.now = operation, now
        self.candidates: list[dict[str, Any]] = []

    def clean_place(self) -> str:
        self.candidates = resolve(self.operation, self.cleaned_data["place"])
        if not self.candidates:
            raise forms.ValidationError(_("No station or village is called so."))
        if len(self.candidates) > 1:
            raise forms.ValidationError(_("Several places match: choose one of them."))
        return str(self.candidates[0]["code"])

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        if CONTROLS.search(text):
            raise forms.ValidationError(_("The text holds control characters."))
        return text

    def wanted(self) -> Wanted:
        given = self.cleaned_data
        kind = all_kinds()[given["kind"]]
        known: UUID = given["id"]
        return Wanted(
            id=known,
            station=given["place"],
            kind=kind.code,
            severity=int(given["severity"] or kind.severity),
            occurred_at=self._occurred(),
            text=given["text"],
            how="phone",
        )

    def _occurred(self) -> datetime:
        """The time typed in, on the operation's own day; one later than now was yesterday's."""
        if self.cleaned_data["at"] is None:
            return self.now
        here = self.now.astimezone(ZoneInfo(self.operation.zone))
        then = datetime.combine(here.date(), self.cleaned_data["at"], here.tzinfo)
        return then - timedelta(days=1) if then > here + timedelta(minutes=2) else then
