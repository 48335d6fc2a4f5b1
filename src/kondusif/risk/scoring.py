"""From what is known of a place to its score, its interval and its grade: sums, and nothing hidden.

A criterion adds its points when it is present and never takes any away. What is unknown adds nothing to the low end of
the interval and all its points to the high end; the model says which end is the score (`unknown.counts_as`). The grade
is where the score stands against two cut-offs; the interval's ends give the grades that are still possible.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .criteria import Criterion, SecurityModel
from .rules import Grade, State


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one criterion: its state, a measured value where computed, the recorded fact's id where not."""

    state: State
    value: float | None = None
    fact: int | None = None


NOTHING = Known(State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Score:
    """`low` <= `score` <= `high`, in points; `possible` are the grades at the two ends of the interval."""

    score: int
    low: int
    high: int
    grade: Grade
    possible: tuple[Grade, Grade]
    missing: int

    @property
    def open(self) -> bool:
        """Whether what is missing could change the grade."""
        return self.possible[0] != self.possible[1]


def grade_of(points: int, model: SecurityModel) -> Grade:
    if points >= model.very_vulnerable_at:
        return Grade.VERY
    return Grade.VULNERABLE if points >= model.vulnerable_at else Grade.LESS


def score_place(
    criteria: Sequence[Criterion],
    states: Sequence[State],
    model: SecurityModel,
    special: bool = False,
) -> Score:
    """`states` in the order of `criteria`. A special place keeps its points but has its grade by rule."""
    low = _points(criteria, states, State.PRESENT)
    unknown = _points(criteria, states, State.UNKNOWN)
    high = low + unknown
    score = high if model.unknown_is_present else low
    missing = sum(state is State.UNKNOWN for state in states)
    if special:
        return Score(score, low, high, Grade.SPECIAL, (Grade.SPECIAL, Grade.SPECIAL), missing)
    ends = (grade_of(low, model), grade_of(high, model))
    return Score(score, low, high, grade_of(score, model), ends, missing)


def _points(criteria: Sequence[Criterion], states: Sequence[State], wanted: State) -> int:
    return sum(c.points for c, state in zip(criteria, states, strict=True) if state is wanted)


def known_of(
    criterion: Criterion,
    measures: Mapping[str, float | None],
    recorded: Mapping[str, tuple[State, int]],
) -> Known:
    """Measured where the criterion has a measure (None: it couldn't be computed), else the recorded fact."""
    if criterion.measure:
        value = measures.get(criterion.measure)
        if value is None:
            return NOTHING
        return Known(State.PRESENT if value >= criterion.at else State.ABSENT, value)
    found = recorded.get(criterion.key)
    return Known(found[0], fact=found[1]) if found else NOTHING


# A row's terms as stored: [state's letter, value, fact id] in the order of the model's criteria.
_LETTERS = {State.PRESENT: "p", State.ABSENT: "a", State.UNKNOWN: "u"}
_STATES = {letter: state for state, letter in _LETTERS.items()}
Packed = list[list[str | float | int | None]]


def pack(known: Sequence[Known]) -> Packed:
    return [[_LETTERS[k.state], k.value, k.fact] for k in known]


def unpack(packed: Packed) -> list[Known]:
    return [
        Known(
            _STATES[str(letter)],
            None if value is None else float(value),
            None if fact is None else int(fact),
        )
        for letter, value, fact in packed
    ]
