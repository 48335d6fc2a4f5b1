"""`kondusif scan`: the published sample through the command, its answers, and its sentences."""

import json

import pytest

from kondusif.cli.scan import run
from tests.shared_data import shared

CASES = "A 1 {0}1\nA 1 {0}3\nA 3 {0}4\nB 1 {0}2\nB 1 {0}3\nB 2 {0}4\nC 2 {0}1\nC 1 {0}2\nC 1 {0}3\n"
PLACES = "A 0 0\nB 1 0\nC 5 0\n"


@pytest.fixture
def files(tmp_path):
    """Writes both files; returns the command line that scans them."""

    def write(cases: str = CASES.format(""), places: str = PLACES, **options: str) -> list[str]:
        (tmp_path / "a.cas").write_text(cases, encoding="utf-8")
        (tmp_path / "a.geo").write_text(places, encoding="utf-8")
        usual = {
            "geo": str(tmp_path / "a.geo"), "model": "permutation", "start": "1", "end": "4",
            "max-window": "2", "max-share": "0.7", "coordinates": "cartesian", "replicas": "99",
        }  # fmt: skip
        chosen = usual | options
        return [str(tmp_path / "a.cas"), *(f"--{key}={value}" for key, value in chosen.items())]

    return write


def answer(capsys, argv: list[str]) -> dict:
    assert run([*argv, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_published_sample(capsys):
    cases, geo = shared("detect/NYCfever.cas"), shared("detect/NYCfever.geo")
    argv = [str(cases), "--geo", str(geo), "--model", "permutation", "--start", "2001/11/1"]
    argv += ["--end", "2001/11/24", "--max-window", "7", "--max-share", "0.5", "--seed", "1"]
    best = answer(capsys, argv)["clusters"][0]
    assert best["statistic"] == pytest.approx(3.845418, abs=1e-6)
    assert sorted(best["locations"]) == [
        "11375", "11415", "11416", "11417", "11418", "11419", "11421", "11435", "11451",
    ]  # fmt: skip
    assert (best["start"], best["end"], best["observed"]) == ("2001/11/22", "2001/11/24", 4)
    assert best["expected"] == pytest.approx(0.670103, abs=1e-6)
    assert 0.2 < best["p_value"] < 0.5
    assert best["recurrence_interval"] == pytest.approx(1 / best["p_value"])


def test_answer_in_json(capsys, files):
    document = answer(capsys, files())
    assert (document["cases"], document["places"], document["cases_outside_period"]) == (13, 3, 0)
    best = document["clusters"][0]
    assert best["locations"] == ["A", "B"]
    assert (best["start"], best["end"], best["observed"]) == (4, 4, 5)
    assert best["statistic"] == pytest.approx(0.4315, abs=5e-5)
    values = [cluster["statistic"] for cluster in document["clusters"]]
    assert values == sorted(values, reverse=True)


def test_answer_in_words(capsys, files):
    assert run(files()) == 0
    out = capsys.readouterr().out
    assert "13 cases at 3 places, 1 to 4." in out
    assert "5 observed, 3.46 expected" in out


def test_dates_cross_the_end_of_a_month(capsys, files):
    cases = "A 3 2024/3/1\nB 3 2024-03-01\nC 1 2024/2/27\nC 5 2024/2/28\nA 1 2024/2/29\n"
    document = answer(capsys, files(cases, start="2024/2/27", end="2024/3/1"))
    assert document["clusters"][0]["start"] == "2024/2/29"
    assert document["start"] == "2024/2/27"


def test_cases_outside_the_period_are_left_out_and_told(capsys, files):
    more = CASES.format("") + "A 7 9\nA 2 0\n"
    assert answer(capsys, files(more))["cases_outside_period"] == 9
    run(files(more))
    assert "9 cases outside this period were left out" in capsys.readouterr().out


def test_names_with_spaces_byte_order_mark_and_windows_line_ends(capsys, files):
    cases = '\ufeff"Desa A" 3 4\r\n\r\nB\t3  4\r\nB 3 1\r\n'
    document = answer(capsys, files(cases, '"Desa A" 0 0\r\nB 9 0\r\n'))
    assert document["clusters"][0]["locations"] == ["Desa A"]


def test_without_replicas_there_is_no_p_value(capsys, files):
    best = answer(capsys, files(replicas="0"))["clusters"][0]
    assert (best["p_value"], best["recurrence_interval"]) == (None, None)


def test_nothing_above_expectation_is_an_answer(capsys, files):
    argv = files("A 1 1\nB 1 1\nC 1 1\n")
    assert answer(capsys, argv)["clusters"] == []
    assert run(argv) == 0
    assert "Nothing is above expectation" in capsys.readouterr().out


def test_expectation_based_model_and_latlon(capsys, files):
    cases = "".join(f"{place} 1 {day}\n" for place in "ABC" for day in range(1, 5)) + "A 9 4\n"
    argv = files(cases, model="poisson-expectation", coordinates="latlon")
    best = answer(capsys, argv)["clusters"][0]
    assert (best["locations"], best["start"], best["observed"]) == (["A"], 4, 10)


@pytest.mark.parametrize(
    ("cases", "places", "says"),
    [
        ("A 1\n", PLACES, "a.cas, line 1: expected place, count and time, found 2 words"),
        ("A 1 1 x\n", PLACES, "a.cas, line 1: expected place, count and time, found 4 words"),
        ("A 1 1\n\nA -1 2\n", PLACES, "a.cas, line 3: the count '-1' is not a whole number"),
        ("A 1.5 1\n", PLACES, "a.cas, line 1: the count '1.5' is not a whole number"),
        ("A 1 today\n", PLACES, "a.cas, line 1: 'today' is neither a date"),
        ("A 1 2001/2/30\n", PLACES, "a.cas, line 1: 2001/2/30 is not a day of the calendar"),
        ("A 1 2001/2/3\n", PLACES, "a.cas, line 1: the time 2001/2/3 is a date, but"),
        ("D 1 1\n", PLACES, "a.cas, line 1: the place 'D' is not in the coordinate file"),
        ("A 1 9\n", PLACES, "a.cas: There is no case within the study period"),
        ("", PLACES, "a.cas: There is no case within the study period"),
        ("A 1 1\n", "A 0\n", "a.geo, line 1: expected place, x and y, found 2 words"),
        ("A 1 1\n", "A 0 east\n", "a.geo, line 1: the coordinate 'east' is not a number"),
        ("A 1 1\n", "A nan 0\n", "a.geo, line 1: the coordinate 'nan' is not a number"),
        ("A 1 1\n", "A 0 0\nA 1 1\n", "a.geo, line 2: the place 'A' has two positions"),
        ("A 1 1\n", "", "a.geo: There is no place in this file"),
    ],
)
def test_bad_files_get_a_sentence_with_file_and_line(capsys, files, cases, places, says):
    assert run(files(cases, places)) == 1
    assert says in capsys.readouterr().err
    assert run([*files(cases, places), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["status"] == "problems"
    assert (
        document["problems"][0]["reason"] in says
        or says.split(": ", 1)[1] in document["problems"][0]["reason"]
    )


@pytest.mark.parametrize(
    ("line", "says"), [("A 91 0", "latitude 91"), ("A 0 181", "longitude 181")]
)
def test_positions_off_the_globe(capsys, files, line, says):
    assert run(files(CASES.format(""), f"{line}\n", coordinates="latlon")) == 1
    assert says in capsys.readouterr().err


def test_every_bad_line_is_told_at_once(capsys, files):
    run(files("A 1\nA x 1\nD 1 1\n"))
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_a_missing_and_a_binary_file(capsys, files, tmp_path):
    argv = files()
    (tmp_path / "a.cas").write_bytes(b"\xff\xfe\x00A")
    assert run(argv) == 1
    assert "not a text file in UTF-8" in capsys.readouterr().err
    (tmp_path / "a.geo").unlink()
    assert run(argv) == 1
    assert "can't be read: No such file" in capsys.readouterr().err


def test_too_long_a_period_is_a_sentence_and_no_memory_error(capsys, files):
    assert run(files(end="999999999999")) == 1
    assert "too much to scan at once" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [
        {"end": "0"},
        {"end": "2001/11/3"},
        {"start": "soon"},
        {"max-window": "0"},
        {"max-window": "5"},
        {"max-window": "4", "model": "poisson-expectation"},
        {"max-share": "0"},
        {"max-share": "1.1"},
        {"max-share": "nan"},
        {"replicas": "-1"},
        {"model": "bernoulli"},
        {"coordinates": "polar"},
    ],
)
def test_wrong_use_is_exit_code_2(capsys, files, options):
    assert run(files(**options)) == 2
    assert "error:" in capsys.readouterr().err


def test_seed_decides_the_p_value(capsys, files):
    first, again = (answer(capsys, files(seed="4"))["clusters"] for _ in range(2))
    assert first == again
