"""Carrying out the time limits of what reports hold about people. `now` is the operation's time."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from kondusif.operation.models import Operation

from ..models import Caller, LogEntry, Report

KEEP_POSITIONS = timedelta(hours=72)


def expire_positions(now: datetime) -> int:
    """Erases senders' positions that are older than 72 hours; the station's own place stays."""
    old = Report.objects.filter(received_at__lt=now - KEEP_POSITIONS, lat__isnull=False)
    return old.update(lat=None, lon=None, position_erased=True)


def expire_texts(now: datetime) -> int:
    """Erases texts of reports and log lines, with their salts, of operations that have ended."""
    ended = _ended(now)
    reports = Report.objects.filter(operation__in=ended).exclude(salt="")
    lines = LogEntry.objects.filter(incident__operation__in=ended).exclude(salt="")
    return reports.update(text="", salt="") + lines.update(text="", salt="")


def expire_callers(now: datetime) -> int:
    return Caller.objects.filter(report__operation__in=_ended(now)).delete()[0]


def _ended(now: datetime) -> QuerySet[Operation]:
    return Operation.objects.filter(ended_at__isnull=False, ended_at__lte=now)
