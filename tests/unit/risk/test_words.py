"""Every word that this room shows has an Indonesian one."""

import ast
import re
from pathlib import Path

import polib
import pytest

import kondusif.risk

ROOM = Path(kondusif.risk.__file__).parent
PO = polib.pofile(str(ROOM / "locale" / "id" / "LC_MESSAGES" / "django.po"))
KNOWN = {entry.msgid for entry in PO}
MARKED = re.compile(r"""{% translate (?:"([^"]+)"|'([^']+)')|_\("([^"]+)"\)""")
TELLING = {"NotPossible", "FactProblem", "NotAllowed", "gettext_noop", "_"}


def test_nothing_is_left_untranslated():
    empty = [e.msgid for e in PO if not (e.msgstr or any(e.msgstr_plural.values()))]
    assert empty == []


def test_placeholders_survive_translation():
    for entry in PO:
        names = set(re.findall(r"%\((\w+)\)s|{(\w+)}", entry.msgid))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            assert not text or set(re.findall(r"%\((\w+)\)s|{(\w+)}", text)) == names, entry.msgid


@pytest.mark.parametrize("page", sorted(ROOM.glob("templates/risk/*.html")), ids=lambda p: p.name)
def test_every_marked_text_of_a_page_is_known(page):
    texts = {
        next(filter(None, found)) for found in MARKED.findall(page.read_text(encoding="utf-8"))
    }
    assert texts <= KNOWN


def sentences(path):
    """Texts given to `_`, or to what is told a person, and constants in capitals that read like a sentence."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in TELLING and node.args:
            yield node.args[0]
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "x").isupper():
            yield node.value


@pytest.mark.parametrize("path", sorted(ROOM.rglob("*.py")), ids=lambda p: p.name)
def test_every_sentence_of_the_code_is_known(path):
    if "migrations" in path.parts:
        return
    texts = (n.value for n in sentences(path) if isinstance(n, ast.Constant))
    told = {text for text in texts if isinstance(text, str) and " " in text}
    assert told <= KNOWN
