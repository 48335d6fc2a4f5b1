"""Preparation repairs what was interrupted, and two starts at once make it once."""

import threading
from pathlib import Path

import pytest
from launcher import prepare, stamp


class Silent:
    def __init__(self):
        self.steps, self.details = [], []

    def step(self, name):
        self.steps.append(name)

    def detail(self, text):
        self.details.append(text)


@pytest.fixture
def root(tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\n[dependency-groups]\ndev = ["tool"]\n'
    )
    (tmp_path / "constraints.txt").write_text("")
    built = tmp_path / "src/kondusif/site/static/built"
    built.mkdir(parents=True)
    (built / "shell.js").write_text("")
    return tmp_path


@pytest.fixture
def ran(monkeypatch):
    """What would have been run; making the venv makes its Python file."""
    lines = []

    def run(self, line):
        lines.append(line)
        if "venv" in line:
            self.python.parent.mkdir(parents=True)
            self.python.write_text("")

    monkeypatch.setattr(prepare.Work, "_run", run)
    monkeypatch.setattr(prepare, "_works", lambda python: python.exists())
    monkeypatch.setattr(prepare.shutil, "which", lambda name: None)
    return lines


def test_a_first_start_makes_everything_and_a_second_nothing(root, ran):
    python = prepare.environment(root, Silent())
    assert python == root / ".venv/bin/python"
    assert any("venv" in line for line in ran)
    assert any("-e" in line and str(root) in line for line in ran)
    ran.clear()
    prepare.environment(root, Silent())
    assert ran == []


def test_the_tools_of_developers_come_only_when_asked_for(root, ran):
    prepare.environment(root, Silent())
    assert not any("tool" in line for line in ran)
    prepare.environment(root, Silent(), {"development"})
    assert any("tool" in line for line in ran)


def test_an_interrupted_installation_is_begun_again_from_nothing(root, ran):
    prepare.environment(root, Silent())
    half = root / ".venv" / "half-copied"
    half.touch()
    (root / ".venv" / prepare.MARKER).touch()
    (root / ".venv" / stamp.NAME).unlink()
    prepare.environment(root, Silent())
    assert not half.exists()
    assert not (root / ".venv" / prepare.MARKER).exists()


def test_a_failure_leaves_the_marker_and_no_stamp(root, ran, monkeypatch):
    def fail(self, what):
        raise prepare.CannotPrepare("no network")

    monkeypatch.setattr(prepare.Work, "_install", fail)
    with pytest.raises(prepare.CannotPrepare, match="no network"):
        prepare.environment(root, Silent())
    assert (root / ".venv" / prepare.MARKER).exists()
    assert stamp.read(root / ".venv") == stamp.Stamp()


def test_two_starts_at_once_install_once(root, ran):
    starts = [threading.Thread(target=prepare.environment, args=(root, Silent())) for _ in range(3)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert sum("venv" in line for line in ran) == 1


def test_uv_is_used_where_it_is_on_the_path(root, ran, monkeypatch):
    monkeypatch.setattr(prepare.shutil, "which", lambda name: "/somewhere/uv")
    prepare.environment(root, Silent())
    assert all(line[0] == "/somewhere/uv" for line in ran)


def test_a_missing_venv_module_is_explained(root, monkeypatch):
    monkeypatch.setattr(prepare.shutil, "which", lambda name: None)
    monkeypatch.setitem(prepare.sys.modules, "ensurepip", None)
    with pytest.raises(prepare.CannotPrepare, match="python3-venv"):
        prepare.environment(root, Silent())


def test_output_goes_to_the_log_and_a_failure_quotes_its_end(root):
    work = prepare.Work(root, root / ".venv/bin/python", Silent())
    with pytest.raises(prepare.CannotPrepare, match="the last words"):
        work._run(["sh", "-c", "echo the last words; exit 3"])
    assert "the last words" in Path(work.log).read_text()
    assert work.teller.details == ["the last words\n"]


def test_a_stop_ends_the_tool_too(root):
    """Else it would go on writing into an environment that the next start already repairs."""

    class Stopping(Silent):
        def detail(self, text):
            self.pid = int(text)
            raise SystemExit(143)

    teller = Stopping()
    work = prepare.Work(root, root / ".venv/bin/python", teller)
    with pytest.raises(SystemExit):
        work._run(["sh", "-c", "echo $$; exec sleep 60"])
    assert not Path(f"/proc/{teller.pid}").exists()
