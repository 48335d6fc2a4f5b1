"""Sentences that no template holds (findings, refusals, declared kinds of personal data) speak Indonesian too."""

import ast
from pathlib import Path

import pytest
from django.utils.translation import gettext, override

import kondusif
from kondusif.places import said
from kondusif.places.importing import sentences

SOURCE = Path(kondusif.__file__).parent


def constants(module):
    return [text for name, text in vars(module).items() if name.isupper() and isinstance(text, str)]


def refusals():
    """Every literal sentence that the operation's rules and seats refuse with."""
    found = []
    for name in ("rules.py", "seats.py"):
        tree = ast.parse((SOURCE / "operation" / name).read_text())
        for node in ast.walk(tree):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", "")
            if called in ("Refused", "NotAllowed"):
                found += [
                    part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)
                ]
    return found


@pytest.mark.parametrize("text", [*constants(sentences), *constants(said)])
def test_a_finding_has_its_indonesian_sentence_with_the_same_particulars(text):
    if not text.endswith("."):
        return
    with override("id"):
        translated = gettext(text)
    assert translated != text
    assert set(_particulars(translated)) == set(_particulars(text))


def _particulars(text):
    return [part.partition("}")[0] for part in text.split("{")[1:]]


@pytest.mark.parametrize("text", refusals())
def test_a_refusal_is_told_in_indonesian(text):
    with override("id"):
        assert gettext(text) != text


def test_there_are_refusals_to_look_at():
    assert len(refusals()) >= 12
