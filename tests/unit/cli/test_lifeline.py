"""A child ends when its parent does, however the parent went, and is started again when it dies alone."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ENVIRON = os.environ | {"PYTHONPATH": str(ROOT / "src")}
PARENT = """
import sys, time
from kondusif.cli import lifeline
class Sleeper(lifeline.Child):
    def _spawn(self):
        import subprocess
        code = "from kondusif.cli import lifeline; lifeline.hang_on(); import threading; print('up', flush=True); threading.Event().wait()"
        return subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
child = Sleeper(["x"], pause=0.01)
child.start()
child.process.stdout.readline()
first = child.process.pid
print(first, flush=True)
for line in sys.stdin:
    if line.strip() == "next":
        while child.process.pid == first: time.sleep(0.005)
        child.process.stdout.readline()
        print(child.process.pid, flush=True)
    else:
        child.stop()
        print("stopped", flush=True)
"""


def parent():
    return subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=ENVIRON,
    )


def gone(pid):
    """Waits for a process that isn't ours to end (its init reaps it)."""
    for _ in range(1000):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        threading.Event().wait(0.01)
    return False


def test_a_killed_parent_takes_its_child_with_it():
    process = parent()
    child = int(process.stdout.readline())
    process.kill()
    process.wait()
    assert gone(child)


def test_a_child_that_dies_is_started_again_and_stop_is_final():
    process = parent()
    first = int(process.stdout.readline())
    os.kill(first, signal.SIGKILL)
    assert gone(first)
    process.stdin.write("next\n")
    process.stdin.flush()
    second = int(process.stdout.readline())
    assert second != first
    process.stdin.write("stop\n")
    process.stdin.flush()
    assert process.stdout.readline() == "stopped\n"
    assert gone(second)
    process.stdin.close()
    process.wait()
