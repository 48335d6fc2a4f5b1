"""Only what changed is made again."""

import pytest
from launcher import stamp

SOURCES = {
    "pyproject.toml": "dependencies",
    "constraints.txt": "dependencies",
    "hatch_build.py": "dependencies",
    "web/package-lock.json": "packages",
    "web/src/pages/shell.ts": "web",
    "web/build.mjs": "web",
    "src/kondusif/places/locale/id/LC_MESSAGES/django.po": "messages",
    "src/kondusif/engines/stationing/solve.py": "engines",
}
BUILT = (
    "src/kondusif/site/static/built/shell.js",
    "src/kondusif/places/locale/id/LC_MESSAGES/django.mo",
)
EVERYTHING = {"development", "engines"}


@pytest.fixture
def tree(tmp_path):
    for name in (*SOURCES, *BUILT):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("first")
    return tmp_path


def made(tree, asked=EVERYTHING):
    want = stamp.of_sources(tree)
    return stamp.after(stamp.Stamp(), want, asked)


def missing(tree, have, asked=EVERYTHING):
    return stamp.missing(have, stamp.of_sources(tree), tree, asked)


def test_nothing_is_made_again_when_nothing_changed(tree):
    assert missing(tree, made(tree)) == set()


@pytest.mark.parametrize(("name", "part"), SOURCES.items())
def test_a_changed_source_names_its_part(tree, name, part):
    have = made(tree)
    (tree / name).write_text("second")
    expected = {part}
    if part == "dependencies":
        expected.add("development")
    if name == "constraints.txt":
        expected.add("engines")  # another numba compiles again
    assert missing(tree, have) == expected


def test_optional_parts_wait_until_a_command_asks(tree):
    have = made(tree, asked=())
    assert missing(tree, have, asked=()) == set()
    assert missing(tree, have, asked={"engines"}) == {"engines"}
    assert missing(tree, have, asked={"development"}) == {"development"}


def test_making_one_optional_part_keeps_what_is_known_of_the_other(tree):
    have = made(tree, asked={"development"})
    later = stamp.after(have, stamp.of_sources(tree), asked={"engines"})
    assert missing(tree, later, asked=EVERYTHING) == set()


def test_an_output_that_vanished_is_made_again(tree):
    have = made(tree)
    for name in BUILT:
        (tree / name).unlink()
    assert missing(tree, have) == {"web", "messages"}


def test_a_stamp_survives_the_disk_and_a_torn_one_counts_as_none(tree):
    have = made(tree)
    stamp.write(tree, have)
    assert stamp.read(tree) == have
    (tree / stamp.NAME).write_text('{"dependencies": ')
    assert stamp.read(tree) == stamp.Stamp()


def test_a_moved_tree_is_not_the_same_environment(tree, tmp_path_factory):
    moved = tmp_path_factory.mktemp("elsewhere")
    for name in (*SOURCES, *BUILT):
        (moved / name).parent.mkdir(parents=True, exist_ok=True)
        (moved / name).write_text("first")
    assert "dependencies" in missing(moved, made(tree))
