from django.db import models

from kondusif.operation.models import Operation
from kondusif.people.models import SWORN
from kondusif.places.models import Area, Station

from .rules import State


class Report(models.Model):
    """What somebody reported, once, whatever the channel. The id is the sender's own.

    `text` may hold personal data: the record's chain holds only its seal (`salt`). Text and salt, and the position,
    are erased when their time is over; what, where (station) and when stay.
    """

    id = models.UUIDField(primary_key=True)
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, db_index=False)
    sequence = models.BigIntegerField(unique=True)  # its place in the record
    receipt = models.CharField(max_length=40)
    station = models.ForeignKey(Station, null=True, on_delete=models.PROTECT, db_index=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=40)
    severity = models.PositiveSmallIntegerField()
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    skew = models.CharField(max_length=6, blank=True)
    how = models.CharField(max_length=8, blank=True)
    text = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    position_erased = models.BooleanField(default=False)
    account = models.BigIntegerField(null=True)
    service = models.CharField(max_length=10)
    channel = models.CharField(max_length=10)

    class Meta:
        indexes = [
            models.Index(fields=["station", "kind", "occurred_at"], name="report_station"),
            models.Index(fields=["account", "sequence"], name="report_account"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.station_id or self.area_id}"


class Caller(models.Model):
    """Who of the public called: seen by police operators only, erased when the operation ends."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="caller")
    contact = models.CharField(max_length=120, blank=True)
    salt = models.CharField(max_length=32, blank=True)

    def __str__(self) -> str:
        return f"caller of {self.report_id}"


class Incident(models.Model):
    """A disturbance that somebody answers for. Its state changes by `rules.TRANSITIONS` only."""

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="incidents")
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="incident")
    kind = models.CharField(max_length=40)
    severity = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in State], default=State.NEW
    )
    lead = models.CharField(max_length=10, choices=SWORN)
    owner = models.BigIntegerField(null=True)  # account id
    station = models.ForeignKey(Station, null=True, on_delete=models.PROTECT)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="incidents")
    lat = models.FloatField()
    lon = models.FloatField()
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-severity", "opened_at", "id"]
        indexes = [models.Index(fields=["operation", "state"], name="incident_state")]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"


class LogEntry(models.Model):
    """One line of an incident's log. Appended, never changed: a correction strikes a line through and adds one."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="log")
    act_id = models.UUIDField(
        null=True, unique=True
    )  # made by the screen: pressed twice, done once
    at = models.DateTimeField()
    account = models.BigIntegerField(null=True)  # null: the machine
    service = models.CharField(max_length=10)
    act = models.CharField(max_length=12)
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12, blank=True)
    text = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)
    shared = models.BooleanField(default=False)  # the other service may read the text
    struck_at = models.DateTimeField(null=True)
    struck_by = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.act}"
