"""A risk model as data: criteria, points and cut-offs in TOML (or JSON), read into plain values or refused in words.

Shape: `name`, `version`, `title` {en, id}; `[cutoffs]` vulnerable, very_vulnerable (points); `[unknown] counts_as`
absent | present; `[special] places`; `[limits] voters`; `[[criteria]]` key, points (1-100), title {en, id},
source (text or {en, id}), optional `of` (station | site), `kinds` (of site), `measure` and `at` (present when the
measure is at least `at`). A criterion without a measure is a recorded fact.
"""

import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kondusif.places.importing import Sentence

from .neutrality import complaint

# What can be computed from the lists: name -> (of, unit).
MEASURES: dict[str, tuple[str, str]] = {
    "remote": ("station", ""),
    "nearest_km": ("station", "km"),
    "voters_share": ("station", "share"),
    "same_site": ("station", "stations"),
    "recapitulation": ("site", ""),
    "ballots_stored": ("site", ""),
    "stations_served": ("site", "stations"),
}
SITE_KINDS = ("kpu", "warehouse", "ppk", "pps", "route")
SPECIAL_PLACES = ("prison", "hospital", "relocation", "other")
MOST_POINTS = 100
MOST_CRITERIA = 60
# What can be wrong, as sentences that a screen translates.
UNREADABLE = "The file can't be read as TOML or JSON: {error}"
NEEDS_TEXT = "The model needs a {key} of at most 60 letters."
MODEL_TITLE = "The model needs a title in Indonesian (id) and in English (en)."
CUTOFFS = "The cut-offs need whole points with vulnerable below very_vulnerable, both at least 1."
COUNTS_AS = "Under [unknown], counts_as is either absent or present."
SPECIAL = "Special places are some of: {known}."
LIMIT = "Under [limits], voters is the most voters a station may have."
COUNT = "A model has 1 to {most} criteria."
SAME_KEY = "The key {key} stands for {count} criteria; each needs its own."
KEY = "Criterion {whose} needs a key of small letters, digits and underscores."
POINTS = "Criterion {whose} needs whole points from 1 to {most}."
TITLE = "Criterion {whose} needs a title in Indonesian (id) and in English (en)."
SOURCE = "Criterion {whose} needs a source: where does it come from?"
PARTISAN = "Criterion {whose}: “{word}” speaks of candidates, parties or how people vote; that is never an input."
PLACE = "Criterion {whose} is of a station or of a site."
KINDS = "Criterion {whose} needs kinds of site: some of {known}."
MEASURE = "Criterion {whose}: what can be computed for such a place is {known}."
AT = "Criterion {whose} needs a number above 0 in `at`: present from there on."
_KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")


class ModelProblem(ValueError):
    """The content is no usable model. `sentences` say everything that is wrong with it."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = list(sentences)
        super().__init__(" ".join(sentences))


@dataclass(frozen=True)
class Criterion:
    """One line of a model. `measure` is "" for a recorded fact; `kinds` is empty for stations."""

    key: str
    of: str
    points: int
    title: Mapping[str, str]
    source: Mapping[str, str]
    measure: str = ""
    at: float = 1.0
    kinds: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        return MEASURES[self.measure][1] if self.measure else ""


@dataclass(frozen=True)
class SecurityModel:
    """A model that has passed every check. Cut-offs and scores are whole points."""

    name: str
    version: str
    title: Mapping[str, str]
    vulnerable_at: int
    very_vulnerable_at: int
    unknown_is_present: bool
    special_places: tuple[str, ...]
    voters_limit: int
    criteria: tuple[Criterion, ...]

    def of(self, what: str, kind: str = "") -> tuple[Criterion, ...]:
        """The criteria that apply to stations, or to a site of this kind."""
        return tuple(
            c for c in self.criteria if c.of == what and (what == "station" or kind in c.kinds)
        )


def content_digest(text: str) -> str:
    """SHA-256 of the file as it was given."""
    return hashlib.sha256(text.encode()).hexdigest()


def parse_model(text: str, own_list: Sequence[str] = ()) -> SecurityModel:
    """Reads TOML, or JSON where the text starts with a brace. Raises ModelProblem with all that is wrong."""
    raw = _load(text)
    problems: list[str] = []
    criteria = _criteria(raw.get("criteria"), problems, own_list)
    low, high = _cutoffs(raw.get("cutoffs"), problems)
    model = SecurityModel(
        name=_text(raw, "name", problems),
        version=_text(raw, "version", problems),
        title=_title(raw.get("title"), Sentence(MODEL_TITLE), problems),
        vulnerable_at=low,
        very_vulnerable_at=high,
        unknown_is_present=_counts_as(raw.get("unknown"), problems),
        special_places=_special(raw.get("special"), problems),
        voters_limit=_limit(raw.get("limits"), problems),
        criteria=criteria,
    )
    if problems:
        raise ModelProblem(problems)
    return model


def _load(text: str) -> dict[str, Any]:
    try:
        raw = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (json.JSONDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ModelProblem([Sentence(UNREADABLE, error=error)]) from None
    return dict(raw)


def _table(raw: object) -> Mapping[str, Any]:
    return raw if isinstance(raw, Mapping) else {}


def _text(raw: Mapping[str, Any], key: str, problems: list[str]) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value.strip() or len(value) > 60:
        problems.append(Sentence(NEEDS_TEXT, key=key))
        return ""
    return value.strip()


def _title(raw: object, missing: str, problems: list[str]) -> dict[str, str]:
    title = {
        k: v.strip() for k, v in _table(raw).items() if isinstance(v, str) and k in ("en", "id")
    }
    if not all(title.get(language) for language in ("en", "id")):
        problems.append(missing)
    return title


def _whole(value: object, least: int, most: int) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value
    return None


def _cutoffs(raw: object, problems: list[str]) -> tuple[int, int]:
    low = _whole(_table(raw).get("vulnerable"), 1, 10_000)
    high = _whole(_table(raw).get("very_vulnerable"), 1, 10_000)
    if low is None or high is None or low >= high:
        problems.append(Sentence(CUTOFFS))
        return 1, 2
    return low, high


def _counts_as(raw: object, problems: list[str]) -> bool:
    word = _table(raw).get("counts_as", "absent")
    if word not in ("absent", "present"):
        problems.append(Sentence(COUNTS_AS))
    return word == "present"


def _special(raw: object, problems: list[str]) -> tuple[str, ...]:
    places = _table(raw).get("places", list(SPECIAL_PLACES))
    if not isinstance(places, list) or any(place not in SPECIAL_PLACES for place in places):
        problems.append(Sentence(SPECIAL, known=", ".join(SPECIAL_PLACES)))
        return ()
    return tuple(places)


def _limit(raw: object, problems: list[str]) -> int:
    limit = _whole(_table(raw).get("voters"), 1, 100_000)
    if limit is None:
        problems.append(Sentence(LIMIT))
    return limit or 1


def _criteria(raw: object, problems: list[str], own_list: Sequence[str]) -> tuple[Criterion, ...]:
    rows = raw if isinstance(raw, list) else []
    if not 1 <= len(rows) <= MOST_CRITERIA:
        problems.append(Sentence(COUNT, most=MOST_CRITERIA))
        return ()
    made = tuple(_criterion(_table(row), n, problems, own_list) for n, row in enumerate(rows, 1))
    for key, count in Counter(criterion.key for criterion in made).items():
        if count > 1:
            problems.append(Sentence(SAME_KEY, key=key, count=count))
    return made


def _criterion(
    row: Mapping[str, Any], n: int, problems: list[str], own_list: Sequence[str]
) -> Criterion:
    key = row.get("key")
    name = key if isinstance(key, str) and _KEY.fullmatch(key) else ""
    whose = f"{n} ({name})" if name else f"{n}"
    if not name:
        problems.append(Sentence(KEY, whose=whose))
    points = _whole(row.get("points"), 1, MOST_POINTS)
    if points is None:
        problems.append(Sentence(POINTS, whose=whose, most=MOST_POINTS))
    title = _title(row.get("title"), Sentence(TITLE, whose=whose), problems)
    source = _source(row.get("source"), Sentence(SOURCE, whose=whose), problems)
    if said := complaint((name, *title.values()), own_list):
        problems.append(Sentence(PARTISAN, whose=whose, word=said.params["word"]))
    of, kinds = _place(row, whose, problems)
    measure, at = _measure(row, of, whose, problems)
    return Criterion(name, of, points or 1, title, source, measure, at, kinds)


def _source(raw: object, missing: str, problems: list[str]) -> dict[str, str]:
    """One text for both languages, or one for each."""
    if isinstance(raw, str):
        raw = {"en": raw, "id": raw}
    return _title(raw, missing, problems)


def _place(row: Mapping[str, Any], whose: str, problems: list[str]) -> tuple[str, tuple[str, ...]]:
    of, kinds = row.get("of", "station"), row.get("kinds", [])
    if of not in ("station", "site"):
        problems.append(Sentence(PLACE, whose=whose))
        return "station", ()
    wrong = not isinstance(kinds, list) or any(kind not in SITE_KINDS for kind in kinds)
    if of == "site" and (wrong or not kinds):
        problems.append(Sentence(KINDS, whose=whose, known=", ".join(SITE_KINDS)))
        return of, ()
    return of, tuple(kinds) if of == "site" else ()


def _measure(row: Mapping[str, Any], of: str, whose: str, problems: list[str]) -> tuple[str, float]:
    measure, at = row.get("measure", ""), row.get("at", 1)
    if not measure:
        return "", 1.0
    if not isinstance(measure, str) or MEASURES.get(measure, ("",))[0] != of:
        known = ", ".join(name for name, (whom, _) in MEASURES.items() if whom == of)
        problems.append(Sentence(MEASURE, whose=whose, known=known))
        return "", 1.0
    if isinstance(at, bool) or not isinstance(at, int | float) or not 0 < at < 1e6:
        problems.append(Sentence(AT, whose=whose))
        return measure, 1.0
    return measure, float(at)
