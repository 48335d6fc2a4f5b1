"""The phone page: a shell without personal data, what this phone needs for a day, and its token."""

from django.conf import settings
from django.contrib.auth import user_logged_out
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from kondusif.backbone.accounts import tokens
from kondusif.backbone.accounts.models import Account, ApiToken
from kondusif.backbone.accounts.requests import SignedIn
from kondusif.backbone.accounts.rules import Action, check
from kondusif.operation import queries as operations

from ..queries.field import me as queries_me

LABEL = "field"
PHONES = 3  # tokens of the page that one account may hold; an older one is revoked
NO_STORE = {"Cache-Control": "private, no-store"}


@ensure_csrf_cookie
@login_required
@require_GET
def index(request: SignedIn) -> HttpResponse:
    """The same for everybody, so that a phone may keep it: who one is comes by `me`."""
    check(request.user.actor, Action.REPORT)
    return render(
        request,
        "control_room/field.html",
        {"words": words(), "csrf_cookie": settings.CSRF_COOKIE_NAME},
    )


@login_required
@require_GET
def me(request: SignedIn) -> HttpResponse:
    check(request.user.actor, Action.REPORT)
    operation = operations.current()
    found = queries_me(operation, request.user, operations.now(operation))
    return JsonResponse(found, headers=NO_STORE)


@login_required
@require_POST
def token(request: SignedIn) -> HttpResponse:
    """A token for this phone, shown once. It ends with the sign-out, or when the desk revokes it."""
    check(request.user.actor, Action.REPORT)
    now = operations.shown()
    live = ApiToken.objects.filter(account=request.user, label=LABEL, revoked_at__isnull=True)
    old = list(live.order_by("-id").values_list("id", flat=True)[PHONES - 1 :])
    mine = request.session.get("field_token")
    tokens.revoke([*old, *([mine] if mine else [])], request.user.actor, now=now)
    secret, row = tokens.issue(request.user, LABEL, now=now)
    request.session["field_token"] = row.pk
    return JsonResponse({"token": secret}, headers=NO_STORE)


@receiver(user_logged_out)
def forget_phone(sender: type, request: HttpRequest, user: Account | None, **_more: object) -> None:
    """The phone's token ends with the session that it was made in."""
    made = request.session.get("field_token") if hasattr(request, "session") else None
    if made and user:
        tokens.revoke([made], user.actor, now=operations.shown())


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker stands below /field/, so that it may keep that page and nothing else."""
    found = finders.find("built/field_worker.js")
    if not found:
        raise Http404
    with open(found, "rb") as script:  # noqa: PTH123 - a path that the finder gives as text
        content = script.read()
    return HttpResponse(
        content, content_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    body = {
        "name": _("Kondusif field"),
        "short_name": "Kondusif",
        "start_url": "/field/",
        "scope": "/field/",
        "display": "standalone",
        "background_color": "#f6f7f7",
        "theme_color": "#1f5f5b",
        "icons": [{"src": "/static/mark.svg", "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(body, content_type="application/manifest+json")


def words() -> dict[str, str]:
    """What the page's script says, in the language of the page."""
    return {
        "online": _("Connected"),
        "offline": _("No connection: what you send waits on this phone."),
        "sign_in": _("Sign in again to send what waits."),
        "waiting": _("waiting"),
        "sent": _("sent"),
        "refused": _("refused"),
        "retry": _("Send again"),
        "discard": _("Discard"),
        "no_post": _("Your command hasn't released a post for you yet."),
        "no_stations": _("No stations are given to you. Type the code of the station."),
        "team": _("Team"),
        "station": _("Station"),
        "station_code": _("Station code, as in 35.09.12.2001-004"),
        "all_calm": _("All my stations: %s"),
        "except": _("Untick the stations that this isn't true for."),
        "send_count": _("Send for %s stations"),
        "send": _("Send report"),
        "where": _("Where?"),
        "text": _("What happened? (optional, no names)"),
        "severity": _("Severity"),
        "position": _("Send where I stand (erased after 72 hours)"),
        "locating": _("finding the position…"),
        "located": _("position found"),
        "no_position": _("no position; the report goes without"),
        "more": _("More kinds"),
        "back": _("Back"),
        "saved": _("Saved on this phone. It is sent as soon as there is a connection."),
        "receipt": _("Receipt"),
        "how": _("How do you know?"),
        "seen": _("I see it"),
        "linmas": _("Linmas told me"),
        "phone": _("by phone"),
        "storage": _("This browser can't keep reports without a connection."),
        "nothing": _("Nothing sent yet."),
        "pick_one": _("Choose at least one station."),
    }
