"""Publishing a live event in the transaction of the change that it announces."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from kondusif.backbone.audit.services import hold
from kondusif.backbone.rows import insert

from .models import Event

# A screen that missed more than this reloads everything instead of catching up.
KEEP = 50_000
CHANNEL = "kondusif_live"


def publish(topic: str, ref: str | int, *, now: datetime, service: str = "") -> None:
    publish_many([(topic, str(ref), service)], now=now)


def publish_many(events: Iterable[tuple[str, str, str]], *, now: datetime) -> None:
    """Each event is (topic, ref, service); service "" is for both."""
    rows = [(now, topic, ref, service) for topic, ref, service in events]
    if not rows:
        return
    with transaction.atomic():
        # One writer at a time: ids then become visible in their order, and a reader that
        # asks for "after 41" can't miss a 40 that was committed late.
        hold()
        insert(Event, ("at", "topic", "ref", "service"), rows)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"NOTIFY {CHANNEL}")


def forget_old() -> int:
    """Drops all but the last `KEEP` events; returns how many went."""
    last = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
    return Event.objects.filter(id__lte=last - KEEP).delete()[0]
