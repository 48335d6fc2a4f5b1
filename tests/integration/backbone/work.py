"""Work for the job process in tests."""

from django_tasks import task

counted = 0


@task()
def count() -> None:
    global counted
    counted += 1


@task()
def fail() -> None:
    raise RuntimeError("no luck")
