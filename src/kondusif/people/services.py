"""Writes about people beside the loading of lists: attachment (BKO), and forgetting."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat

from kondusif.backbone.audit import services as audit

from .models import Attachment, Officer
from .rules import FORGOTTEN


def attach(
    service: str,
    strength: int,
    since: date,
    basis: str,
    officers: list[int],
    *,
    now: datetime,
    synthetic: bool = False,
) -> Attachment:
    """Records strength under the other service's operational control (BKO) and who it is; the same again is one."""
    with transaction.atomic():
        made, is_new = Attachment.objects.get_or_create(
            service=service,
            since=since,
            basis=basis,
            defaults={"strength": strength, "synthetic": synthetic},
        )
        linked = 0
        for start in range(0, len(officers), 500):
            ids = officers[start : start + 500]
            chosen = Officer.objects.filter(pk__in=ids, service=service)
            free = Q(attachment__isnull=True) | ~Q(attachment=made)
            linked += chosen.filter(free).update(attachment=made)
        if is_new or linked:
            facts = {"service": service, "strength": strength, "linked": linked}
            audit.record(None, "attached", f"attachment:{made.pk}", facts, now=now)
    return made


def forget_officers(*, now: datetime) -> int:
    """Erases names, numbers and telephones; ids, ranks and units stay, so that the record keeps its meaning."""
    known = Officer.objects.exclude(name="")
    with transaction.atomic():
        count: int = known.update(
            name="",
            phone="",
            active=False,
            service_number=Concat(Value(f"{FORGOTTEN}-"), Cast(F("pk"), CharField())),
        )
        if count:
            audit.record(None, "officers_forgotten", "people:officers", {"count": count}, now=now)
    return count
