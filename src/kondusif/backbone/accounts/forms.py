from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _(
            "User name and password don't match. After five tries the name is locked for 15 minutes."
        ),
        "inactive": _("This account is closed. Ask the administrator."),
    }
