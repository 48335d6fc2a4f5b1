"""Real figures that stay outside the project: tests that read them skip where they are absent.

`KONDUSIF_SHARED` names the folder (default: `shared` beside the project). With `KONDUSIF_NO_SKIP=1`, as on the
build machine, a missing file is a failure.
"""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def shared(name: str) -> Path:
    """The path of a file below the shared data folder; skips the test where it is absent."""
    folder = Path(os.environ.get("KONDUSIF_SHARED") or ROOT.parent / "shared")
    path = folder / "data" / name
    if not path.exists():
        says = f"needs {name} in {folder / 'data'} (set KONDUSIF_SHARED)"
        if os.environ.get("KONDUSIF_NO_SKIP") == "1":
            pytest.fail(says)
        pytest.skip(says)
    return path
