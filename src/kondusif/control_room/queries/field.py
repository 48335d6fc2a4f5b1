"""What a phone is told: the own post and stations, the words for its buttons, what it has sent."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from kondusif.backbone.accounts.models import Account
from kondusif.deployment.queries import post_of
from kondusif.operation.models import Operation
from kondusif.operation.rules import zone_name
from kondusif.people.models import Officer
from kondusif.places.models import Station

from ..kinds import all_kinds, milestones, troubles
from ..wall_rules import current_stage
from ..words import GROUP_NAMES, SEVERITY_NAMES
from .places import station_name
from .wall import day_of

OWN_AREA = 60  # stations offered to a person without a post who belongs to an area


def me(operation: Operation, account: Account, now: datetime) -> dict[str, Any]:
    """Everything that the field page needs to work for a day without a connection."""
    officer = Officer.objects.filter(account=account, active=True).first()
    post = post_of(officer) if officer else None
    language = get_language() or "id"
    return {
        "account": account.pk,
        "operation": operation.pk,
        "clock": {
            "shown": now.isoformat(),
            "simulated": operation.clock == Operation.Clock.SIMULATED,
            "speed": operation.clock_speed,
            "zone": operation.zone,
            "zone_name": zone_name(operation.zone),
        },
        "post": {
            "kind": str(post.kind_name),
            "name": post.name,
            "team": post.team,
            "lat": post.lat,
            "lon": post.lon,
        }
        if post
        else None,
        "stations": _stations(post.stations if post else (), account),
        "stage": current_stage(day_of(operation), now).code,
        "steps": [{"code": kind.code, "name": kind.name(language)} for kind in milestones()],
        "calm": {"code": "aman", "name": all_kinds()["aman"].name(language)},
        "troubles": [
            {
                "code": kind.code,
                "name": kind.name(language),
                "group": kind.group,
                "severity": kind.severity,
            }
            for kind in troubles()
        ],
        "groups": {code: str(name) for code, name in GROUP_NAMES.items()},
        "severities": {str(code): str(name) for code, name in SEVERITY_NAMES.items()},
    }


def _stations(codes: tuple[str, ...], account: Account) -> list[dict[str, Any]]:
    """The post's stations, the base first; for someone without a post, those of the own area."""
    rows = Station.objects.filter(active=True).select_related("village__parent")
    if codes:
        found = {station.code: station for station in rows.filter(code__in=codes)}
        chosen = [found[code] for code in codes if code in found]
    elif account.area:
        chosen = list(rows.filter(code__startswith=account.area).order_by("code")[:OWN_AREA])
    else:
        chosen = []
    return [{"code": s.code, "name": station_name(s), "number": s.number} for s in chosen]
