from django.db import models


class Entry(models.Model):
    """One link of the chain. Facts and opaque ids only: personal data lives in the rooms' own tables, so that
    erasing a person leaves the chain whole. Triggers refuse UPDATE and DELETE (migration 0002)."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.BigIntegerField(null=True)  # account id; null: the machine itself
    service = models.CharField(max_length=10)
    action = models.CharField(max_length=60)
    subject = models.CharField(
        max_length=120, db_index=True
    )  # "incident:41", "station:35.09.12.2001/4"
    facts = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.subject}"
