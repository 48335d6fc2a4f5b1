from django.db import models
from django.utils.translation import gettext_lazy as _


class Area(models.Model):
    """A place by its official (Kemendagri) code; codes nest by prefix: 35 > 35.09 > 35.09.12 > 35.09.12.2001."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("province")
        REGENCY = "regency", _("regency")
        DISTRICT = "district", _("district")
        VILLAGE = "village", _("village")

    code = models.CharField(primary_key=True, max_length=13)
    level = models.CharField(max_length=8, choices=Level.choices)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, blank=True)  # desa, kelurahan, kabupaten, kota
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    boundary = models.JSONField(null=True)  # GeoJSON geometry, where a file was loaded
    cell = models.JSONField(null=True)  # GeoJSON geometry computed from centroids, else
    active = models.BooleanField(default=True)  # False: a newer list leaves it out

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Station(models.Model):
    """A polling station (TPS). Its key is village and number; a newer list changes it, or marks it gone."""

    class Position(models.TextChoices):
        GIVEN = "given", _("from the list")
        ESTIMATED = "estimated", _("estimated")
        SYNTHETIC = "synthetic", _("synthetic")

    class Special(models.TextChoices):
        NONE = "", _("ordinary")
        PRISON = "prison", _("prison")
        HOSPITAL = "hospital", _("hospital")
        RELOCATION = "relocation", _("relocation camp")
        OTHER = "other", _("other special place")

    code = models.CharField(max_length=20, unique=True)  # 35.09.12.2001-004
    village = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="stations")
    number = models.PositiveIntegerField()
    voters = models.PositiveIntegerField()
    lat = models.FloatField()
    lon = models.FloatField()
    position = models.CharField(max_length=10, choices=Position.choices, default=Position.GIVEN)
    location = models.CharField(max_length=200, blank=True)  # building or yard, as the list says
    special = models.CharField(max_length=12, choices=Special.choices, blank=True)
    remote = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)
    active = models.BooleanField(default=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["village", "number"], name="station_key")]

    def __str__(self) -> str:
        return self.code


class Site(models.Model):
    """Another vulnerable point: KPU office, warehouse, a PPK, a box route."""

    class Kind(models.TextChoices):
        KPU = "kpu", _("KPU office")
        WAREHOUSE = "warehouse", _("logistics warehouse")
        PPK = "ppk", _("PPK office")
        PPS = "pps", _("PPS office")
        ROUTE = "route", _("ballot box route")

    code = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=120)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="sites")
    lat = models.FloatField()
    lon = models.FloatField()
    position = models.CharField(
        max_length=10, choices=Station.Position.choices, default=Station.Position.GIVEN
    )
    note = models.CharField(max_length=200, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One list that was loaded: what changed by it, and who loaded it."""

    kind = models.CharField(max_length=12)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    account = models.BigIntegerField(null=True)
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    gone = models.PositiveIntegerField()
    notes = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"
