import pytest

from tests.integration.cli.installation import Installation


@pytest.fixture
def installations(tmp_path):
    """`installations("a")` makes an installation of its own; all are removed afterwards."""
    made = []

    def make(name="one"):
        made.append(Installation.make(tmp_path / name))
        return made[-1]

    yield make
    for installation in made:
        installation.remove()
