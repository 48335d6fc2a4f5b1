"""What every answer gets: the content policy, and a refusal in words instead of a bare 403."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from kondusif.backbone.accounts.rules import NotAllowed
from kondusif.operation.queries import NoOperation

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
Next = Callable[[HttpRequest], HttpResponse]


class ContentSecurityPolicy:
    """Only our own scripts, styles, images and connections: nothing leaves the machine."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self)")
        return response


class RefusalsInWords:
    """Turns `NotAllowed` into a page that says why, and a missing operation into one that says how to make it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NoOperation):
            return render(request, "no_operation.html", status=409)
        if not isinstance(error, NotAllowed):
            return None
        return render(request, "refused.html", {"reason": gettext(str(error))}, status=403)
