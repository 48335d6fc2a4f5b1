from django.http import HttpRequest

from .models import Account


class SignedIn(HttpRequest):
    """A request behind `login_required`: its user is one of our accounts."""

    user: Account
