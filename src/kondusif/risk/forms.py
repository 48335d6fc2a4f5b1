"""What a person types in this room. The services check again; a form only shapes the words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import GRADES, STATES

LARGEST_LIST = 32 * 1024 * 1024


class ProposalForm(forms.Form):
    grade = forms.ChoiceField(
        label=_("Grade"),
        required=False,
        choices=[*GRADES, ("", _("back to the computed grade"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason given"),
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A second person decides by it. No candidates, no parties."),
    )


class FactForm(forms.Form):
    """`criteria` are (key, title) of what can be recorded; `places` are (code, name) of where."""

    criterion = forms.ChoiceField(label=_("Criterion"))
    state = forms.ChoiceField(label=_("What is known"), choices=STATES)
    subject = forms.ChoiceField(label=_("Where"))
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("Who or what says so: a survey, a report.")
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    as_of = forms.DateField(
        label=_("As of"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(
        self,
        *args: Any,
        criteria: list[tuple[str, str]],
        places: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criterion"].choices = criteria  # type: ignore[attr-defined]
        self.fields["subject"].choices = places  # type: ignore[attr-defined]


class ModelForm(forms.Form):
    file = forms.FileField(
        label=_("Model file (TOML or JSON)"),
        help_text=_("A changed copy of a version below, with a version of its own."),
    )


class FlagsForm(forms.Form):
    file = forms.FileField(
        label=_("Bawaslu's list (XLSX or CSV)"),
        help_text=_(
            "A column with the station's code and columns 1 to 25; or rows of code and indicator."
        ),
    )
    source = forms.CharField(label=_("Source"), max_length=200)
    as_of = forms.DateField(
        label=_("As of"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    complete = forms.BooleanField(
        label=_("The list is complete: what it leaves out is absent"), required=False
    )
