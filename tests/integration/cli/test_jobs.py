"""What the job process does every hour."""

from datetime import timedelta

import pytest

from kondusif.backbone.audit.models import Entry
from kondusif.backbone.privacy import registry
from kondusif.cli import backup, jobs
from tests import factories


@pytest.mark.django_db
def test_retention_goes_by_the_operations_clock_and_is_put_on_record(monkeypatch):
    factories.operation(
        clock="simulated", clock_real=factories.NOW, clock_shown=factories.NOW, clock_speed=0
    )
    asked = []

    def expire(now):
        asked.append(now)
        return 3

    kind = registry.Kind("uji", "for a test", "nobody", "72 hours", expire)
    monkeypatch.setattr(registry, "_kinds", {"uji": kind})
    assert jobs.expire() == {"uji": 3}
    assert asked == [factories.NOW]
    assert Entry.objects.get(action="privacy.expired").facts == {"uji": 3}


@pytest.mark.django_db
def test_nothing_over_its_time_leaves_no_record(monkeypatch):
    monkeypatch.setattr(registry, "_kinds", {})
    assert jobs.expire() == {}
    assert not Entry.objects.exists()


def test_only_the_newest_backups_stay(tmp_path):
    made = [backup.new_file(tmp_path, factories.NOW + timedelta(hours=i)) for i in range(5)]
    for file in (
        *made,
        tmp_path / "kondusif-by-hand.tar.gz",
        tmp_path / "before-migrate-1Z.tar.gz",
    ):
        file.touch()
    gone = backup.keep_only(tmp_path, 3)
    assert gone == made[:2]
    assert len(list(tmp_path.iterdir())) == 5


def test_a_backup_recurs_only_where_a_folder_is_named(settings, tmp_path):
    names = {chore.name for chore in jobs.chores()}
    assert "backup" not in names
    settings.ENVIRONMENT = settings.ENVIRONMENT.__class__(
        **{**settings.ENVIRONMENT.__dict__, "backup_to": str(tmp_path)}
    )
    assert "backup" in {chore.name for chore in jobs.chores()}
