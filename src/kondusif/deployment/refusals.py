"""A thing that can't be done, said in a sentence that gettext can translate."""

from typing import Any

from django.utils.translation import gettext

from .doctrines import DoctrineError
from .rules import NotNow


class Refusal(Exception):
    """`sentence` is a template for gettext, `values` fill it."""

    def __init__(self, sentence: str, **values: Any) -> None:
        self.sentence, self.values = sentence, values
        super().__init__(sentence % values)


REASONS = (Refusal, DoctrineError, NotNow)


def in_words(error: Exception) -> str:
    """The sentence in the reader's language."""
    if isinstance(error, Refusal | DoctrineError):
        return gettext(error.sentence) % error.values
    return gettext(str(error))
