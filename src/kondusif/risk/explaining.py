"""Why a place is graded as it is: each term with its source, what is missing, and what was said before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from kondusif.operation.models import Operation
from kondusif.places.models import Area, Site, Station

from . import rules
from .criteria import Criterion, SecurityModel, parse_model
from .flags import lens
from .models import Assessment, Fact, FlagFact, Grading, Override, Score
from .rules import State
from .scoring import Known, unpack


def in_language(title: Mapping[str, str]) -> str:
    """A title of a data file in the reader's language."""
    return title["id" if get_language() == "id" else "en"]


@dataclass(frozen=True)
class Term:
    """One criterion at one place. `points` is what it adds now, `could_add` what it would add if it were present."""

    key: str
    title: str
    state: State
    points: int
    could_add: int
    source: str
    value: float | None = None
    at: float = 0.0
    unit: str = ""
    fact: Fact | None = None
    place: str = ""  # the wider place that a fact is inherited from

    @property
    def missing(self) -> bool:
        return self.state is State.UNKNOWN


@dataclass(frozen=True)
class Explained:
    """A score with its terms: those present first, then what is missing, then what is absent."""

    grading: Score
    terms: Sequence[Term]
    model: SecurityModel

    def _in(self, state: State) -> list[Term]:
        return [term for term in self.terms if term.state is state]

    @property
    def present(self) -> list[Term]:
        return self._in(State.PRESENT)

    @property
    def missing(self) -> list[Term]:
        return self._in(State.UNKNOWN)

    @property
    def absent(self) -> list[Term]:
        return self._in(State.ABSENT)

    @property
    def open(self) -> bool:
        return self.grading.lowest != self.grading.highest


def explain_station(assessment: Assessment, station: Station) -> Explained | None:
    """None where the station joined the list after this assessment."""
    grading = Grading.objects.filter(assessment=assessment, station=station).first()
    model = parse_model(assessment.model.content)
    return _explain(grading, model, model.of("station"), station.code) if grading else None


def explain_site(assessment: Assessment, site: Site) -> Explained | None:
    grading = site.gradings.filter(assessment=assessment).first()
    model = parse_model(assessment.model.content)
    return _explain(grading, model, model.of("site", site.kind), site.code) if grading else None


def _explain(
    grading: Score, model: SecurityModel, criteria: Sequence[Criterion], code: str
) -> Explained:
    known = unpack(grading.terms)
    facts = Fact.objects.in_bulk([k.fact for k in known if k.fact])
    wider = Area.objects.in_bulk([f.subject for f in facts.values() if f.subject != code])
    terms = [
        _term(criterion, k, facts, wider) for criterion, k in zip(criteria, known, strict=True)
    ]
    return Explained(grading, terms, model)


def _term(
    criterion: Criterion, known: Known, facts: Mapping[int, Fact], wider: Mapping[str, Area]
) -> Term:
    fact = facts.get(known.fact) if known.fact else None
    place = wider.get(fact.subject) if fact else None
    return Term(
        key=criterion.key,
        title=in_language(criterion.title),
        state=known.state,
        points=criterion.points if known.state is State.PRESENT else 0,
        could_add=criterion.points,
        source=in_language(criterion.source),
        value=known.value,
        at=criterion.at,
        unit=criterion.unit,
        fact=fact,
        place=place.name if place else "",
    )


@dataclass(frozen=True)
class Flag:
    number: int
    variable: str
    title: str
    fact: FlagFact


def flags_of(operation: Operation, station: Station) -> list[Flag]:
    """What Bawaslu's list says is present at the station, by number."""
    present = FlagFact.objects.filter(
        operation=operation, station=station, state=State.PRESENT
    ).order_by("indicator")
    known = lens()
    return [
        Flag(
            fact.indicator,
            in_language(known.variables[fact.variable]),
            in_language(known.indicators[fact.indicator - 1].title),
            fact,
        )
        for fact in present
    ]


@dataclass
class Standing:
    """How a station's grade stands: what the model says, what a person changed, and what waits for a second person."""

    computed: str = ""
    confirmed: Override | None = None
    proposed: Override | None = None
    history: list[Override] = field(default_factory=list)

    @property
    def grade(self) -> str:
        """The grade that counts; "" before the station's first assessment."""
        changed = self.confirmed.grade if self.confirmed else ""
        return rules.effective(self.computed, changed) if self.computed else ""

    @property
    def overridden(self) -> bool:
        return bool(self.confirmed and self.confirmed.grade)

    @property
    def stale(self) -> bool:
        if not self.confirmed or not self.overridden:
            return False
        return rules.is_stale(self.confirmed.computed, self.computed)


def standing_of(operation: Operation, assessment: Assessment | None, station: Station) -> Standing:
    grading = Grading.objects.filter(assessment=assessment, station=station).first()
    history = list(Override.objects.filter(operation=operation, station=station))
    by_state = {override.state: override for override in reversed(history)}
    return Standing(
        grading.grade if grading and assessment else "",
        by_state.get(rules.OverrideState.CONFIRMED),
        by_state.get(rules.OverrideState.PROPOSED),
        history,
    )


def past_gradings(operation: Operation, station: Station) -> list[dict[str, Any]]:
    """The station in every assessment, the latest first."""
    rows = Grading.objects.filter(assessment__operation=operation, station=station)
    columns = ("assessment__number", "assessment__at", "assessment__model__version")
    return list(
        rows.order_by("-assessment__number").values(*columns, "grade", "score", "high", "low")
    )
