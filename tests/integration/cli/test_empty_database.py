"""From nothing to an operation, each command a process of its own, as on a machine where nothing was set up."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SECOND = ROOT / "example_data" / "second-regency"


@pytest.fixture
def kondusif(tmp_path):
    environ = {**os.environ, "KONDUSIF_DATA": str(tmp_path), "PYTHONPATH": str(ROOT / "src")}
    environ.pop("DATABASE_URL", None)
    environ.pop("DJANGO_SETTINGS_MODULE", None)

    def call(*argv):
        command = [sys.executable, "-m", "kondusif.cli", *map(str, argv)]
        return subprocess.run(
            command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False
        )

    return call


@pytest.mark.slow
def test_a_second_regency_loads_from_its_own_lists(kondusif):
    for kind, file in (
        ("areas", "wilayah.csv"),
        ("units", "satuan.csv"),
        ("stations", "tps.csv"),
        ("officers", "personel.csv"),
    ):
        done = kondusif("import", kind, SECOND / file, "--json")
        assert done.returncode == 0, done.stderr or done.stdout[:500]
        assert json.loads(done.stdout)["added"] > 0
    again = json.loads(kondusif("import", "stations", SECOND / "tps.csv", "--json").stdout)
    assert (again["added"], again["changed"], again["gone"]) == (0, 0, 0)
    made = kondusif(
        *("operation", "create", "--name", "Pilkada Bantul", "--regency", "34.02"),
        *("--vote-day", "2024-11-27", "--zone", "WIB"),
    )
    assert made.returncode == 0, made.stderr
    shown = json.loads(kondusif("operation", "show", "--json").stdout)
    assert (shown["stations"], shown["officers"]) == (1662, {"police": 420, "army": 200})


def test_stations_first_is_answered_in_words(kondusif):
    done = kondusif("import", "stations", SECOND / "tps.csv")
    assert done.returncode == 1
    assert "Load the areas first" in done.stdout
