from django.db import models
from django.utils.translation import gettext_lazy as _

from kondusif.backbone.jobs.models import Run
from kondusif.operation.models import Operation, StrengthFigure
from kondusif.people.models import SWORN, Officer, Unit
from kondusif.places.models import Area, Site, Station

from .rules import PlanState

STATE_NAMES = {
    PlanState.DRAFT: _("draft"),
    PlanState.SOLVING: _("being solved"),
    PlanState.SOLVED: _("solved"),
    PlanState.INFEASIBLE: _("not possible"),
    PlanState.PUBLISHED: _("published"),
    PlanState.REPLACED: _("replaced"),
    PlanState.WITHDRAWN: _("withdrawn"),
}


class Doctrine(models.Model):
    """How stations are guarded, as the TOML text of `docs/reference/doctrine.md`. Never changed: a new text is a new
    version."""

    name = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    source = models.CharField(max_length=300, blank=True)
    notes = models.TextField(blank=True)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    created_by = models.BigIntegerField(null=True)  # account id; null: the machine itself
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="doctrine_version"),
            models.UniqueConstraint(fields=["name", "sha256"], name="doctrine_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class Plan(models.Model):
    """Teams to stations for one operation: what it was asked with, what came out, and what became of it."""

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="plans")
    number = models.PositiveIntegerField()
    doctrine = models.ForeignKey(Doctrine, on_delete=models.PROTECT, related_name="plans")
    strength = models.ForeignKey(StrengthFigure, null=True, on_delete=models.SET_NULL)
    strength_value = models.PositiveIntegerField()  # as it stood when the plan was made
    share_elsewhere = models.FloatField()
    budget = models.PositiveIntegerField()  # officers for polling stations
    assessment = models.BigIntegerField(null=True)  # the risk assessment whose grades it used
    grades_label = models.CharField(max_length=120, blank=True)
    seed = models.PositiveIntegerField(default=1)
    seconds_allowed = models.FloatField(default=5)
    state = models.CharField(
        max_length=10, choices=list(STATE_NAMES.items()), default=PlanState.DRAFT
    )
    run = models.ForeignKey(Run, null=True, on_delete=models.SET_NULL)
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True)
    published_by = models.BigIntegerField(null=True)
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    stations = models.PositiveIntegerField(null=True)
    teams = models.PositiveIntegerField(null=True)
    officers = models.PositiveIntegerField(null=True)
    objective = models.FloatField(null=True)
    lower_bound = models.FloatField(null=True)
    gap = models.FloatField(null=True)
    value_of_one_more_team = models.FloatField(null=True)
    seconds = models.FloatField(null=True)
    stopped_by = models.CharField(max_length=30, blank=True)
    shortage = models.JSONField(default=list)
    relaxations = models.JSONField(default=list)
    problem = models.CharField(max_length=300, blank=True)  # why the last solve gave nothing

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["operation", "number"], name="plan_number"),
            models.UniqueConstraint(
                fields=["operation"],
                condition=models.Q(state="published"),
                name="one_published_plan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class PlanProof(models.Model):
    """The certificate of a plan and what the independent checker said about it."""

    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, related_name="proof")
    certificate = models.JSONField()
    verdict = models.JSONField()
    passed = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.plan} {self.passed}"


class PlanTeam(models.Model):
    """A team: a class within a village, based at one of its stations."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="plan_teams")
    number = models.PositiveIntegerField()
    village = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    class_name = models.CharField(max_length=60)
    base = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    officers = models.PositiveSmallIntegerField()
    size = models.PositiveSmallIntegerField()  # stations
    walking_minutes = models.FloatField()  # one way from the base to each station, summed

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_team_number")]

    def __str__(self) -> str:
        return f"{self.number}"


class TeamStation(models.Model):
    """A station of a team, with the position and grade that the plan was made with."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="team_stations")
    team = models.ForeignKey(PlanTeam, on_delete=models.CASCADE, related_name="members")
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    grade = models.CharField(max_length=20)
    lat = models.FloatField()
    lon = models.FloatField()
    position = models.CharField(max_length=10, choices=Station.Position.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "station"], name="station_once")]

    def __str__(self) -> str:
        return f"{self.station_id}"


class Posting(models.Model):
    """Where one officer stands under one plan. Their own service makes and releases it."""

    class Kind(models.TextChoices):
        STATION = "station", _("polling stations")
        KPU = "kpu", _("KPU office")
        WAREHOUSE = "warehouse", _("logistics warehouse")
        PPK = "ppk", _("PPK office")
        HEADQUARTERS = "headquarters", _("headquarters and control room")
        SECTOR = "sector", _("Polsek sector")
        RESERVE = "reserve", _("reserve")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="postings")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="postings")
    service = models.CharField(max_length=10, choices=SWORN)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    team = models.ForeignKey(PlanTeam, null=True, on_delete=models.CASCADE, related_name="postings")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    sector = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    km_from_home = models.FloatField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["plan", "officer"], name="officer_once")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.kind}"


class Release(models.Model):
    """The act by which a command shows its people their posts. Without it an officer sees nothing."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="releases")
    service = models.CharField(max_length=10, choices=SWORN)
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)  # account id

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "service"], name="released_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.service}"
