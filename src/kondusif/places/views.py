from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from kondusif.backbone import clock
from kondusif.backbone.accounts.requests import SignedIn
from kondusif.backbone.accounts.rules import Action, check
from kondusif.backbone.exports import CONTENT_TYPES
from kondusif.places.importing.reading import MAX_BYTES

from . import queries, uploads
from .list_templates import template
from .lists import ListKind, Scope, Upload, get
from .previews import preview
from .services import load


@login_required
@require_GET
def lists(request: SignedIn) -> HttpResponse:
    check(request.user.actor, Action.IMPORT_LISTS)
    shown = {"lists": queries.loaded(request.user.actor), "gone": queries.gone_stations()}
    return render(request, "places/lists.html", shown)


@login_required
def one_list(request: SignedIn, kind: str) -> HttpResponse:
    """A kind's own page: what the file needs, its upload, and what was loaded so far."""
    check(request.user.actor, Action.IMPORT_LISTS)
    wanted = _kind(kind)
    problem = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        problem = _problem_of(file)
        if isinstance(file, UploadedFile) and not problem:
            return _keep(request, wanted, file)
    shown = {"kind": wanted, "runs": queries.runs(wanted.name), "problem": problem}
    return render(request, "places/list.html", shown, status=400 if problem else 200)


def _kind(name: str) -> ListKind:
    try:
        return get(name)
    except KeyError:
        raise Http404 from None


def _problem_of(file: object) -> str:
    if not isinstance(file, UploadedFile):
        return _("Choose a file first.")
    if (file.size or 0) > MAX_BYTES:
        return _("The file is larger than %(size)s MB.") % {"size": MAX_BYTES // 2**20}
    return ""


def _keep(request: SignedIn, kind: ListKind, file: UploadedFile) -> HttpResponse:
    kept = uploads.keep(
        request.user.pk,
        kind.name,
        (file.name or "")[:200],
        file.read(),
        partial=request.POST.get("partial") == "yes",
    )
    return redirect("places:preview", kind=kind.name, token=kept.token)


@login_required
def preview_list(request: SignedIn, kind: str, token: str) -> HttpResponse:
    """What the file would change; confirming loads exactly these bytes, if they still change the same."""
    actor = request.user.actor
    check(actor, Action.IMPORT_LISTS)
    wanted = _kind(kind)
    kept = uploads.find(request.user.pk, token)
    if kept is None or kept.kind != wanted.name:
        messages.info(request, _("This upload was loaded already or is kept no longer."))
        return redirect("places:list", kind=wanted.name)
    upload, scope = Upload(kept.data, kept.file_name), Scope(actor, kept.partial)
    outcome = load(wanted, upload, scope, now=clock.shown(), dry_run=True)
    seen = request.POST.get("seen")
    if request.method == "POST" and outcome.ok and seen == outcome.fingerprint:
        return _confirm(request, wanted, upload, scope, token)
    if request.method == "POST":
        messages.warning(request, _("What would change is different now. Look again."))
    shown: dict[str, Any] = {"kind": wanted, "kept": kept, "preview": preview(outcome)}
    return render(request, "places/preview.html", shown)


def _confirm(
    request: SignedIn, kind: ListKind, upload: Upload, scope: Scope, token: str
) -> HttpResponse:
    done = load(kind, upload, scope, now=clock.shown()).as_dict()
    uploads.drop(token)
    changes = done["added"] + done["changed"] + done["gone"]
    said = ngettext("Loaded: %(count)d change.", "Loaded: %(count)d changes.", changes)
    messages.success(request, said % {"count": changes} if changes else _("Nothing changed."))
    return redirect("places:list", kind=kind.name)


@login_required
@require_GET
def list_template(request: SignedIn, kind: str) -> HttpResponse:
    check(request.user.actor, Action.IMPORT_LISTS)
    wanted = _kind(kind)
    if not wanted.columns:
        raise Http404
    response = HttpResponse(template(wanted), content_type=CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="kondusif-{wanted.name}.xlsx"'
    return response
