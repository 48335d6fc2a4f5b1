import pytest
from hypothesis import given
from hypothesis import strategies as st

from kondusif.risk.neutrality import PHRASES, WORDS, complaint, partisan_words

NEUTRAL = [
    "pemungutan suara ulang pada 2020",
    "bentrok kampanye di jalan raya",
    "Pos KPPS 2, dekat basis data desa",
    "voters near the legal maximum",
    "margin tanpa arah",
]


@pytest.mark.parametrize("text", NEUTRAL)
def test_places_and_events_pass(text):
    assert partisan_words(text) == []


@pytest.mark.parametrize("word", [*WORDS, *PHRASES])
def test_every_listed_word_is_found_in_any_spelling_of_a_key_or_a_sentence(word):
    key = word.replace(" ", "_").upper()
    assert word in partisan_words(f"past_{key}_here")
    assert word in partisan_words(f"Dekat {word.title()}, sejak 2020.")


@given(st.text(max_size=80), st.lists(st.text(max_size=10), max_size=4))
def test_no_text_and_no_list_breaks_the_check(text, own):
    found = partisan_words(text, own)
    assert len(found) == len(set(found))
    assert (complaint([text], own) is None) == (not found)
