"""What the demo's database holds, made once by the same services that a district uses."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from kondusif.backbone import clock
from kondusif.cli import demo_accounts
from kondusif.cli.setup import migrate

DONE = "complete"
DATABASE = ("kondusif.sqlite3", "kondusif.sqlite3-wal", "kondusif.sqlite3-shm")


class Teller(Protocol):
    def step(self, name: str) -> None: ...
    def detail(self, text: str) -> None: ...


def is_complete(folder: Path) -> bool:
    """Whether an earlier start loaded everything; one that was interrupted didn't."""
    return (folder / DONE).exists()


def wipe(folder: Path) -> None:
    """Takes the demo's own files away, and nothing else that may lie in the folder."""
    for name in (DONE, "accounts.json", "clock.txt", "simulator.token", *DATABASE):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / "files", ignore_errors=True)


def load(folder: Path, progress: Teller) -> list[dict[str, str]]:
    """Brings the database up to date and fills it when it is new; returns the accounts."""
    migrate()
    if is_complete(folder):
        return demo_accounts.read(folder)
    accounts = fill(folder, progress)
    (folder / DONE).touch()
    return accounts


def fill(folder: Path, progress: Teller) -> list[dict[str, str]]:
    """Lists, grades, plan and accounts, in the order of the operation; the engines warm up meanwhile."""
    from kondusif.deployment.example import plan_demo
    from kondusif.operation.example import MORNING, load_jember
    from kondusif.risk.services import assess_for_example

    warming = warm_up()
    progress.step("lists")
    operation = load_jember(clock.machine_now(), progress.detail)
    progress.step("risk")
    assess_for_example(operation, MORNING)
    progress.step("warm")
    wait_for(warming)
    progress.step("plan")
    plan_demo(operation, MORNING, progress.detail)
    progress.step("accounts")
    return demo_accounts.make(folder, MORNING)


def warm_up() -> subprocess.Popen[bytes]:
    """Compiles the engines in a process of its own; quick where preparation has done it already."""
    code = "from kondusif.engines.stationing.warmup import warm_up; warm_up()"
    return subprocess.Popen([sys.executable, "-P", "-c", code], stdout=subprocess.DEVNULL)


def wait_for(warming: subprocess.Popen[bytes]) -> None:
    """A warm-up that failed is no reason to stop: the solver then compiles for itself."""
    if warming.wait():
        print("The engines could not be warmed; the first plan takes longer.", file=sys.stderr)
