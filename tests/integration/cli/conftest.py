import pytest

from tests.integration.cli.installation import Installation


@pytest.fixture(scope="session")
def patterns(tmp_path_factory):
    """Made once, copied often: "migrated" (tables only) and "seeded" (a small operation with a token)."""
    made = {}
    for name in ("migrated", "seeded"):
        made[name] = Installation.make(tmp_path_factory.mktemp("pattern") / name)
    done = made["migrated"].run("migrate")
    assert done.code == 0, done.err
    made["seeded"].seed()
    yield made
    for installation in made.values():
        installation.remove()


@pytest.fixture
def installations(tmp_path, patterns):
    """`installations("a", "seeded")` makes an installation of its own after a pattern; all are removed afterwards."""
    made = []

    def make(name, pattern=None):
        like = patterns[pattern] if pattern else None
        made.append(Installation.make(tmp_path / name, like))
        return made[-1]

    yield make
    for installation in made:
        installation.remove()
