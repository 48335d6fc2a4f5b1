"""Makes `.venv` fit what the working tree asks for, and only what changed.

uv where it is on PATH, else venv and pip. A full installation that was interrupted leaves a marker and is begun again
from nothing: half-copied packages look installed to pip. Two starts at once wait for each other.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher import stamp as stamps
from launcher.console import Teller

MARKER = "kondusif-unfinished"
WHOLE = {"dependencies", "development"}


class CannotPrepare(Exception):
    """The sentence says what is missing and what to do."""


def environment(root: Path, teller: Teller, asked: Collection[str] = ()) -> Path:
    """The Python of an environment that fits `root`; made, repaired or left alone.

    `asked` names optional parts: "development" (the test tools), "engines" (compiled).
    """
    python = root / ".venv" / "bin" / "python"
    if not _missing(root, asked):
        return python
    with _alone(root / "var" / "prepare.lock", teller):
        parts = _missing(root, asked)  # another start may have done it meanwhile
        if parts:
            _make(root, python, parts, teller, asked)
    return python


def _missing(root: Path, asked: Collection[str]) -> set[str]:
    venv = root / ".venv"
    have = stamps.read(venv) if (venv / "bin" / "python").exists() else stamps.Stamp()
    return stamps.missing(have, stamps.of_sources(root), root, asked)


def _make(
    root: Path, python: Path, parts: set[str], teller: Teller, asked: Collection[str]
) -> None:
    venv = python.parent.parent
    have, want = stamps.read(venv), stamps.of_sources(root)
    work = Work(root, python, teller)
    if parts & WHOLE:
        have = stamps.Stamp()
        work.install(development="development" in asked)
    else:
        work.rebuild(parts)
    if "engines" in parts:
        work.warm_up()
    stamps.write(venv, stamps.after(have, want, asked))


class Work:
    """The steps of one preparation."""

    def __init__(self, root: Path, python: Path, teller: Teller) -> None:
        self.root, self.python, self.teller = root, python, teller
        self.venv = python.parent.parent
        self.log = root / "var" / "prepare.log"
        self.uv = shutil.which("uv")

    def install(self, *, development: bool) -> None:
        self._fresh_environment()
        project = tomllib.loads((self.root / "pyproject.toml").read_text())
        self.teller.step("tools")
        # hatchling asks for `editables` only once it builds in place.
        self._install([*project["build-system"]["requires"], "editables"])
        self.teller.step("install")
        tools = project["dependency-groups"]["dev"] if development else []
        self._install(["--no-build-isolation", "-e", str(self.root), *tools])
        (self.venv / MARKER).unlink()

    def rebuild(self, parts: set[str]) -> None:
        """Only the bundle or the translations changed: no download unless npm's lock file did."""
        built = "packages" in parts or not (self.root / "web" / "node_modules").exists()
        if parts & {"packages", "web"}:
            self.teller.step("packages" if built else "web")
            call = "bundle(Path('web'))" if built else "node('build.mjs', cwd=Path('web'))"
            self._hook(call)
        if "messages" in parts:
            self.teller.step("messages")
            self._hook("compile_messages(Path('src'))")

    def warm_up(self) -> None:
        self.teller.step("warm")
        code = "from kondusif.engines.stationing.warmup import warm_up; warm_up()"
        self._run([str(self.python), "-c", code])

    def _hook(self, call: str) -> None:
        code = f"import sys; sys.path.insert(0, '.'); from hatch_build import *; {call}"
        self._run([str(self.python), "-c", code])

    def _fresh_environment(self) -> None:
        if (self.venv / MARKER).exists() or not _works(self.python):
            shutil.rmtree(self.venv, ignore_errors=True)
        (self.venv / stamps.NAME).unlink(missing_ok=True)
        if not self.venv.exists():
            self.teller.step("environment")
            self._make_venv()
        (self.venv / MARKER).touch()

    def _make_venv(self) -> None:
        if self.uv:
            self._run([self.uv, "venv", "--python", sys.executable, str(self.venv)])
            return
        try:
            import ensurepip  # noqa: F401
            import venv  # noqa: F401
        except ImportError:
            raise CannotPrepare(
                f"This Python ({sys.executable}) comes without its venv module. "
                "Install it (Debian, Ubuntu: apt install python3-venv) and start again."
            ) from None
        self._run([sys.executable, "-m", "venv", str(self.venv)])

    def _install(self, what: list[str]) -> None:
        constraints = ["-c", str(self.root / "constraints.txt")]
        if self.uv:
            line = [self.uv, "pip", "install", "--python", str(self.python), *constraints, *what]
        else:
            quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
            line = [str(self.python), "-m", "pip", "install", *quiet, *constraints, *what]
        self._run(line)

    def _run(self, line: list[str]) -> None:
        """Runs `line` in the root; its last words go to the teller, all of them to the log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("a") as log:
            log.write(f"$ {' '.join(line)}\n")
            last = self._follow(line, log)
        if last is not None:
            raise CannotPrepare(
                f"Preparation stopped at: {' '.join(line[:4])} ...\n{last}\n"
                f"The whole output is in {self.log}. Without a network, connect once and start again."
            )

    def _follow(self, line, log) -> str | None:
        """None when it went well, else its last lines."""
        environ = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH")}
        tail: list[str] = []
        with subprocess.Popen(
            line,
            cwd=self.root,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process:
            try:
                for text in process.stdout or ():
                    log.write(text)
                    tail = [*tail[-19:], text.rstrip()]
                    self.teller.detail(text)
            except BaseException:  # stopped: the tool must not go on without the lock
                process.terminate()
                raise
        return "\n".join(tail) if process.returncode else None


def _works(python: Path) -> bool:
    """Whether this environment's Python runs and is the version that asks."""
    if not python.exists():
        return False
    code = "import sys; print(sys.version_info[:2], sys.prefix)"
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=False)
    expected = f"{tuple(sys.version_info[:2])} {python.parent.parent}"
    return done.returncode == 0 and done.stdout.strip() == expected


@contextmanager
def _alone(path: Path, teller: Teller) -> Iterator[None]:
    """Holds the lock file; says so while another start holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            teller.detail("Another start is preparing the environment; waiting for it.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
