from pathlib import Path

import pytest

from kondusif.deployment.doctrines import DoctrineError, read

FOLDER = Path(__file__).parents[3] / "example_data" / "doctrines"
SMALL = """
[weights]
walking_minutes_per_km = 13
load = 0.5
[classes.all]
officers = 2
stations_min = 1
stations_max = 4
risk_weight = 1
[grades]
less_vulnerable = "all"
vulnerable = "all"
very_vulnerable = "all"
special = "all"
"""


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda f: f.stem)
def test_the_example_doctrines_read(file):
    pattern = read(file.read_text(), file.stem)
    assert pattern.title.startswith("Pola")
    assert pattern.source
    assert set(pattern.class_index().values()) == {0, 1, 2, 3}
    assert sum(share for _, share in pattern.elsewhere) == 100


def test_the_app_s_tables_may_be_left_out():
    pattern = read(SMALL, "kecil")
    assert (pattern.title, pattern.soldiers_per_sector) == ("kecil", 8)
    assert pattern.class_index() == dict.fromkeys(pattern.class_of_grade, 0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("load = 0.5", "load = "), "isn't TOML"),
        (("load = 0.5", ""), "weights.load"),
        (("stations_max = 4", "stations_max = 0"), "stations_max"),
        (("officers = 2", "officers = 2000"), "beyond what can be meant"),
        (('special = "all"', ""), "No class for the grade special"),
        (('special = "all"', 'special = "none"'), "No class for the grade special"),
        (("[grades]", "[grades]\nhigh = 'all'"), "knows no grade high"),
        (("[grades]", "[ranks]\n[grades]"), r"\[ranks\] means nothing"),
        (("[grades]", "[elsewhere]\nmoon = 3\n[grades]"), "knows no post moon"),
        (("[grades]", "[elsewhere]\nkpu = 'x'\n[grades]"), "kpu has to be a number"),
        (("[grades]", "[elsewhere]\nkpu = 0\n[grades]"), "more than nothing"),
        (("[grades]", "[army]\nper_sector = 1.5\n[grades]"), "per_sector"),
    ],
)
def test_what_is_wrong_is_said(change, said):
    with pytest.raises(DoctrineError, match=said):
        read(SMALL.replace(*change), "kecil")
