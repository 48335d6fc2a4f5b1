"""Every sentence has an Indonesian one with the same blanks."""

import string
from pathlib import Path

import polib
import pytest

from kondusif.places.importing import sentences

CATALOGUE = Path(sentences.__file__).parents[1] / "locale/id/LC_MESSAGES/django.po"
TEMPLATES = {name: text for name, text in vars(sentences).items() if name.isupper()}


@pytest.fixture(scope="module")
def translations():
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE))}


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", TEMPLATES)
def test_translated_with_the_same_blanks(name, translations):
    english = TEMPLATES[name]
    indonesian = translations.get(english, "")
    assert indonesian
    assert blanks(indonesian) == blanks(english)
    assert english.endswith(".")
