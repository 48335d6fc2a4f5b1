"""Where the working tree is, for the commands that only make sense inside one."""

import sys
from pathlib import Path


def root() -> Path:
    """The folder with `tests/` and `benchmarks/`; a sentence and exit code 2 for an installed package without them."""
    top = Path(__file__).resolve().parents[3]
    if not (top / "pyproject.toml").exists():
        print("kondusif: this command needs the source tree; clone it first.", file=sys.stderr)
        raise SystemExit(2)
    return top
