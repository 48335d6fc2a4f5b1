"""The suite's own command: what runs where, and how two runs become one answer."""

import pytest

from kondusif.cli.test import Outcome, combined, counted, for_postgresql, summary


@pytest.fixture
def top(tmp_path):
    for name in (
        "tests/unit/test_a.py",
        "tests/integration/places/test_b.py",
        "tests/browser/test_c.py",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return tmp_path


@pytest.mark.parametrize(
    ("given", "again"),
    [
        ([], ["tests/integration"]),
        (["-x", "--lf"], ["-x", "--lf", "tests/integration"]),
        (["-k", "import"], ["-k", "import", "tests/integration"]),
        (["tests"], ["tests/integration"]),
        (["tests/unit"], None),
        (["tests/unit/test_a.py"], None),
        (["tests/integration/places"], ["tests/integration/places"]),
        (
            ["tests/integration/places/test_b.py::test_x", "tests/unit"],
            ["tests/integration/places/test_b.py::test_x"],
        ),
    ],
)
def test_only_what_touches_the_database_runs_again(top, given, again):
    assert for_postgresql(given, top) == again


@pytest.mark.parametrize(
    ("codes", "expected"),
    [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((0, 5), 0), ((5,), 5), ((2,), 2), ((0,), 0)],
)
def test_one_answer_of_two_runs(codes, expected):
    assert combined([Outcome(code) for code in codes]) == expected


def test_a_first_run_without_tests_is_forgiven_when_the_second_had_some():
    assert combined([Outcome(5), Outcome(0, passed=3)]) == 0


def test_the_last_line_sums_both():
    runs = [Outcome(0, passed=10, skipped=2), Outcome(1, passed=4, failed=1)]
    assert summary(runs) == "14 passed, 1 failed, 2 skipped"


def test_counts_are_read_from_what_pytest_wrote(tmp_path):
    file = tmp_path / "counts.xml"
    file.write_text(
        '<testsuites><testsuite tests="9" failures="1" errors="2" skipped="3"/></testsuites>'
    )
    assert counted(1, file) == Outcome(1, passed=3, failed=3, skipped=3)
    assert counted(4, tmp_path / "absent.xml") == Outcome(4)
