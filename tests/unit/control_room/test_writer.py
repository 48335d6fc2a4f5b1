"""The writer groups what waits, survives a client that gives up and a parcel that can't be stored."""

import threading
from concurrent.futures import Future

import pytest

from kondusif.control_room.writer import GROUP, Full, Writer


class Stores:
    """Records what was stored together; the first call waits until `go` is set."""

    def __init__(self, fails=()):
        self.calls, self.fails = [], set(fails)
        self.started, self.go = threading.Event(), threading.Event()

    def __call__(self, submissions):
        self.calls.append(list(submissions))
        self.started.set()
        self.go.wait(10)
        if self.fails & set(submissions):
            raise ValueError("poison")
        return [("stored", s) for s in submissions]


@pytest.fixture
def make(monkeypatch):
    # No database here: what the writer asks of its connection goes nowhere.
    class Connection:
        def close(self): ...
        def close_if_unusable_or_obsolete(self): ...

    monkeypatch.setattr("kondusif.control_room.writer.connection", Connection())
    made = []

    def begin(stores, **options):
        writer = Writer(stores, **options)
        writer.start()
        made.append((writer, stores))
        return writer

    yield begin
    for writer, stores in made:
        stores.go.set()
        writer.stop()


def busy(make, **options):
    """A writer that is held in its first commit, so that what follows gathers."""
    stores = options.pop("stores", None) or Stores()
    writer = make(stores, **options)
    first = writer.submit(["first"])
    assert stores.started.wait(10)
    return writer, stores, first


def test_what_waits_is_committed_together_and_each_gets_its_own(make):
    writer, stores, first = busy(make)
    answers = [writer.submit([n, -n]) for n in range(1, 4)]
    stores.go.set()
    assert first.result(10) == [("stored", "first")]
    assert [a.result(10) for a in answers] == [[("stored", n), ("stored", -n)] for n in range(1, 4)]
    assert stores.calls[1:] == [[1, -1, 2, -2, 3, -3]]


def test_a_group_is_bounded(make):
    writer, stores, _ = busy(make)
    answers = [writer.submit(list(range(200))) for _ in range(4)]
    stores.go.set()
    assert all(len(a.result(10)) == 200 for a in answers)
    assert [len(call) for call in stores.calls] == [1, 400, 400]
    assert max(map(len, stores.calls)) <= GROUP


def test_a_request_given_up_is_not_written_and_the_writer_lives(make):
    writer, stores, first = busy(make)
    given_up, kept = writer.submit(["gone"]), writer.submit(["kept"])
    assert given_up.cancel()
    assert not first.cancel()  # it is being written
    stores.go.set()
    assert kept.result(10) == [("stored", "kept")]
    assert ["gone"] not in stores.calls
    assert "gone" not in [s for call in stores.calls for s in call]


def test_a_poisoned_parcel_fails_alone(make):
    stores = Stores(fails=["bad"])
    writer, stores, _ = busy(make, stores=stores)
    before, bad, after = writer.submit(["a"]), writer.submit(["bad"]), writer.submit(["b"])
    stores.go.set()
    assert before.result(10) == [("stored", "a")]
    with pytest.raises(ValueError, match="poison"):
        bad.result(10)
    assert after.result(10) == [("stored", "b")]


def test_beyond_its_limit_it_takes_nothing(make):
    writer, stores, _ = busy(make, limit=10)
    taken = writer.submit(list(range(10)))
    with pytest.raises(Full):
        writer.submit(["one more"])
    stores.go.set()
    assert len(taken.result(10)) == 10
    assert writer.submit(["later"]).result(10) == [("stored", "later")]


def test_stopping_finishes_what_was_taken(make):
    writer, stores, _ = busy(make)
    answer: Future = writer.submit(["last"])
    stores.go.set()
    writer.stop()
    assert answer.result(0) == [("stored", "last")]
