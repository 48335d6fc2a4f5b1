from django.db import models
from django.utils.translation import gettext_lazy as _

from kondusif.people.models import SWORN, Officer
from kondusif.places.models import Area


class Operation(models.Model):
    """One election kept peaceful in one regency, with its own clock. An exercise is an operation of its own."""

    class Kind(models.TextChoices):
        REAL = "real", _("operation")
        DEMO = "demo", _("simulation")
        EXERCISE = "exercise", _("exercise")

    class Clock(models.TextChoices):
        REAL = "real", _("real time")
        SIMULATED = "simulated", _("simulated time")

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    regency = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="operations")
    zone = models.CharField(max_length=40, default="Asia/Jakarta")
    vote_day = models.DateField()
    clock = models.CharField(max_length=10, choices=Clock.choices, default=Clock.REAL)
    clock_real = models.DateTimeField(null=True)  # machine time at the anchor
    clock_shown = models.DateTimeField(null=True)  # simulated time at the anchor
    clock_speed = models.FloatField(default=1.0)
    share_elsewhere = models.FloatField(
        default=0.33
    )  # of the police kept for other posts than stations
    linmas_per_station = models.PositiveSmallIntegerField(default=2)  # counted, not posted by us
    current = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["current"], condition=models.Q(current=True), name="one_current_operation"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Stage(models.Model):
    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="stages")
    name = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160, blank=True)
    start = models.DateField()
    end = models.DateField()
    who = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["start", "end", "id"]

    def __str__(self) -> str:
        return self.name


class StrengthFigure(models.Model):
    """A number that somebody stated, with its source. Two sources may disagree: both stay."""

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="strength")
    key = models.CharField(max_length=40)  # joint, police, army_attached, linmas, stations, voters
    value = models.PositiveIntegerField()
    what = models.CharField(max_length=160)
    what_en = models.CharField(max_length=160, blank=True)
    source = models.CharField(max_length=300)
    as_of = models.DateField(null=True)
    used = models.BooleanField(default=False)  # the one this operation plans with

    class Meta:
        ordering = ["key", "-used", "-as_of", "id"]

    def __str__(self) -> str:
        return f"{self.key} {self.value}"


class Position(models.Model):
    """A chair in the operation's own tree. Who sits in it is a `Holding`."""

    class Kind(models.TextChoices):
        CHIEF = "kaops", _("Chief of operation (Kaops)")
        CONTROL = "karendalops", _("Head of control (Karendalops)")
        TASK_FORCE = "satgas", _("Task force")
        SECTOR = "padal", _("Sector leader (Padal)")
        LIAISON = "dansatgas_tni", _("Commander of attached soldiers")

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="positions")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    name = models.CharField(max_length=120)  # "Satgas Preventif", "Padal Silo"
    service = models.CharField(max_length=10, choices=SWORN)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class Holding(models.Model):
    """Who sits in a position, from when to when; ended, never erased."""

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="holdings")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="holdings")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.position} {self.officer}"


class Delegation(models.Model):
    """A deputy for a time, by a recorded act of the holder's own command."""

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="delegations")
    deputy = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="delegations")
    since = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=200)
    recorded_by = models.BigIntegerField()  # account id
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.position} {self.deputy}"


class Signal(models.Model):
    """A fact that rooms above leave for rooms below or beside them: append-only."""

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="signals")
    at = models.DateTimeField()
    kind = models.CharField(max_length=30)  # incident_grade, plan_published, village_temperature
    subject = models.CharField(max_length=80)
    area = models.CharField(max_length=13, blank=True)
    value = models.FloatField(default=0)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
