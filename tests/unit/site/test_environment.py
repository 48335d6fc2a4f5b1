"""Every setting: what is missing has a default, what is wrong is told in words."""

from pathlib import Path

import pytest

from kondusif.site.environment import VARIABLES, WrongSetting, read

HERE = Path("/srv/kondusif")


def test_nothing_is_needed_to_begin():
    made = read({}, HERE)
    assert made.data == HERE / "var/data"
    assert (made.database_url, made.tls_cert, made.demo, made.language) == ("", "", False, "id")
    assert made.hosts == ("localhost", "127.0.0.1", "[::1]")


def test_an_absolute_data_folder_stays_where_it_is():
    assert read({"KONDUSIF_DATA": "/srv/other"}, HERE).data == Path("/srv/other")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("KONDUSIF_SECRET_KEY", "short", "32"),
        ("KONDUSIF_LANGUAGE", "fr", "id or en"),
        ("KONDUSIF_TLS_CERT", "c.pem", "belong together"),
        ("KONDUSIF_TLS_KEY", "k.pem", "belong together"),
        ("DATABASE_URL", "mysql://x", "postgresql://"),
        ("KONDUSIF_BEHIND_PROXY", "perhaps", "yes or no"),
        ("KONDUSIF_DEMO", "2", "yes or no"),
    ],
)
def test_a_wrong_one_names_itself_and_what_to_write(name, value, words):
    with pytest.raises(WrongSetting) as told:
        read({name: value}, HERE)
    assert name in str(told.value)
    assert words in str(told.value)


@pytest.mark.parametrize(
    ("text", "meant"), [("yes", True), ("YA", True), ("0", False), ("", False)]
)
def test_yes_and_no_in_both_languages(text, meant):
    assert read({"KONDUSIF_BEHIND_PROXY": text}, HERE).behind_proxy is meant


def test_names_are_added_to_this_machines_own():
    assert read({"KONDUSIF_HOSTS": "pos.test, 10.0.0.5 ,"}, HERE).hosts[:2] == (
        "pos.test",
        "10.0.0.5",
    )


def test_every_variable_is_explained_once():
    names = [variable.name for variable in VARIABLES]
    assert len(names) == len(set(names))
    assert all(variable.meaning.endswith((".", "name")) for variable in VARIABLES)
