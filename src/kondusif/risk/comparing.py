"""Two assessments side by side: what moved up, what moved down, what is new and what is gone."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .rules import rank


class Move(StrEnum):
    UP = "up"
    DOWN = "down"
    SAME = "same"
    NEW = "new"
    GONE = "gone"


def move(before: str | None, after: str | None) -> Move:
    """Up is towards very vulnerable and special. At least one of the two is a grade."""
    if before is None:
        return Move.NEW
    if after is None:
        return Move.GONE
    if before == after:
        return Move.SAME
    return Move.UP if rank(after) > rank(before) else Move.DOWN


@dataclass
class Comparison:
    """`moved` by code: (before, after, move), without what stayed; `by_area` counts every move, same ones included."""

    moved: dict[str, tuple[str | None, str | None, Move]] = field(default_factory=dict)
    by_area: dict[str, dict[str, int]] = field(default_factory=dict)

    def total(self, wanted: Move) -> int:
        return sum(counts.get(wanted, 0) for counts in self.by_area.values())


def compare(
    before: Mapping[str, str], after: Mapping[str, str], area_of: Callable[[str], str]
) -> Comparison:
    """`before` and `after` hold the grade by code; `area_of` names the area under which a code is counted."""
    result = Comparison()
    counted: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for code in sorted(before.keys() | after.keys()):
        pair = before.get(code), after.get(code)
        step = move(*pair)
        counted[area_of(code)][step] += 1
        if step is not Move.SAME:
            result.moved[code] = (*pair, step)
    result.by_area = {area: dict(counts) for area, counts in sorted(counted.items())}
    return result
