"""The job process: queued work runs once, chores recur, and what a dead process left is closed."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from kondusif.backbone.jobs import services, worker
from kondusif.backbone.jobs.models import Run
from kondusif.backbone.live.models import Event
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


class Times:
    """Says stop after `rounds` looks."""

    def __init__(self, rounds):
        self.left = rounds

    def __call__(self):
        self.left -= 1
        return self.left < 0


def queued(task_path, **changes):
    values = {
        "args_kwargs": {"args": [], "kwargs": {}},
        "task_path": task_path,
        "backend_name": "default",
        "run_after": NOW - timedelta(days=1),
    }
    return DBTaskResult.objects.create(**(values | changes))


def test_queued_work_runs_and_a_failure_is_kept(monkeypatch):
    done = queued("tests.integration.backbone.work.count")
    broken = queued("tests.integration.backbone.work.fail")
    from tests.integration.backbone import work

    work.counted = 0
    assert worker.run_ready() == 2
    done.refresh_from_db()
    broken.refresh_from_db()
    assert (done.status, work.counted) == ("SUCCESSFUL", 1)
    assert (broken.status, "no luck" in broken.traceback) == ("FAILED", True)
    assert worker.run_ready() == 0


def test_what_a_dead_process_left_running_is_closed_and_can_be_begun_again():
    run, _ = services.begin("uji", "1", None, now=NOW)
    services.progress(run.pk, 0.5)
    lost = queued("tests.integration.backbone.work.count", status="RUNNING")
    assert worker.close_lost(NOW) == 1
    run.refresh_from_db()
    lost.refresh_from_db()
    assert (run.state, run.message, run.ended_at) == (Run.State.FAILED, worker.LOST, NOW)
    assert lost.status == "FAILED"
    assert Event.objects.filter(topic="job", ref=str(run.pk)).exists()
    again, new = services.begin("uji", "1", None, now=NOW)
    assert new
    assert again.pk != run.pk


def test_a_run_that_still_waits_is_left_alone():
    run, _ = services.begin("uji", "1", None, now=NOW)
    assert worker.close_lost(NOW) == 0
    run.refresh_from_db()
    assert run.state == Run.State.WAITING


def test_chores_recur_and_one_that_fails_stops_no_other(caplog):
    log = []

    def fail():
        log.append("fail")
        raise RuntimeError("no disk")

    chores = [
        worker.Chore("broken", 0.0, fail),
        worker.Chore("whole", 0.0, lambda: log.append("whole")),
        worker.Chore("later", 3600.0, lambda: log.append("later"), first=1.0),
    ]
    worker.work(chores, Times(3), pause=0)
    assert log == ["fail", "whole"] * 3
    assert "broken" in caplog.text
