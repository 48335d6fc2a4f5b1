"""The demo keeps to itself: its own folder, its own database, one at a time."""

import json

import pytest

from kondusif.backbone.accounts.rules import Role, Service
from kondusif.cli import demo, demo_accounts, demo_data


@pytest.fixture
def environ(monkeypatch, tmp_path):
    values = {
        "KONDUSIF_DEMO_DATA": str(tmp_path / "demo"),
        "KONDUSIF_DATA": "/srv/real",
        "KONDUSIF_DEMO": "no",
        "DATABASE_URL": "postgresql://real/operation",
        "KONDUSIF_TLS_CERT": "c.pem",
        "KONDUSIF_BACKUP_TO": "/mnt/real",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return demo.os.environ


def test_nothing_of_a_real_server_reaches_it(environ, tmp_path):
    folder = demo.prepare_environment()
    assert folder == tmp_path / "demo"
    assert (environ["KONDUSIF_DATA"], environ["KONDUSIF_DEMO"]) == (str(folder), "yes")
    assert not [name for name in demo.NOT_FOR_A_DEMO if name in environ]


def test_a_second_demo_on_the_same_folder_is_refused(tmp_path):
    with (
        demo.only_demo_of(tmp_path),
        pytest.raises(demo.AlreadyRunning, match="already running"),
        demo.only_demo_of(tmp_path),
    ):
        pass
    with demo.only_demo_of(tmp_path):
        pass  # free again


def test_beginning_again_takes_only_its_own_files(tmp_path):
    for name in ("kondusif.sqlite3", "kondusif.sqlite3-wal", "complete", "clock.txt", "mine.txt"):
        (tmp_path / name).touch()
    (tmp_path / "files" / "photos").mkdir(parents=True)
    assert demo_data.is_complete(tmp_path)
    demo_data.wipe(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    assert not demo_data.is_complete(tmp_path)


def test_every_role_has_an_account_and_both_services_their_commander():
    assert {chair.role for chair in demo_accounts.CHAIRS} == set(Role)
    commanders = {c.service for c in demo_accounts.CHAIRS if c.role == Role.COMMANDER}
    assert commanders == {Service.POLICE, Service.ARMY}
    names = [chair.username for chair in demo_accounts.CHAIRS]
    assert len(names) == len(set(names))


def test_passwords_are_kept_for_their_owner_only(tmp_path):
    file = tmp_path / "accounts.json"
    demo_accounts._keep(file, [{"username": "uji", "password": "x", "who": "y"}])
    assert file.stat().st_mode & 0o777 == 0o600
    assert demo_accounts.read(tmp_path)[0]["username"] == "uji"


def test_the_announcement_is_stamped_and_ends_with_ready():
    accounts = [{"username": "uji", "password": "padi-01", "who": "planner"}]
    lines = demo.announcement("http://127.0.0.1:8765", accounts).splitlines()
    assert "SIMULASI - BUKAN KEJADIAN NYATA" in lines
    assert [line.split()[:2] for line in lines if "uji" in line] == [["uji", "padi-01"]]
    assert lines[-1] == "ready http://127.0.0.1:8765"


def test_progress_is_json_for_the_launcher_and_words_without_it(tmp_path, capsys):
    file = tmp_path / "pipe"
    with file.open("w") as pipe:
        progress = demo.Progress(pipe)
        progress.step("lists")
        progress.detail("stations: 4046")
    told = [json.loads(line) for line in file.read_text().splitlines()]
    assert told == [{"step": "lists"}, {"detail": "stations: 4046"}]
    alone = demo.Progress(None)
    alone.step("lists")
    alone.ready()
    assert capsys.readouterr().err == "lists\n"
