"""What a newer list changes."""

import json
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kondusif.places.importing import Note, Problem, Sentence, diff, key_text, summary


@dataclass(frozen=True)
class Thing:
    name: str
    voters: int
    row: int = 0


def test_added_changed_gone_and_unchanged():
    current = {1: Thing("a", 1, row=2), 2: Thing("b", 2), 3: Thing("c", 3)}
    incoming = {1: Thing("a", 1, row=9), 2: Thing("b", 5), 4: Thing("d", 4)}
    found = diff(current, incoming)
    assert found.added == {4: Thing("d", 4)}
    assert found.changed == {2: {"voters": (2, 5)}}
    assert found.gone == {3: Thing("c", 3)}
    assert found.unchanged == 1
    assert not found.empty


def test_mappings_and_dataclasses_compare_by_the_fields_they_share():
    assert diff({1: {"name": "a", "extra": 1}}, {1: Thing("a", 7)}).empty
    assert diff({1: {"name": "b"}}, {1: Thing("a", 7)}).changed == {1: {"name": ("b", "a")}}
    with pytest.raises(TypeError):
        diff({1: "a"}, {1: "b"})


records = st.dictionaries(st.integers(0, 20), st.fixed_dictionaries({"a": st.integers(0, 3)}))


@given(records, records)
def test_applying_a_difference_gives_the_newer_list(current, incoming):
    found = diff(current, incoming)
    applied = {key: dict(record) for key, record in current.items() if key not in found.gone}
    applied |= found.added
    for key, parts in found.changed.items():
        applied[key].update({name: new for name, (_, new) in parts.items()})
    assert applied == incoming
    assert len(found.added) + len(found.changed) + found.unchanged == len(incoming)


@given(records)
def test_the_same_list_again_changes_nothing(current):
    assert diff(current, current).empty


def test_the_summary_is_json_with_counts_and_keys():
    found = diff({("v", 1): Thing("a", 1)}, {("v", 1): Thing("a", 2), ("v", 12): Thing("b", 1)})
    problem = Problem(3, "No TPS", "x", Sentence("This is {what}.", what="wrong"))
    note = Note(4, "", "", "Look.")
    said = json.loads(json.dumps(summary(found, [problem], [note])))
    assert (said["added"], said["changed"], said["gone"], said["unchanged"]) == (1, 1, 0, 0)
    assert said["problems"] == [
        {"row": 3, "column": "No TPS", "value": "x", "reason": "This is wrong."}
    ]
    assert said["notes"][0]["reason"] == "Look."
    assert said["details"]["added"] == ["v-012"]
    assert said["details"]["changed"] == [{"key": "v-001", "fields": {"voters": [1, 2]}}]


def test_the_summary_without_a_comparison_and_with_many_keys():
    assert summary(None, [Problem(1, "", "", "No.")])["added"] == 0
    said = summary(diff({}, {number: Thing("a", 1) for number in range(1500)}))
    assert (said["added"], len(said["details"]["added"])) == (1500, 1000)


def test_keys_as_text():
    assert key_text(("35.09.01.2002", 7)) == "35.09.01.2002-007"
    assert key_text("P-20") == "P-20"


def test_a_sentence_can_be_said_in_another_language():
    said = Sentence("{count} men", count=3)
    assert said == "3 men"
    assert "{count} orang".format(**said.params) == "3 orang"
    assert said.template == "{count} men"
