"""What the demo's database holds, made once by the same services that a district uses."""

import shutil
from collections.abc import Callable
from pathlib import Path

from kondusif.backbone import clock
from kondusif.cli import demo_accounts
from kondusif.cli.setup import migrate

Tell = Callable[[str], None]
EXAMPLE = Path(__file__).resolve().parents[3] / "example_data" / "jember"
DONE = "complete"
DATABASE = ("kondusif.sqlite3", "kondusif.sqlite3-wal", "kondusif.sqlite3-shm")


def is_complete(folder: Path) -> bool:
    """Whether an earlier start loaded everything; one that was interrupted didn't."""
    return (folder / DONE).exists()


def wipe(folder: Path) -> None:
    """Takes the demo's own files away, and nothing else that may lie in the folder."""
    for name in (DONE, "accounts.json", "clock.txt", "simulator.token", *DATABASE):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / "files", ignore_errors=True)


def load(folder: Path, progress) -> list[dict[str, str]]:
    """Brings the database up to date and fills it when it is new; returns the accounts."""
    migrate()
    if is_complete(folder):
        return demo_accounts.read(folder)
    accounts = fill(folder, progress)
    (folder / DONE).touch()
    return accounts


def fill(folder: Path, progress) -> list[dict[str, str]]:
    """Lists, grades, plan and accounts, in the order of the operation."""
    accounts = demo_accounts.make(folder)
    for step, function in STEPS:
        progress.step(step)
        function(progress.detail)
    return accounts


def lists(tell: Tell) -> None:
    """Areas, stations, units, officers, and the operation with its stages, strength and positions."""
    from kondusif.operation.example import load_jember

    load_jember(clock.machine_now(), tell, EXAMPLE)


STEPS: tuple[tuple[str, Callable[[Tell], None]], ...] = (("lists", lists),)
