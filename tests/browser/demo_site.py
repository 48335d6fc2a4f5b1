"""The demo itself as a test's site: the same command, in a data folder of its own."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 240  # seconds; on two busy cores loading Jember takes about twenty


class DemoSite:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = ""
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        environment = {
            **os.environ,
            "KONDUSIF_DEMO_DATA": str(self.folder),
            "PYTHONPATH": str(ROOT / "src"),
        }
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        self.log = (self.folder / "log.txt").open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kondusif.cli", "demo", "--port", "0", "--lifeline"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        self.url = self._ready()

    def _ready(self) -> str:
        """Reads what the command prints until it says `ready URL`; gives up on it after PATIENCE."""
        assert self.process
        assert self.process.stdout
        watchdog = threading.Timer(PATIENCE, self.process.kill)
        watchdog.start()
        try:
            for line in self.process.stdout:
                if line.startswith("ready "):
                    return line.split()[1]
        finally:
            watchdog.cancel()
        raise AssertionError(
            "the demo didn't get ready:\n" + (self.folder / "log.txt").read_text()[-4000:]
        )

    def password(self, username: str) -> str:
        accounts = json.loads((self.folder / "accounts.json").read_text())
        return next(a["password"] for a in accounts if a["username"] == username)

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)
            self.log.close()
