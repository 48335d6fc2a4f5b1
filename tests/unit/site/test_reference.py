from pathlib import Path

from kondusif.cli.__main__ import COMMANDS
from kondusif.site.environment import VARIABLES
from kondusif.site.reference import settings_page

DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_the_settings_page_is_what_the_settings_say():
    page = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    assert page == settings_page(), "python -m kondusif.site.reference > docs/reference/settings.md"
    assert all(variable.name in page for variable in VARIABLES)


def test_every_command_has_its_place_in_the_reference():
    page = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"kondusif {name}" not in page] == []
