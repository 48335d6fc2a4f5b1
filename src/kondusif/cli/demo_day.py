"""What runs beside the demo's server: the job process and the simulated day."""

from pathlib import Path

from kondusif.cli.lifeline import Child


class Day:
    def __init__(self, url: str, folder: Path) -> None:
        self.children = [Child(["jobs"])]

    def start(self) -> None:
        for child in self.children:
            child.start()

    def stop(self) -> None:
        for child in reversed(self.children):
            child.stop()
