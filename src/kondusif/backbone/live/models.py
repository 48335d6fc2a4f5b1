from django.db import models


class Event(models.Model):
    """ "Something changed": ids only, no content. Screens fetch what they may see."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    topic = models.CharField(max_length=40)  # "incident", "report", "plan", "job"...
    ref = models.CharField(max_length=80)
    service = models.CharField(max_length=10, blank=True)  # "" for both, else who may hear of it

    def __str__(self) -> str:
        return f"{self.id} {self.topic}:{self.ref}"
