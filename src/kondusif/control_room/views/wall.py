"""The station wall: who has told the stage of the day, who is late, which teams are silent."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from kondusif.backbone.accounts.requests import SignedIn
from kondusif.backbone.accounts.rules import Action, check
from kondusif.operation import queries as operations
from kondusif.places.models import Area

from ..kinds import milestones
from ..queries import wall
from ..wall_rules import Mark, TeamLine, current_stage, sectors, totals

DISTRICT = 8  # 35.09.12
SHOWN = 120  # teams; the whole list is one tap away


@login_required
@require_GET
def index(request: SignedIn) -> HttpResponse:
    check(request.user.actor, Action.SEE_PICTURE)
    template = "wall_body.html" if request.headers.get("X-Fragment") else "wall.html"
    return render(request, f"control_room/{template}", picture(request))


def picture(request: SignedIn) -> dict[str, Any]:
    operation = operations.current()
    now = operations.now(operation)
    day = wall.day_of(operation)
    present = current_stage(day, now)
    stage = next((s for s in day if s.code == request.GET.get("stage")), present)
    found = wall.picture(operation)
    lines = wall.lines(found, operation, request.user.actor, stage, now)
    sector = request.GET.get("sector", "")
    rows = sectors(lines, DISTRICT)
    chosen = [line for line in lines if not sector or line.village.startswith(sector + ".")]
    urgent = [line for line in chosen if line.count(Mark.LATE) or line.count(Mark.SILENT)]
    everything = bool(sector) or request.GET.get("all") == "1"
    shown = chosen if everything else urgent[:SHOWN]
    names = dict(Area.objects.filter(level="district").values_list("code", "name"))
    language = get_language() or "id"
    return {
        "stages": [(k.code, k.name(language)) for k in milestones()],
        "stage": stage,
        "present": present,
        "stage_name": next(k.name(language) for k in milestones() if k.code == stage.code),
        "sectors": sorted(
            ({"code": code, "name": names.get(code, code), **row} for code, row in rows.items()),
            key=lambda row: (-row["silent_teams"], -row["late"] - row["silent"], row["name"]),
        ),
        "sector": sector,
        "sector_name": names.get(sector, sector),
        "totals": totals(rows),
        "teams": [team_row(line, now) for line in shown],
        "more": len(urgent) - len(shown) if not everything else 0,
        "everything": everything,
        "now": now,
    }


SIGNS = {Mark.TOLD: "●", Mark.WAITING: "○", Mark.LATE: "◐", Mark.SILENT: "✕"}


def team_row(line: TeamLine, now: datetime) -> dict[str, Any]:
    missing = [code[-3:] for code, mark in line.stations if mark in (Mark.LATE, Mark.SILENT)]
    return {
        "line": line,
        "signs": "".join(SIGNS[mark] for _, mark in line.stations),
        "told": line.count(Mark.TOLD),
        "size": len(line.stations),
        "missing": " ".join(missing),
        "all_missing": len(missing) == len(line.stations),
        "old": line.last is not None and now - line.last > timedelta(hours=12),
        "silent": line.silent,
        "late": line.count(Mark.LATE) + line.count(Mark.SILENT),
    }
