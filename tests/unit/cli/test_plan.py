"""`kondusif plan`: exit codes, the JSON document, and a proof that a second program checks."""

import csv
import json
from pathlib import Path

import pytest

from kondusif.cli.plan import SOLVE_KEYS, run

DOCTRINE = """
[weights]
walking_minutes_per_km = 13
load = 0.5
[classes.rawan]
officers = 2
stations_min = 1
stations_max = 2
risk_weight = 2
[classes.aman]
officers = 2
stations_min = 4
stations_max = 5
risk_weight = 1
"""
COUNTS = {("Sumber", "rawan"): 5, ("Sumber", "aman"): 12, ("Kali", "aman"): 3}


def write_case(folder: Path, counts: dict[tuple[str, str], int]) -> Path:
    """Stations on a lattice; 5 rawan need 3 teams, 12 aman 3 teams, 3 aman one team."""
    lines = ["code,district,village,number,voters,lat,lon,class"]
    for (village, kind), count in counts.items():
        for i in range(count):
            place = f"{-8 - (i * i % 7) / 100:.2f},{113 + i / 100:.2f}"
            lines.append(f"{village}-{kind}-{i},Utara,{village},{i + 1:03d},400,{place},{kind}")
    folder.mkdir(exist_ok=True)
    (folder / "stations.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "doctrine.toml").write_text(DOCTRINE, encoding="utf-8")
    return folder


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_case(tmp_path / "case", COUNTS)


def answer(
    capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0
) -> dict[str, object]:
    """The one JSON document on stdout of a command with --json."""
    capsys.readouterr()
    assert run([*map(str, arguments), "--json"]) == code
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    return document


def test_solve_writes_what_verify_accepts(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    solved = answer(capsys, "solve", case, "--teams", 8, "--seed", 3, "--out", out)
    assert tuple(solved) == SOLVE_KEYS
    assert (solved["status"], solved["stations"], solved["teams"]) == ("feasible", 20, 8)
    assert (solved["officers"], solved["seed"]) == (16, 3)
    assert solved["gap"] == pytest.approx(1 - solved["lower_bound"] / solved["objective"])
    assert (solved["shortage"], solved["relaxations"]) == ([], [])
    checked = answer(capsys, "verify", case, out)
    assert (checked["status"], checked["problems"]) == ("verified", [])
    assert checked["objective"] == pytest.approx(solved["objective"])
    assert checked["lower_bound"] == pytest.approx(solved["lower_bound"], rel=1e-6)
    with (out / "teams.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["team", "station", "base_station", "village", "class"]
    assert len(rows) == 20


def test_officers_are_a_budget_too(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    by_officers = answer(capsys, "solve", case, "--officers", 17)
    by_teams = answer(capsys, "solve", case, "--teams", 8)
    assert by_officers["officers"] == 16
    assert by_officers["objective"] == pytest.approx(by_teams["objective"])


def test_same_seed_and_iterations_same_plan(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plans = []
    for name in ("one", "two"):
        answer(capsys, "solve", case, "--teams", 8, "--iterations", 3, "--seed", 5,
               "--out", tmp_path / name)  # fmt: skip
        plans.append((tmp_path / name / "teams.csv").read_bytes())
    assert plans[0] == plans[1]


def test_too_few_is_an_answer_with_remedies(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    told = answer(capsys, "solve", case, "--officers", 12, "--out", out)
    assert (told["status"], told["objective"], told["gap"]) == ("infeasible", None, None)
    assert sum(row["officers_short"] for row in told["shortage"]) == 2
    kinds = {row["kind"] for row in told["relaxations"]}
    assert {"more_officers", "longer_pattern"} <= kinds
    assert (out / "teams.csv").read_text() == "team,station,base_station,village,class\n"
    assert answer(capsys, "verify", case, out)["status"] == "verified"


def test_seven_stations_in_teams_of_four_to_five_fit_no_pattern(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = write_case(tmp_path / "seven", {("Sumber", "aman"): 7})
    told = answer(capsys, "solve", case, "--teams", 9)
    assert told["status"] == "infeasible"
    assert [row["reason"] for row in told["shortage"]] == ["pattern"]


def test_words_for_people(case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert run(["solve", str(case), "--teams", "8", "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert "Feasible: 20 stations, 8 teams, 16 officers." in said.out
    assert "round" in said.err
    assert run(["verify", str(case), str(out)]) == 0
    assert "Verified" in capsys.readouterr().out
    assert run(["solve", str(case), "--teams", "5"]) == 0
    assert "What would help" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fly"],
        ["solve"],
        ["solve", "DIR"],
        ["solve", "DIR", "--teams", "3", "--officers", "4"],
        ["solve", "DIR", "--teams", "-3"],
        ["solve", "DIR", "--teams", "x"],
        ["solve", "DIR", "--teams", "3", "--seconds", "nan"],
        ["solve", "DIR", "--teams", "3", "--gap", "-1"],
        ["solve", "DIR", "--teams", "3", "--iterations", "1.5"],
        ["verify", "DIR"],
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "usage" in said.err


def test_bad_data_exits_with_1(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (case / "stations.csv").read_text().replace("Sumber-rawan-1", "Sumber-rawan-0")
    (case / "stations.csv").write_text(text)
    assert run(["solve", str(case), "--teams", "8"]) == 1
    assert "stations.csv, row 3, column code" in capsys.readouterr().err
    told = answer(capsys, "solve", case, "--teams", 8, code=1)
    assert told["status"] == "problems"
    assert {"file", "row", "column", "value", "reason"} == set(told["problems"][0])


def test_a_moved_station_fails_verification(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    answer(capsys, "solve", case, "--teams", 8, "--out", out)
    lines = (out / "teams.csv").read_text().splitlines()
    (out / "teams.csv").write_text("\n".join(lines[:-1]) + "\n")
    told = answer(capsys, "verify", case, out, code=1)
    assert told["status"] == "problems"
    assert "is in no team" in told["problems"][0]["reason"]
    assert run(["verify", str(case), str(out)]) == 1
    assert "does not hold" in capsys.readouterr().out


def test_a_raised_bound_fails_verification(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    answer(capsys, "solve", case, "--teams", 8, "--out", out)
    certificate = json.loads((out / "certificate.json").read_text())
    certificate["lower_bound"] *= 1.01
    (out / "certificate.json").write_text(json.dumps(certificate))
    told = answer(capsys, "verify", case, out, code=1)
    assert any("lower bound" in problem["reason"] for problem in told["problems"])


def test_verify_without_a_solution_says_what_is_missing(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = answer(capsys, "verify", case, tmp_path / "nowhere", code=1)
    assert told["problems"][0]["file"] == "certificate.json"
