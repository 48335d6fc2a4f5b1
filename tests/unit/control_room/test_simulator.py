"""The simulated day: the same seed, the same day; each report once; silence and scenario mistakes as told."""

import copy
import tomllib
from collections import Counter
from datetime import date

import pytest

from kondusif.control_room.kinds import all_kinds
from kondusif.control_room.messages import Wanted, read_report
from kondusif.control_room.simulator import scenario as scenarios
from kondusif.control_room.simulator.schedule import Day, Spot, Team, grouped, plan

DATA = tomllib.loads(scenarios.ELECTION_DAY.read_text(encoding="utf-8"))
DAY = Day(date(2024, 11, 27), "Asia/Jakarta", "1|1")


def teams(count=40, each=10):
    made = []
    for t in range(count):
        spots = tuple(
            Spot(f"35.09.01.{2001 + t}-{n:03d}", -8.2 + t / 100, 113.7 + n / 1000, remote=t == 3)
            for n in range(1, each + 1)
        )
        made.append(Team(f"regu-{t}", "police", spots))
    return [*made, Team("koramil-1", "army", made[0].spots)]


def scenario(blackouts=(), **changes):
    data = copy.deepcopy(DATA)
    data["blackouts"] = blackouts
    for path, value in changes.items():
        section, _, key = path.partition("__")
        data[section][key] = value
    return scenarios.parse(data, all_kinds())


def test_the_same_seed_plays_the_same_day():
    assert plan(scenario(), DAY, teams()) == plan(scenario(), DAY, teams())
    other = plan(scenario(), Day(DAY.vote, DAY.zone, "2|1"), teams())
    assert not {i.body["id"] for i in other} & {
        i.body["id"] for i in plan(scenario(), DAY, teams())
    }


def test_every_report_is_one_that_the_api_takes_and_has_its_own_id():
    import json

    planned = plan(scenario(), DAY, teams())
    assert len({item.body["id"] for item in planned}) == len(planned)
    for item in planned:
        assert isinstance(read_report(json.dumps(item.body).encode(), all_kinds()), Wanted)


def test_a_station_that_goes_changes_nobody_elses_milestones():
    less = [Team(t.key, t.service, t.spots[:-1]) for t in teams()]
    ids = {i.body["id"] for i in plan(scenario(), DAY, less) if i.body["kind"] == "opened"}
    assert ids < {
        i.body["id"] for i in plan(scenario(), DAY, teams()) if i.body["kind"] == "opened"
    }


def test_the_day_has_the_shape_that_the_scenario_gives_it():
    quiet = plan(scenario(silence__share=0.0), DAY, teams())
    kinds = Counter(item.body["kind"] for item in quiet)
    stations = 400
    for code, step in DATA["milestones"].items():
        assert kinds[code] == pytest.approx(stations * (1 - step["missed"]), abs=16)
    assert kinds["aman"] > stations * 4
    assert all(item.send_at.isoformat() == item.body["occurred_at"] for item in quiet)
    assert [item.send_at for item in quiet] == sorted(item.send_at for item in quiet)


def test_trouble_comes_at_its_rate():
    planned = plan(scenario(trouble__per_thousand=500.0), DAY, teams())
    trouble = [i for i in planned if all_kinds()[i.body["kind"]].trouble]
    assert 200 * 0.7 < len(trouble) < 200 * 1.3
    start, end = "2024-11-27T06:30:00+07:00", "2024-11-27T23:00:00+07:00"
    assert all(start <= i.body["occurred_at"] <= end for i in trouble)


def test_a_dead_phone_silences_its_whole_team_and_sends_later_or_never():
    lost = plan(scenario(silence__share=1.0, silence__lost=1.0), DAY, teams())
    late = plan(scenario(silence__share=1.0, silence__lost=0.0), DAY, teams())
    whole = plan(scenario(silence__share=0.0), DAY, teams())
    assert len(lost) < len(late) == len(whole)
    held = [item for item in late if item.send_at.isoformat() != item.body["occurred_at"]]
    assert len(held) == len(whole) - len(lost)
    assert all(item.send_at.isoformat() > item.body["occurred_at"] for item in held)


def test_a_blackout_silences_as_many_teams_as_it_says():
    entry = {"teams": 3, "day": -1, "from": "21:00", "until": "07:50"}
    dark = plan(scenario([entry], silence__share=0.0, silence__lost=1.0), DAY, teams())
    early = "2024-11-27T06:45:00+07:00"
    heard = {
        item.team
        for item in dark
        if "2024-11-26T21:00:00+07:00" <= item.body["occurred_at"] <= early
    }
    assert len(heard & {team.key for team in teams()[:-1]}) == 37


def test_what_the_first_minutes_show_is_there_whatever_the_dice_say():
    planned = plan(scenario(), DAY, teams())
    texts = {event["text"]: event for event in DATA["events"]}
    found = [item for item in planned if item.body.get("text") in texts]
    assert len(found) == len(texts)
    soldiers = [i for i in found if i.team == "koramil-1"]
    assert [i.body["kind"] for i in soldiers] == ["officer_illness"]


def test_reports_travel_in_batches_of_their_team():
    planned = plan(scenario(), DAY, teams(3))
    parcels = list(grouped(planned, 7))
    assert sum(len(bodies) for _, bodies in parcels) == len(planned)
    assert max(len(bodies) for _, bodies in parcels) == 7
    own = {spot.code: team.key for team in teams(3)[:3] for spot in team.spots}
    assert all(
        own[body["station"]] == key
        for key, bodies in parcels
        for body in bodies
        if key != "koramil-1"
    )


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("calm__from", "7 o'clock", "can't be read"),
        ("silence__share", 2, "no share"),
        (
            "trouble__kinds",
            [{"code": "votes", "weight": 1, "from": "07:00", "until": "08:00"}],
            "votes",
        ),
        (
            "trouble__kinds",
            [{"code": "arson", "weight": 1, "from": "09:00", "until": "08:00"}],
            "before it begins",
        ),
        ("trouble__kinds", [{"code": "arson"}], "'from' is missing"),
        ("milestones__opened", {"day": 0}, "'at' is missing"),
    ],
)
def test_a_wrong_scenario_is_explained(path, value, words):
    with pytest.raises(scenarios.WrongScenario, match=words):
        scenario(**{path: value})
