"""Reads for screens: what is loaded, and by which file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from kondusif.backbone.accounts.rules import Actor

from .lists import ListKind, kinds
from .models import ImportRun, Station


@dataclass(frozen=True)
class Loaded:
    """One kind of list: how many entries are active, and its last file."""

    kind: ListKind
    count: int
    last: ImportRun | None


def loaded(actor: Actor) -> list[Loaded]:
    return [
        Loaded(kind, kind.count(actor), next(iter(runs(kind.name, 1)), None)) for kind in kinds()
    ]


def runs(kind: str, limit: int = 20) -> Sequence[ImportRun]:
    """The last files of a kind, the newest first; each note with its words in the reader's language."""
    found = list(ImportRun.objects.filter(kind=kind).order_by("-id")[:limit])
    for run in found:
        for note in run.notes:
            note["words"] = general(note["reason"])
    return found


def general(template: str) -> str:
    """A finding's sentence without its particulars: `placed at the centre of …`."""
    return re.sub(r"\{\w+\}", "…", gettext(template))


def gone_stations() -> int:
    return Station.objects.filter(active=False).count()
