"""What runs beside the demo's server: the job process and the simulated day."""

from kondusif.cli.lifeline import Child


class Day:
    def __init__(self, url: str) -> None:
        simulator = ["simulate", "--server", url, "--stay"]
        self.children = [Child(["jobs"]), Child(simulator, pause=10.0)]

    def start(self) -> None:
        for child in self.children:
            child.start()

    def stop(self) -> None:
        for child in reversed(self.children):
            child.stop()
