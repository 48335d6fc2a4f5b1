from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kondusif.backbone.accounts.rules import Service
from kondusif.places.models import Area

SWORN = [(Service.POLICE.value, _("Police")), (Service.ARMY.value, _("Army"))]


class Unit(models.Model):
    """A unit in its service's own tree: Polres > Polsek, Kodim > Koramil."""

    class Kind(models.TextChoices):
        POLRES = "polres", "Polres"
        FUNCTION = "function", _("function at headquarters")
        POLSEK = "polsek", "Polsek"
        KODIM = "kodim", "Kodim"
        KORAMIL = "koramil", "Koramil"
        OTHER = "other", _("other")

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    service = models.CharField(max_length=10, choices=SWORN)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="units")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """BKO: strength of one service under the operational control of the other, from a day to a day."""

    service = models.CharField(max_length=10, choices=SWORN)
    strength = models.PositiveIntegerField()
    since = models.DateField()
    until = models.DateField(null=True)
    basis = models.CharField(max_length=200)  # the document or statement it rests on
    synthetic = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.strength} {self.service}"


class Officer(models.Model):
    """A member of one of the two services. Names are personal data; the record keeps the id."""

    service_number = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=120)
    rank = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="officers")
    service = models.CharField(max_length=10, choices=SWORN)
    phone = models.CharField(max_length=20, blank=True)
    attachment = models.ForeignKey(
        Attachment, null=True, on_delete=models.SET_NULL, related_name="officers"
    )
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="officer"
    )
    synthetic = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["service_number"]

    def __str__(self) -> str:
        return self.name
