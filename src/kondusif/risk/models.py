from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kondusif.operation.models import Operation
from kondusif.places.models import Site, Station

GRADES = [
    ("less_vulnerable", _("less vulnerable")),
    ("vulnerable", _("vulnerable")),
    ("very_vulnerable", _("very vulnerable")),
    ("special", _("special")),
]
STATES = [("present", _("present")), ("absent", _("absent")), ("unknown", _("unknown"))]


class RiskModel(models.Model):
    """Criteria, points and cut-offs of one version, as the file was given. Never changed: a change is a new version."""

    name = models.CharField(max_length=60)
    version = models.CharField(max_length=60)
    content = models.TextField()  # TOML or JSON, see criteria.parse_model
    digest = models.CharField(max_length=64, unique=True)
    shipped = models.BooleanField(default=False)
    uploaded_by = models.BigIntegerField(null=True)  # account id
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="model_version")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Fact(models.Model):
    """What is known of one criterion at one place, with its source. Append-only: the latest row is the latest word."""

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="risk_facts")
    subject = models.CharField(max_length=30)  # code of a station, a site, or an area
    criterion = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=STATES)
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200)
    as_of = models.DateField(null=True)
    synthetic = models.BooleanField(default=False)
    recorded_by = models.BigIntegerField(null=True)  # account id; null: the machine
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["operation", "subject", "criterion"], name="fact_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.criterion} {self.state}"


class FlagFact(models.Model):
    """One of Bawaslu's indicators at one station; a newer list replaces state and source."""

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="flags")
    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="flags")
    indicator = models.PositiveSmallIntegerField()
    variable = models.CharField(max_length=12)
    state = models.CharField(max_length=8, choices=STATES)
    source = models.CharField(max_length=200)
    as_of = models.DateField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operation", "station", "indicator"], name="flag_of_station"
            )
        ]
        indexes = [
            models.Index(fields=["operation", "state", "variable", "station"], name="flag_variable")
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.indicator} {self.state}"


class Assessment(models.Model):
    """One run of a model over the lists and facts of its moment. A change of either is a new one; none is changed."""

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="assessments")
    number = models.PositiveIntegerField()
    model = models.ForeignKey(RiskModel, on_delete=models.PROTECT, related_name="assessments")
    digest = models.CharField(max_length=64)  # over model and every term
    at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)  # account id; null: the machine
    counts = models.JSONField(default=dict)  # computed grade -> stations

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["operation", "number"], name="assessment_number")
        ]

    def __str__(self) -> str:
        return f"{self.operation_id}/{self.number}"


class Score(models.Model):
    """What both kinds of place have: points, the interval that the unknown leaves open, the grades it allows."""

    grade = models.CharField(max_length=16, choices=GRADES)
    score = models.PositiveSmallIntegerField()
    low = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField()
    lowest = models.CharField(max_length=16, choices=GRADES)
    highest = models.CharField(max_length=16, choices=GRADES)
    missing = models.PositiveSmallIntegerField()
    terms = models.JSONField(default=list)  # scoring.pack, in the order of the model's criteria

    class Meta:
        abstract = True


class Grading(Score):
    """A station's computed grade in one assessment; immutable."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="gradings")
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="gradings")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "station"], name="grading_of_station")
        ]
        indexes: ClassVar = [models.Index(fields=["assessment", "grade"], name="grading_grade")]

    def __str__(self) -> str:
        return f"{self.station_id} {self.grade}"


class SiteGrading(Score):
    """Another vulnerable point's computed grade in one assessment; immutable."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="site_gradings"
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="gradings")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "site"], name="grading_of_site")
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.grade}"


class Override(models.Model):
    """A grade that a person proposes instead of the computed one; it counts once a second person confirms it.

    An empty grade goes back to the computed one. `computed` is what the model said at the time: when the model says
    something else later, the override still counts, and is shown as stale.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        SUPERSEDED = "superseded", _("superseded")

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="overrides")
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="overrides")
    grade = models.CharField(max_length=16, choices=GRADES, blank=True)
    computed = models.CharField(max_length=16, choices=GRADES)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField(max_length=500, blank=True)  # may name persons: sealed in the record
    salt = models.CharField(max_length=32, blank=True)
    proposed_by = models.BigIntegerField()  # account id
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["operation", "station"],
                condition=models.Q(state="proposed"),
                name="one_open_override",
            ),
            models.UniqueConstraint(
                fields=["operation", "station"],
                condition=models.Q(state="confirmed"),
                name="one_confirmed_override",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.grade} {self.state}"
