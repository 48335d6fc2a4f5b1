"""Chooses: the demo shows its own preparation; everything else prepares quietly and hands the line on."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from launcher import prepare
from launcher.console import Console

# Optional parts of the environment that a command asks for: the developers' tools, the compiled engines.
ASKED = {
    "test": {"development", "engines"},
    "bench": {"development", "engines"},
    "lint": {"development"},
    "plan": {"engines"},
}


def main(root: str, argv: list[str]) -> int:
    top = Path(root)
    os.environ.setdefault("KONDUSIF_DATA", str(top / "var" / "data"))
    os.environ.setdefault("KONDUSIF_DEMO_DATA", str(top / "var" / "demo"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return _run(top, argv or ["--help"])
    except prepare.CannotPrepare as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The next start carries on.", file=sys.stderr)
        return 130


def _run(root: Path, argv: list[str]) -> int:
    command = argv[0]
    if command == "demo":
        from launcher.demo import demo

        return demo(root, argv[1:])
    if command == "prepare":
        everything = {"development", "engines"} if "--development" in argv else {"engines"}
        prepare.environment(root, Console(), everything)
        return 0
    python = prepare.environment(root, Console(), ASKED.get(command, set()))
    if command == "lint":
        return subprocess.run([root / ".ci" / "lint"], cwd=root, check=False).returncode
    return hand_over(python, argv)


def hand_over(python: Path, argv: list[str]) -> int:
    """Becomes the real command: same terminal, same signals, same exit code."""
    line = [str(python), "-P", "-m", "kondusif.cli", *argv]
    if os.name == "posix":
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(python, line)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.run(line, check=False).returncode
