"""Both lenses on one page: how many stations each grade has, and how many of them Bawaslu's list flags. Pure sums."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .rules import ORDER, RAISED, Grade


@dataclass
class Cross:
    """Stations by grade, flagged or not; one for the regency, one for each district."""

    flagged: Counter[str] = field(default_factory=Counter)
    clean: Counter[str] = field(default_factory=Counter)

    def _raised(self, counts: Counter[str]) -> int:
        return sum(counts[grade] for grade in RAISED)

    @property
    def stations(self) -> int:
        return self.flagged.total() + self.clean.total()

    @property
    def raised(self) -> int:
        """Graded vulnerable or very vulnerable."""
        return self._raised(self.flagged) + self._raised(self.clean)

    @property
    def flags(self) -> int:
        """Stations with at least one flag, whatever their grade."""
        return self.flagged.total()

    @property
    def both(self) -> int:
        return self._raised(self.flagged)

    @property
    def only_flagged(self) -> int:
        """Flagged, yet graded less vulnerable."""
        return self.flagged[Grade.LESS]

    @property
    def only_raised(self) -> int:
        return self._raised(self.clean)

    def lines(self) -> list[tuple[str, int, int, int]]:
        """Each grade with its flagged, its unflagged and all of its stations."""
        return [
            (grade, self.flagged[grade], self.clean[grade], self.flagged[grade] + self.clean[grade])
            for grade in ORDER
        ]


@dataclass
class Reconciled:
    whole: Cross
    by_district: dict[str, Cross]
    by_variable: dict[str, Counter[str]]  # variable -> grade -> stations flagged in it
    by_indicator: dict[int, int]  # indicator -> stations


Station = tuple[int, str]  # id, district code
Flag = tuple[int, str, int]  # station id, variable, indicator


def reconcile(
    stations: Iterable[Station], grades: Mapping[int, str], flags: Iterable[Flag]
) -> Reconciled:
    """Stations without a grade count as nothing in either lens: they are listed apart as not graded."""
    districts = {pk: district for pk, district in stations if pk in grades}
    variables: dict[str, set[int]] = {}
    indicators: Counter[int] = Counter()
    for pk, variable, indicator in flags:
        if pk in districts:
            variables.setdefault(variable, set()).add(pk)
            indicators[indicator] += 1
    flagged: set[int] = set().union(*variables.values())
    result = Reconciled(Cross(), {}, {}, dict(indicators))
    for pk, district in districts.items():
        for cross in (result.whole, result.by_district.setdefault(district, Cross())):
            (cross.flagged if pk in flagged else cross.clean)[grades[pk]] += 1
    result.by_variable = {
        variable: Counter(grades[pk] for pk in members) for variable, members in variables.items()
    }
    return result
