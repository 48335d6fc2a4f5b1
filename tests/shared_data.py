"""Real figures that stay outside the project: tests that read them skip where they are absent.

`KONDUSIF_SHARED` names the folder (default: `shared` beside the project). With `KONDUSIF_REQUIRE_ALL=1`, as on the
build machine, whatever is missing is a failure.
"""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def shared(name: str) -> Path:
    """The path of a file or folder below the shared data folder; ends the test where it is absent."""
    folder = Path(os.environ.get("KONDUSIF_SHARED") or ROOT.parent / "shared")
    path = folder / "data" / name
    if not path.exists():
        unavailable(f"needs {name} in {folder / 'data'} (set KONDUSIF_SHARED)")
    return path


def unavailable(says: str) -> None:
    """Ends the test: skipped on a person's machine, failed where everything must run."""
    if os.environ.get("KONDUSIF_REQUIRE_ALL") == "1":
        pytest.fail(says)
    pytest.skip(says)
