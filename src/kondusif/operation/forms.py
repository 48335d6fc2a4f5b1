from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from kondusif.backbone.accounts.rules import Actor
from kondusif.people.models import Officer

from .models import Operation, Position, StrengthFigure
from .picture import KEY_NAMES


class DelegationForm(forms.Form):
    """A deputy for a position of the own service; times are those of the operation's zone."""

    position = forms.ModelChoiceField(Position.objects.none(), label=_("Position in the operation"))
    deputy = forms.CharField(
        label=_("Deputy (service number)"),
        max_length=30,
        widget=forms.TextInput(attrs={"list": "officers", "autocomplete": "off"}),
    )
    since = forms.DateTimeField(
        label=_("From"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    until = forms.DateTimeField(
        label=_("Until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    reason = forms.CharField(label=_("Reason of the delegation"), max_length=200)

    def __init__(self, operation: Operation, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(operation.zone)
        self.service = str(actor.service)
        own = operation.positions.filter(service=self.service)
        self.fields["position"].queryset = own  # type: ignore[attr-defined]

    def clean_deputy(self) -> Officer:
        number = self.cleaned_data["deputy"].strip()
        own = Officer.objects.filter(active=True, service=self.service)
        found = own.filter(service_number=number).first()
        if found is None:
            raise forms.ValidationError(_("Nobody on your service's list has this number."))
        return found

    def clean_since(self) -> datetime:
        return self._in_zone("since")

    def clean_until(self) -> datetime:
        return self._in_zone("until")

    def _in_zone(self, name: str) -> datetime:
        # What was typed is meant as the operation's clocks show it, whatever the server's zone is.
        moment: datetime = self.cleaned_data[name]
        return moment.replace(tzinfo=self.zone)


class HolderForm(forms.Form):
    """Who sits in a position from now on."""

    officer = forms.CharField(
        label=_("Service number"),
        max_length=30,
        widget=forms.TextInput(attrs={"list": "officers", "autocomplete": "off"}),
    )

    def __init__(self, service: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service = service

    def clean_officer(self) -> Officer:
        own = Officer.objects.filter(active=True, service=self.service)
        found = own.filter(service_number=self.cleaned_data["officer"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("Nobody on your service's list has this number."))
        return found


class FigureForm(forms.Form):
    """A figure that somebody stated."""

    key = forms.ChoiceField(label=_("What is counted"), choices=list(KEY_NAMES.items()))
    value = forms.IntegerField(label=_("Number"), min_value=0, max_value=999_999_999)
    what = forms.CharField(
        label=_("In words"), max_length=StrengthFigure._meta.get_field("what").max_length
    )
    source = forms.CharField(
        label=_("Source (document, address, who said it)"),
        max_length=StrengthFigure._meta.get_field("source").max_length,
    )
    as_of = forms.DateField(
        label=_("As of"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class StageForm(forms.Form):
    """A stage of the election or of the operation; first and last day included."""

    name = forms.CharField(label=_("Stage"), max_length=160)
    start = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    who = forms.CharField(label=_("Who"), max_length=80, required=False)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)


class ClockForm(forms.Form):
    """A simulation's clock: forward to a time, and how fast it runs."""

    shown = forms.DateTimeField(
        label=_("Set forward to"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )
    speed = forms.FloatField(label=_("Speed (1 = real time)"), min_value=0, max_value=600)


class EndForm(forms.Form):
    """Ending is confirmed by typing the operation's name."""

    name = forms.CharField(label=_("Type the operation's name"), max_length=120)
