from django.db import models
from django.utils.translation import gettext_lazy as _


class Run(models.Model):
    """A long piece of work that a person started and may watch or stop."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")

    kind = models.CharField(max_length=40)  # "deployment.solve"
    subject = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    fraction = models.FloatField(default=0)
    message = models.CharField(max_length=200, blank=True)
    started_by = models.BigIntegerField(null=True)
    service = models.CharField(max_length=10, blank=True)
    stop_wanted = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
