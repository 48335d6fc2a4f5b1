from typing import Any

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kondusif.operation.models import Operation, StrengthFigure

from .models import Doctrine

SECONDS = [(5, _("5 seconds")), (15, _("15 seconds")), (60, _("1 minute"))]
MOST_TEXT = 64_000


class FigureField(forms.ModelChoiceField):
    """A strength figure by its number, what it counts, and who said so."""

    def label_from_instance(self, obj: StrengthFigure) -> str:
        what = obj.what_en if get_language() == "en" and obj.what_en else obj.what
        return f"{obj.value} · {what} · {obj.source}"[:120]


class PlanForm(forms.Form):
    """What a new plan asks: which doctrine, whose strength, how much of it is kept for other posts."""

    doctrine = forms.ModelChoiceField(
        Doctrine.objects.none(), label=_("Doctrine"), empty_label=None
    )
    strength = FigureField(StrengthFigure.objects.none(), label=_("Strength"), empty_label=None)
    share_elsewhere = forms.FloatField(
        label=_("Kept for other posts (%)"),
        min_value=0,
        max_value=95,
        help_text=_(
            "KPU, warehouse, PPK, headquarters and reserve. Published plans keep 33 to 45%."
        ),
    )
    seconds = forms.TypedChoiceField(label=_("Time to solve"), choices=SECONDS, coerce=int)

    def __init__(self, operation: Operation, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"share_elsewhere": round(operation.share_elsewhere * 100, 1)})
        super().__init__(*args, **kwargs)
        doctrine, strength = self.fields["doctrine"], self.fields["strength"]
        assert isinstance(doctrine, forms.ModelChoiceField)
        assert isinstance(strength, FigureField)
        doctrine.queryset = newest_doctrines()
        strength.queryset = operation.strength.filter(key__in=("joint", "police"))


def newest_doctrines() -> QuerySet[Doctrine]:
    """The last version of each doctrine."""
    last = Doctrine.objects.filter(name=OuterRef("name")).order_by("-version").values("pk")[:1]
    return Doctrine.objects.filter(pk=Subquery(last)).order_by("title")


class DoctrineForm(forms.Form):
    """A doctrine as TOML: a file, or text changed on the page."""

    name = forms.SlugField(
        label=_("Short name"),
        max_length=40,
        help_text=_("The same name again makes a new version."),
    )
    file = forms.FileField(label=_("File (.toml)"), required=False)
    text = forms.CharField(
        label=_("Text"), required=False, max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "false", "class": "code"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        upload = found.get("file")
        if upload:
            found["text"] = _read(upload)
        if not found.get("text"):
            raise forms.ValidationError(_("Give a file or a text."))
        return found


def _read(upload) -> str:
    if upload.size > MOST_TEXT:
        raise forms.ValidationError(_("A doctrine has at most 64,000 characters."))
    try:
        return upload.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise forms.ValidationError(_("The file isn't text in UTF-8.")) from None
