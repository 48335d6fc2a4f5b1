from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from .models import ROLE_NAMES, SERVICE_NAMES


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _(
            "User name and password don't match. After five tries the name is locked for 15 minutes."
        ),
        "inactive": _("This account is closed. Ask the administrator."),
    }


class AccountForm(forms.Form):
    username = forms.SlugField(label=_("User name"), max_length=60)
    display_name = forms.CharField(label=_("Name"), max_length=120)
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLE_NAMES.items()))
    service = forms.ChoiceField(label=_("Service"), choices=list(SERVICE_NAMES.items()))
    area = forms.RegexField(
        label=_("Area"),
        regex=r"^[0-9]{2}(\.[0-9]{2}){0,2}(\.[0-9]{4})?$",
        required=False,
        help_text=_("Official code, such as 35.09.12. Empty: the whole operation."),
        error_messages={"invalid": _("Write an official code, such as 35.09.12.")},
    )
    service_number = forms.CharField(label=_("Service number"), max_length=30, required=False)
