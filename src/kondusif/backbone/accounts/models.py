from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from .rules import Actor, Role, Service

ROLE_NAMES = {
    Role.COMMANDER: _("Commander"),
    Role.PLANNER: _("Planner"),
    Role.OPERATOR: _("Operator"),
    Role.SECTOR_LEADER: _("Sector leader"),
    Role.OFFICER: _("Officer"),
    Role.COMMUNITY_OFFICER: _("Community officer"),
    Role.LOGISTICS: _("Logistics"),
    Role.TRAINER: _("Trainer"),
    Role.PUBLIC_RELATIONS: _("Public relations"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
}
SERVICE_NAMES = {
    Service.POLICE: _("Police"),
    Service.ARMY: _("Army"),
    Service.NONE: _("Neither service"),
}


class Account(AbstractBaseUser):
    """A person's way in. The name is personal data; the id is what the record keeps."""

    username = models.CharField(_("user name"), max_length=60, unique=True)
    display_name = models.CharField(_("name shown"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=list(ROLE_NAMES.items()))
    service = models.CharField(_("service"), max_length=10, choices=list(SERVICE_NAMES.items()))
    area = models.CharField(_("area code"), max_length=13, blank=True)
    service_number = models.CharField(_("service number"), max_length=30, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name", "role", "service"]
    objects = BaseUserManager["Account"]()

    def __str__(self) -> str:
        return self.display_name

    @property
    def actor(self) -> Actor:
        return Actor(self.pk, Role(self.role), Service(self.service), self.area)


class ApiToken(models.Model):
    """A bearer token of a phone or another system; only its digest is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label
