"""Child processes that never outlive their parent, whatever kills it.

The parent holds the write end of the child's stdin. When the parent is gone, however it went, the child reads the end
of the file and stops itself. `python -m kondusif.cli.lifeline COMMAND ...` runs a kondusif command that way.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence

# Time to finish what is being written before the end is forced.
GRACE_SECONDS = 5.0
# A child that lived this long was well; one that didn't is started again ever more slowly.
WELL_SECONDS = 30.0
LONGEST_PAUSE = 60.0


def hang_on(when_gone: Callable[[], None] | None = None) -> None:
    """Watches stdin in the background; at its end runs `when_gone` (default: stop this process)."""
    watcher = threading.Thread(target=_watch, args=(when_gone or _stop_self,), daemon=True)
    watcher.start()


def _watch(when_gone: Callable[[], None]) -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    when_gone()


def _stop_self() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


class Child:
    """One kondusif command kept running: started again after `pause` seconds, later each time it dies."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        environ: Mapping[str, str] | None = None,
        pause: float = 2.0,
        again: bool = True,
    ) -> None:
        self.command, self.environ, self.pause, self.again = list(command), environ, pause, again
        self.process: subprocess.Popen[bytes] | None = None
        self.stopping = threading.Event()
        self.keeper = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        self.process = self._spawn()
        self.keeper.start()

    def stop(self) -> None:
        """Asks it to end, then ends it; returns when it is gone."""
        self.stopping.set()
        process = self.process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.keeper.join(GRACE_SECONDS)

    def _spawn(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "kondusif.cli.lifeline", *self.command],
            stdin=subprocess.PIPE,
            stdout=sys.stderr,
            env=dict(self.environ or os.environ),
            start_new_session=True,
        )

    def _keep(self) -> None:
        pause = self.pause
        while self.process is not None:
            began = time.monotonic()
            code = self.process.wait()
            if self.stopping.is_set() or not self.again:
                return
            lived = time.monotonic() - began
            pause = self.pause if lived > WELL_SECONDS else min(pause * 2, LONGEST_PAUSE)
            print(f"{self.command[0]} ended with {code}; starting it again.", file=sys.stderr)
            if self.stopping.wait(pause):
                return
            self.process = self._spawn()
            if self.stopping.is_set():  # stopped in between: this one must go too
                self.process.terminate()


if __name__ == "__main__":
    from kondusif.cli.__main__ import main

    hang_on()
    sys.exit(main(sys.argv[1:]))
