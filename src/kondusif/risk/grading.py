"""A whole list graded by one model: pure, and quick because places that know the same are scored once."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from . import facts, measures
from .criteria import Criterion, SecurityModel
from .scoring import Known, Score, known_of, score_place


class Graded(NamedTuple):
    """One place with its score, and what is known of each criterion in the model's order."""

    code: str
    score: Score
    known: tuple[Known, ...]


def grade_stations(
    model: SecurityModel,
    stations: Sequence[measures.StationInput],
    by_subject: Mapping[str, facts.Known],
) -> list[Graded]:
    """`by_subject` as from `facts.index`; a station inherits from its village, district, regency and province."""
    criteria = model.of("station")
    measured = measures.measure_stations(stations, model.voters_limit)
    inherited = {
        village: facts.resolve(facts.area_chain(village), by_subject)
        for village in {station.village for station in stations}
    }
    scored: dict[tuple[object, ...], Score] = {}
    graded = []
    for station, values in zip(stations, measured, strict=True):
        recorded = {**inherited[station.village], **by_subject.get(station.code, {})}
        known = tuple(known_of(c, values, recorded) for c in criteria)
        special = station.special in model.special_places
        score = _scored_once(scored, criteria, known, model, special)
        graded.append(Graded(station.code, score, known))
    return graded


def _scored_once(
    scored: dict[tuple[object, ...], Score],
    criteria: Sequence[Criterion],
    known: tuple[Known, ...],
    model: SecurityModel,
    special: bool,
) -> Score:
    states = tuple(k.state for k in known)
    if (states, special) not in scored:
        scored[states, special] = score_place(criteria, states, model, special)
    return scored[states, special]


def grade_sites(
    model: SecurityModel,
    sites: Sequence[measures.SiteInput],
    by_subject: Mapping[str, facts.Known],
) -> list[Graded]:
    """Each kind of site by its own criteria; a site inherits nothing, its facts are its own."""
    graded = []
    for site in sites:
        criteria = model.of("site", site.kind)
        values, recorded = measures.measure_site(site), by_subject.get(site.code, {})
        known = tuple(known_of(c, values, recorded) for c in criteria)
        score = score_place(criteria, [k.state for k in known], model)
        graded.append(Graded(site.code, score, known))
    return graded


def outcome_digest(model_digest: str, graded: Sequence[Graded]) -> str:
    """SHA-256 over the model and every term of every place: the same digest means nothing has changed."""
    seal = hashlib.sha256(model_digest.encode())
    for place in sorted(graded, key=lambda place: place.code):
        terms = ";".join(f"{k.state[0]}{k.value}{k.fact}" for k in place.known)
        seal.update(f"\n{place.code}:{place.score.grade}:{terms}".encode())
    return seal.hexdigest()
