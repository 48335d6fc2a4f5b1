"""Reading the plan files: every fault is told in words, with file, row and column."""

import json
from pathlib import Path

import pytest

from kondusif.deployment.planfiles import (
    PlanFileError,
    as_float,
    budget_in,
    read_certificate,
    read_problem,
    read_teams,
    write_solution,
)
from kondusif.engines.stationing import Budget, solve

HEADER = "code,district,village,number,voters,lat,lon,class"
STATIONS = f"""{HEADER}
S1,Utara,Sumber,001,480,-8.17,113.70,rawan
S2,Utara,Sumber,002,512,-8.18,113.70,rawan
S3,Utara,Kali,001,,-8.19,113.71,kurang rawan
"""
DOCTRINE = """
[weights]
walking_minutes_per_km = 12
load = 0.5
[classes.rawan]
officers = 2
stations_min = 1
stations_max = 2
risk_weight = 2.0
[classes."kurang rawan"]
officers = 2
stations_min = 2
stations_max = 6
risk_weight = 1
"""
BUDGET = Budget("teams", 3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "stations.csv").write_text(STATIONS, encoding="utf-8")
    (tmp_path / "doctrine.toml").write_text(DOCTRINE, encoding="utf-8")
    return tmp_path


def faults(folder: Path) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(PlanFileError) as caught:
        read_problem(folder, BUDGET)
    return [(one.file, one.row, one.column) for one in caught.value.problems]


def test_sound_files_become_a_problem(folder: Path) -> None:
    problem = read_problem(folder, BUDGET)
    assert problem.stations.code == ("S1", "S2", "S3")
    assert problem.stations.lat.tolist() == [-8.17, -8.18, -8.19]
    assert problem.stations.class_of.tolist() == [0, 0, 1]
    assert [rule.name for rule in problem.rules] == ["rawan", "kurang rawan"]
    assert (problem.weights.walking_minutes_per_km, problem.weights.load) == (12, 0.5)


@pytest.mark.parametrize(
    ("change", "encoding"),
    [
        (lambda text: text, "utf-8-sig"),
        (lambda text: text.replace("\n", "\r\n"), "utf-8"),
        (lambda text: text.replace("Kali", "Kalié"), "cp1252"),
        (lambda text: text.replace(",", ";").replace(".", ","), "utf-8"),
        (lambda text: text.replace(",", "\t"), "utf-8"),
        (lambda text: text.replace("S1,", " S1 ,").replace("code", "Code"), "utf-8"),
        (lambda text: text.replace("\nS2", "\n\n,,,,,,,\nS2"), "utf-8"),
    ],
)
def test_what_spreadsheets_write_is_read(folder: Path, change: object, encoding: str) -> None:
    (folder / "stations.csv").write_bytes(change(STATIONS).encode(encoding))
    problem = read_problem(folder, BUDGET)
    assert problem.stations.code == ("S1", "S2", "S3")
    assert problem.stations.lon.tolist() == [113.70, 113.70, 113.71]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("lat,lon", "lat", ("stations.csv", 1, "lon")),
        (HEADER, HEADER + ",lat", ("stations.csv", 1, "lat")),
        ("S2,", "S1,", ("stations.csv", 3, "code")),
        ("S2,", ",", ("stations.csv", 3, "code")),
        ("S2,Utara,Sumber", "S2,Utara,", ("stations.csv", 3, "village")),
        ("113.71,kurang rawan", "113.71,aman", ("stations.csv", 4, "class")),
        ("-8.18,", "south,", ("stations.csv", 3, "lat")),
        ("-8.18,", "nan,", ("stations.csv", 3, "lat")),
        ("-8.18,", ",", ("stations.csv", 3, "lat")),
        ("-8.18,", "-98.18,", ("stations.csv", 3, "lat")),
        ("113.71", "1e999", ("stations.csv", 4, "lon")),
        ("113.71", "190", ("stations.csv", 4, "lon")),
        ("512", "-3", ("stations.csv", 3, "voters")),
        ("512", "many", ("stations.csv", 3, "voters")),
        ("512,-8.18", "512", ("stations.csv", 3, None)),
        ("113.71,kurang rawan", "113.71,kurang rawan,more", ("stations.csv", 4, None)),
        (STATIONS, "", ("stations.csv", None, None)),
        (STATIONS, HEADER + "\n", ("stations.csv", None, None)),
    ],
)
def test_faults_of_the_stations(folder: Path, old: str, new: str, fault: tuple) -> None:
    assert old in STATIONS
    (folder / "stations.csv").write_text(STATIONS.replace(old, new), encoding="utf-8")
    assert fault in faults(folder)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("load = 0.5", "", "weights.load"),
        ("load = 0.5", "load = nan", "weights.load"),
        ("load = 0.5", "load = -1", "weights.load"),
        ("load = 0.5", 'load = "much"', "weights.load"),
        ("load = 0.5", "load = true", "weights.load"),
        ("[weights]", "[weight]", "weights"),
        ("risk_weight = 2.0", "", "classes.rawan.risk_weight"),
        ("risk_weight = 2.0", "risk_weight = inf", "classes.rawan.risk_weight"),
        ("officers = 2\nstations_min = 2", "stations_min = 2", "classes.kurang rawan.officers"),
        ("stations_min = 2", "stations_min = 2.5", "classes.kurang rawan.stations_min"),
        ("stations_min = 2", "stations_min = 0", "classes.kurang rawan.stations_min"),
        ("stations_min = 2", "stations_min = 7", "classes.kurang rawan.stations_min"),
        ("load = 0.5", "load = = 0.5", None),
        (DOCTRINE, "", "classes"),
        (DOCTRINE, "classes = 3", "classes"),
    ],
)
def test_faults_of_the_doctrine(folder: Path, old: str, new: str, column: str | None) -> None:
    assert old in DOCTRINE
    (folder / "doctrine.toml").write_text(DOCTRINE.replace(old, new), encoding="utf-8")
    assert ("doctrine.toml", None, column) in faults(folder)


def test_all_faults_are_told_at_once(folder: Path) -> None:
    text = STATIONS.replace("S2,", "S1,").replace("-8.19", "x").replace("-8.17", "99")
    (folder / "stations.csv").write_text(text, encoding="utf-8")
    (folder / "doctrine.toml").write_text(DOCTRINE.replace("load = 0.5", ""), encoding="utf-8")
    assert len(faults(folder)) == 4


def test_missing_files_and_folders(folder: Path) -> None:
    (folder / "stations.csv").unlink()
    assert faults(folder) == [("stations.csv", None, None)]
    assert {file for file, _, _ in faults(folder / "nowhere")} == {"doctrine.toml", "stations.csv"}


def test_a_problem_reads_as_a_sentence(folder: Path) -> None:
    text = STATIONS.replace("-8.18,", "south,")
    (folder / "stations.csv").write_text(text, encoding="utf-8")
    with pytest.raises(PlanFileError) as caught:
        read_problem(folder, BUDGET)
    assert str(caught.value) == "stations.csv, row 3, column lat: 'south' is not a number."


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.5", 1.5), ("1,5", 1.5), ("-8", -8), ("", None), ("1_0", None), ("inf", None)],
)
def test_numbers(text: str, value: float | None) -> None:
    assert as_float(text) == value


def test_a_solution_is_written_and_read_back(folder: Path) -> None:
    problem = read_problem(folder, BUDGET)
    write_solution(folder / "out", problem, solve(problem))
    rows = read_teams(folder / "out")
    assert {row.station for row in rows} == {"S1", "S2", "S3"}
    assert all(row.base in {other.station for other in rows if other.team == row.team}
               for row in rows)  # fmt: skip
    assert budget_in(read_certificate(folder / "out")) == BUDGET


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not a JSON"),
        ("[]", "must be an object"),
        ('{"a": NaN}', "NaN"),
        ("[" * 100000, "not a JSON"),
        ("{}", "format"),
        (json.dumps({"format": "kondusif-stationing-1", "budget": {"kind": "teams"}}), "budget"),
        (json.dumps({"budget": {"kind": ["x"], "amount": 1}}), "budget"),
        (json.dumps({"cells": [1]}), "cells"),
    ],
)
def test_a_certificate_that_cannot_be_read_says_why(folder: Path, text: str, says: str) -> None:
    (folder / "certificate.json").write_text(text, encoding="utf-8")
    with pytest.raises(PlanFileError, match=says):
        read_certificate(folder)


def test_a_folder_that_cannot_be_written(folder: Path) -> None:
    problem = read_problem(folder, BUDGET)
    with pytest.raises(PlanFileError, match="cannot be written"):
        write_solution(folder / "stations.csv", problem, solve(problem))
