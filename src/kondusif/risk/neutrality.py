"""What may never be an input: candidates, parties, how a place votes.

The built-in words are ordinary words of partisan politics, no names. Names belong in the operator's own list, one per
line in `partisan-words.txt` of the data folder: the one place of this system where they may stand.
"""

import re
from collections.abc import Iterable, Sequence

from kondusif.places.importing import Sentence

WORDS = (
    "candidate candidates party parties partisan coalition incumbent challenger supporters "
    "stronghold heartland swing militant leaning electability "
    "calon paslon kandidat caleg cabup cawabup cagub cawagub parpol partai koalisi petahana penantang "
    "pendukung simpatisan timses elektabilitas militan militansi pengusung"
).split()
PHRASES = (
    "mass base",
    "mixed bases",
    "one sided base",
    "votes for",
    "vote share",
    "election result",
    "basis massa",
    "basis pendukung",
    "basis partai",
    "lumbung suara",
    "kantong suara",
    "perolehan suara",
    "hasil suara",
    "tim sukses",
    "nomor urut",
)
PARTISAN = (
    "“{word}” speaks of candidates, parties or how people vote. That is never an input here: "
    "describe the place and the event instead."
)
_NOT_WORD = re.compile(r"[^\w]+|_")


def _plain(text: str) -> str:
    return f" {' '.join(_NOT_WORD.sub(' ', text.lower()).split())} "


def partisan_words(text: str, own_list: Sequence[str] = ()) -> list[str]:
    """The words of `text` that name, or stand for, candidates, parties or voting behaviour, in the order of the lists.

    Whole words only: "pemungutan suara ulang" (a re-vote) passes, "perolehan suara" (votes won) does not.
    """
    plain = _plain(text)
    listed = (*WORDS, *PHRASES, *(word.strip() for word in own_list if word.strip()))
    return [word for word in dict.fromkeys(listed) if _plain(word) in plain]


def complaint(texts: Iterable[str], own_list: Sequence[str] = ()) -> Sentence | None:
    """One sentence about the first partisan word in any of the texts, else None."""
    for text in texts:
        if found := partisan_words(text, own_list):
            return Sentence(PARTISAN, word=found[0])
    return None
