import json
import tomllib

import pytest

from kondusif.risk.criteria import MEASURES, ModelProblem, parse_model
from kondusif.risk.services.assessing import SHIPPED

TITLE = {"en": "Past trouble", "id": "Riwayat gangguan"}


def model(**changes):
    """A small, right model, with top-level changes."""
    raw = {
        "name": "small",
        "version": "7",
        "title": {"en": "Small", "id": "Kecil"},
        "cutoffs": {"vulnerable": 5, "very_vulnerable": 10},
        "limits": {"voters": 600},
        "criteria": [criterion()],
    }
    return json.dumps(raw | changes)


def criterion(**changes):
    return {"key": "trouble", "points": 3, "title": TITLE, "source": "a survey"} | changes


def complaints(text, own=()):
    with pytest.raises(ModelProblem) as caught:
        parse_model(text, own)
    return caught.value.sentences


def test_a_right_model_is_read():
    found = parse_model(model())
    assert (found.vulnerable_at, found.very_vulnerable_at) == (5, 10)
    assert found.criteria[0].title == TITLE
    assert found.criteria[0].source == {"en": "a survey", "id": "a survey"}
    assert not found.unknown_is_present


WRONG = [
    ("no TOML at all = =", "can't be read"),
    ("{ not json", "can't be read"),
    ("[" * 5000, "can't be read"),
    (model(name=""), "name"),
    (model(version=3), "version"),
    (model(title={"en": "only"}), "Indonesian"),
    (model(cutoffs={"vulnerable": 5, "very_vulnerable": 5}), "cut-offs"),
    (model(cutoffs={"vulnerable": True, "very_vulnerable": 9}), "cut-offs"),
    (model(cutoffs=None), "cut-offs"),
    (model(unknown={"counts_as": "half"}), "counts_as"),
    (model(special={"places": ["school"]}), "Special places"),
    (model(limits={}), "voters"),
    (model(criteria=[]), "1 to 60 criteria"),
    (model(criteria=[criterion(key=f"k{n}") for n in range(61)]), "1 to 60 criteria"),
    (model(criteria=["text"]), "key"),
    (model(criteria=[criterion(key="Not A Key")]), "key"),
    (model(criteria=[criterion(), criterion()]), "stands for 2"),
    (model(criteria=[criterion(points=0)]), "points"),
    (model(criteria=[criterion(points=-4)]), "points"),
    (model(criteria=[criterion(points=2.5)]), "points"),
    (model(criteria=[criterion(source=" ")]), "source"),
    (model(criteria=[criterion(of="person")]), "station or of a site"),
    (model(criteria=[criterion(of="site")]), "kinds of site"),
    (model(criteria=[criterion(of="site", kinds=["house"])]), "kinds of site"),
    (model(criteria=[criterion(measure="mood")]), "can be computed"),
    (model(criteria=[criterion(measure="stations_served")]), "can be computed"),
    (model(criteria=[criterion(measure="nearest_km", at=0)]), "above 0"),
    (model(criteria=[criterion(measure="nearest_km", at="far")]), "above 0"),
]


@pytest.mark.parametrize(
    ("text", "said"), WRONG, ids=[said + str(n) for n, (_, said) in enumerate(WRONG)]
)
def test_a_wrong_model_is_refused_in_words(text, said):
    assert any(said in sentence for sentence in complaints(text))


def test_everything_that_is_wrong_is_said_at_once():
    text = model(name="", limits={}, criteria=[criterion(points=0, source="")])
    assert len(complaints(text)) == 4


PARTISAN = [
    criterion(key="candidate_house"),
    criterion(key="basis_partai"),
    criterion(title={"en": "Supporters of one side", "id": "Massa satu pihak"}),
    criterion(title={"en": "x", "id": "Perolehan suara berimbang"}),
    criterion(title={"en": "One-sided base", "id": "Massa militan"}),
    criterion(title={"en": "x", "id": "Basis massa paslon"}),
]


@pytest.mark.parametrize("row", PARTISAN, ids=lambda row: row["key"] + row["title"]["en"])
def test_no_criterion_speaks_of_candidates_parties_or_how_a_place_votes(row):
    assert any("never an input" in sentence for sentence in complaints(model(criteria=[row])))


def test_names_on_the_operators_own_list_are_refused_too():
    row = criterion(
        title={"en": "Near the Contoh Bersatu office", "id": "Dekat kantor Contoh Bersatu"}
    )
    assert parse_model(model(criteria=[row]))
    assert "Contoh Bersatu" in complaints(model(criteria=[row]), ["Contoh Bersatu", ""])[0]


def test_a_re_vote_is_an_event_and_no_voting_behaviour():
    titles = {"en": "Past re-vote", "id": "Riwayat pemungutan suara ulang"}
    assert parse_model(model(criteria=[criterion(key="past_revote", title=titles)]))


def test_the_shipped_model_passes_its_own_checks_and_uses_every_measure():
    shipped = parse_model(SHIPPED.read_text(encoding="utf-8"))
    assert {c.measure for c in shipped.criteria if c.measure} == set(MEASURES)
    assert {kind for c in shipped.criteria for kind in c.kinds} == {
        "kpu",
        "warehouse",
        "ppk",
        "pps",
        "route",
    }


def test_the_shipped_model_lets_each_published_criterion_reach_its_class():
    shipped = parse_model(SHIPPED.read_text(encoding="utf-8"))
    points = {c.key: c.points for c in shipped.criteria}
    for key in ("very_hard_access", "conflict_history", "boundary_dispute"):
        assert points[key] >= shipped.very_vulnerable_at
    for key in ("social_conflict", "officials_protested"):
        assert shipped.vulnerable_at <= points[key] < shipped.very_vulnerable_at
    together = points["dense_housing"] + points["near_legal_maximum"]
    assert (
        together
        >= shipped.vulnerable_at
        > max(points["dense_housing"], points["near_legal_maximum"])
    )


def test_nothing_computed_from_the_list_makes_a_station_vulnerable_alone():
    shipped = parse_model(SHIPPED.read_text(encoding="utf-8"))
    assert all(c.points < shipped.vulnerable_at for c in shipped.of("station") if c.measure)


def test_the_same_model_as_json_is_the_same_model():
    text = SHIPPED.read_text(encoding="utf-8")
    assert parse_model(json.dumps(tomllib.loads(text))) == parse_model(text)
