"""What was acknowledged is kept: by a backup taken under load, and by the database when the server is killed."""

import time

import pytest

from tests.integration.cli.installation import burst, wait_for_answers

pytestmark = pytest.mark.slow


def test_a_backup_under_load_holds_everything_acknowledged_before_it(installations, tmp_path):
    source = installations("source", "seeded")
    photo = source.folder / "files" / "photos" / "1.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"picture")
    source.serve()
    phones, stopping = burst(source, 6)
    wait_for_answers(phones, 200)
    began = time.monotonic()
    file = tmp_path / "b.tar.gz"
    made = source.run("backup", "--to", str(file))
    assert made.code == 0, made.err
    ended = time.monotonic()
    stopping.set()
    for phone in phones:
        phone.join()
    source.stop()
    answered = [moment for phone in phones for moment in phone.answered]
    assert any(began < at < ended for _, at in answered), "reports came in while it was made"
    assert all(phone.refused == [] for phone in phones)

    target = installations("target")
    restored = target.run("restore", str(file), "--json")
    assert restored.code == 0, restored.err
    stored = target.stored()
    before = {pk for pk, at in answered if at <= began}
    assert before <= set(stored["reports"])
    assert set(stored["reports"]) <= set(source.stored()["reports"])
    assert stored["records"] == {f"report:{pk}": 1 for pk in stored["reports"]}
    assert target.run("audit", "verify").code == 0
    assert (target.folder / "files" / "photos" / "1.jpg").read_bytes() == b"picture"


def test_a_killed_server_has_every_acknowledged_report_exactly_once(installations):
    """kill -9 in the middle of a burst, then a new start on the same database."""
    installation = installations("one", "seeded")
    installation.serve()
    phones, _ = burst(installation, 8)
    wait_for_answers(phones, 300)
    installation.crash()
    for phone in phones:
        phone.join()
    installation.serve()
    stored = installation.stored()
    acknowledged = {pk for phone in phones for pk, _ in phone.answered}
    assert acknowledged <= set(stored["reports"])
    assert stored["records"] == {f"report:{pk}": 1 for pk in stored["reports"]}
    assert installation.run("audit", "verify").code == 0
