"""Benchmarks are found by name and get the rest of the line."""

import pytest

from kondusif.cli import bench


@pytest.fixture
def tree(tmp_path, monkeypatch):
    folder = tmp_path / "benchmarks"
    (folder / "packaged").mkdir(parents=True)
    (folder / "quick.py").write_text("def run(argv):\n    print('ran', *argv)\n    return 3\n")
    (folder / "packaged" / "__init__.py").write_text("def run(argv):\n    return 0\n")
    (folder / "_helper.py").write_text("")
    monkeypatch.setattr(bench, "root", lambda: tmp_path)
    return tmp_path


def test_without_a_name_they_are_listed(tree, capsys):
    assert bench.run([]) == 0
    assert capsys.readouterr().out.split()[-2:] == ["packaged", "quick"]


def test_a_benchmark_gets_its_arguments_and_gives_its_exit_code(tree, capsys):
    assert bench.run(["quick", "--seconds", "5"]) == 3
    assert capsys.readouterr().out == "ran --seconds 5\n"
    assert bench.run(["packaged"]) == 0


def test_an_unknown_name_is_told_with_those_that_exist(tree, capsys):
    assert bench.run(["_helper"]) == 2
    assert "packaged, quick" in capsys.readouterr().err
