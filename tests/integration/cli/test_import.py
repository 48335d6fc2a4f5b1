"""`kondusif import` and `kondusif operation`, as a district calls them (in this process, on the test's database)."""

import json

import pytest

from kondusif.cli import importing, operation
from kondusif.operation.models import Operation
from kondusif.places.models import Station
from tests.integration.places.lists import AREAS, STATIONS, UNITS, without

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def database_is_here(monkeypatch):
    """The test run has made the tables already."""
    for module in (importing, operation):
        monkeypatch.setattr(module, "database_ready", lambda: None)


@pytest.fixture
def files(tmp_path):
    for name, text in (("areas", AREAS), ("stations", STATIONS), ("units", UNITS)):
        (tmp_path / f"{name}.csv").write_text(text)
    return tmp_path


def loaded(capsys, *argv):
    code = importing.run([*argv, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_json_is_one_document_with_the_agreed_keys(files, capsys):
    code, found = loaded(capsys, "areas", str(files / "areas.csv"))
    assert code == 0
    assert (found["added"], found["changed"], found["gone"]) == (7, 0, 0)
    assert found["problems"] == []
    assert {"notes", "details"} <= found.keys()
    assert set(found["notes"][0]) == {"row", "column", "value", "reason"}


def test_problems_leave_everything_as_it_was_and_exit_with_one(files, capsys):
    loaded(capsys, "areas", str(files / "areas.csv"))
    (files / "stations.csv").write_text(STATIONS + "Jombang;Contoh Satu;1;9;9;;\n")
    code, found = loaded(capsys, "stations", str(files / "stations.csv"))
    assert code == 1
    assert [(one["row"], one["column"], one["value"]) for one in found["problems"]] == [
        (6, "TPS", "1")
    ]
    assert "row 2" in found["problems"][0]["reason"]
    assert (found["added"], Station.objects.count()) == (0, 0)


def test_a_dry_run_saves_nothing(files, capsys):
    code, found = loaded(capsys, "areas", str(files / "areas.csv"), "--dry-run")
    assert (code, found["added"], found["saved"]) == (0, 7, False)
    assert loaded(capsys, "areas", str(files / "areas.csv"))[1]["added"] == 7


def test_words_for_people_name_row_and_column(files, capsys):
    importing.run(["areas", str(files / "areas.csv")])
    capsys.readouterr()
    (files / "stations.csv").write_text(STATIONS.replace("Contoh Dua", "Entah"))
    assert importing.run(["stations", str(files / "stations.csv")]) == 1
    out = capsys.readouterr().out
    assert "row 4, Desa [Entah]: There is no village of this name" in out
    assert "nothing was loaded" in out


@pytest.mark.parametrize("argv", [["stations"], ["people", "x.csv"], [], ["areas", "a", "b"]])
def test_wrong_usage_exits_with_two(argv, capsys):
    with pytest.raises(SystemExit) as stopped:
        importing.run(argv)
    assert stopped.value.code == 2


def test_a_file_that_is_not_there_is_usage_and_still_one_document(tmp_path, capsys):
    code, found = loaded(capsys, "areas", str(tmp_path / "none.csv"))
    assert (code, found["added"]) == (2, 0)
    assert "can't be opened" in found["problems"][0]["reason"]


def create(*extra):
    return operation.run(
        [
            "create",
            "--name",
            "Pilkada Contoh",
            "--regency",
            "35.09",
            "--vote-day",
            "2024-11-27",
            *extra,
        ]
    )


def test_an_operation_needs_its_regency(files, capsys):
    assert create() == 1
    assert "Load them first" in capsys.readouterr().err
    importing.run(["areas", str(files / "areas.csv")])
    assert create("--zone", "WITA") == 0
    assert Operation.objects.get().zone == "Asia/Makassar"


def test_show_is_one_document(files, capsys):
    importing.run(["areas", str(files / "areas.csv")])
    importing.run(["stations", str(files / "stations.csv")])
    importing.run(["units", str(files / "units.csv")])
    create()
    capsys.readouterr()
    assert operation.run(["show", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["stations"], found["linmas"], found["zone"]) == (4, 8, "WIB")
    assert found["positions"] == 2 + 6 + 2 + 1


def test_show_without_an_operation_says_what_to_do(capsys):
    assert operation.run(["show"]) == 1
    assert "create one" in capsys.readouterr().err


def test_units_that_come_later_get_their_positions(files, capsys):
    importing.run(["areas", str(files / "areas.csv")])
    (files / "units.csv").write_text(without(UNITS, "SEK-2"))
    importing.run(["units", str(files / "units.csv")])
    create()
    (files / "units.csv").write_text(UNITS)
    importing.run(["units", str(files / "units.csv")])
    capsys.readouterr()
    assert operation.run(["positions"]) == 0
    assert "1 added" in capsys.readouterr().out


def test_stages_strength_and_points_load_from_files(files, tmp_path, capsys):
    importing.run(["areas", str(files / "areas.csv")])
    create()
    texts = {
        "stages": "stage,start,end\nMasa tenang,2024-11-24,2024-11-26\n",
        "strength": "key,value,what,source,used\npolice,300,Polri,surat,yes\n",
        "points": "code,kind,name,area,lat,lon\nKPU,kpu,Kantor KPU,35.09,-8.2,113.4\n",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text)
        assert operation.run([name, str(tmp_path / f"{name}.csv")]) == 0
    (tmp_path / "stages.csv").write_text("stage,start,end\nA,besok,2024-11-26\n")
    assert operation.run(["stages", str(tmp_path / "stages.csv")]) == 1
    assert "Row 2" in capsys.readouterr().err
