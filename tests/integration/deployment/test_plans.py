from collections import Counter

import pytest
from django_tasks_db.models import DBTaskResult

from kondusif.backbone.accounts.rules import NotAllowed
from kondusif.backbone.audit.models import Entry
from kondusif.backbone.jobs import services as jobs
from kondusif.backbone.jobs.models import Run
from kondusif.backbone.live.models import Event
from kondusif.deployment import doctrines, queries, services, solving, tasks
from kondusif.deployment.models import Doctrine, Plan
from kondusif.deployment.refusals import Refusal
from kondusif.deployment.rules import NotNow, PlanState
from kondusif.engines.stationing.checker import Report
from kondusif.operation.models import Signal
from kondusif.places.models import Area, Station
from tests.factories import NOW
from tests.integration.deployment.worlds import DOCTRINE, draft, make_world, solve

pytestmark = pytest.mark.django_db


def test_the_same_text_is_the_same_doctrine_and_a_new_text_a_new_version(world):
    again, new = services.register_doctrine(
        world.planner, world.operation, "uji", DOCTRINE, now=NOW
    )
    assert (again, new) == (world.doctrine, False)
    changed, new = services.register_doctrine(
        world.planner, world.operation, "uji", DOCTRINE.replace("max = 3", "max = 4"), now=NOW
    )
    assert (changed.version, new) == (2, True)
    assert Doctrine.objects.get(pk=world.doctrine.pk).text == DOCTRINE


def test_a_wrong_doctrine_is_not_kept(world):
    with pytest.raises(doctrines.DoctrineError):
        services.register_doctrine(world.planner, world.operation, "x", "[weights]", now=NOW)
    assert Doctrine.objects.count() == 1


def test_a_solved_plan_guards_every_station_once_within_its_budget(solved):
    assert solved.state == PlanState.SOLVED
    assert solved.budget == 20
    assert solved.officers <= 20
    assert solved.team_stations.count() == solved.stations == Station.objects.count() == 12
    sizes = Counter(solved.team_stations.values_list("team_id", flat=True))
    assert sorted(sizes.values()) == sorted(solved.plan_teams.values_list("size", flat=True))
    assert max(sizes.values()) <= 3
    for team in solved.plan_teams.all():
        codes = set(team.members.values_list("station__code", flat=True))
        assert team.base.code in codes
        assert {code.rsplit("-", 1)[0] for code in codes} == {team.village_id}


def test_the_proof_is_kept_with_the_checkers_verdict(solved):
    assert solved.proof.passed
    assert solved.proof.verdict["problems"] == []
    assert solved.proof.verdict["objective"] == pytest.approx(solved.objective)
    assert 0 <= solved.lower_bound <= solved.objective * (1 + 1e-6)
    assert Entry.objects.filter(action="plan.solved", facts__checked=True).count() == 1


def test_too_few_people_is_a_finding_with_shortage_and_remedies(world):
    plan = solve(world, share=0.8)
    assert plan.state == PlanState.INFEASIBLE
    assert plan.plan_teams.count() == 0
    assert sum(row["officers_short"] for row in plan.shortage) == 4
    kinds = {row["kind"] for row in plan.relaxations}
    assert {"longer_pattern", "more_officers"} <= kinds
    names = {row["name"] for row in queries.shortage_table(plan.shortage)}
    assert names == {Area.objects.get(level="district").name}


def test_what_the_checker_refuses_is_not_accepted(world, monkeypatch):
    refusal = Report("feasible", 12, problems=["Team 1 has four stations."])
    monkeypatch.setattr(solving, "check", lambda *_: refusal)
    plan = draft(world)
    with pytest.raises(solving.Refuted, match="four stations"):
        services.solve_now(world.planner, plan.pk, now=NOW)
    plan.refresh_from_db()
    assert (plan.state, plan.problem) == (PlanState.DRAFT, "Team 1 has four stations.")
    assert plan.plan_teams.count() == 0


def test_a_plan_is_solved_once(solved, world):
    with pytest.raises(NotNow):
        services.solve_now(world.planner, solved.pk, now=NOW)


def test_starting_twice_queues_one_run(world, django_capture_on_commit_callbacks):
    plan = draft(world)
    with django_capture_on_commit_callbacks(execute=True):
        first = services.begin_solving(world.planner, plan.pk, now=NOW)
        second = services.begin_solving(world.planner, plan.pk, now=NOW)
    assert first == second
    assert DBTaskResult.objects.count() == 1
    assert tasks.solve_plan.call(plan.pk, first.pk) == PlanState.SOLVED
    first.refresh_from_db()
    assert (first.state, first.result["plan"]) == (Run.State.DONE, plan.pk)


def test_a_run_that_died_can_be_started_again(world):
    plan = draft(world)
    run = services.begin_solving(world.planner, plan.pk, now=NOW)
    jobs.finish(run.pk, {}, state="failed", message="lost")
    again = services.begin_solving(world.planner, plan.pk, now=NOW)
    assert again.pk != run.pk


def test_a_failing_solve_leaves_a_draft_with_the_reason(world):
    plan = draft(world)
    run = services.begin_solving(world.planner, plan.pk, now=NOW)
    Station.objects.update(active=False)
    assert tasks.solve_plan.call(plan.pk, run.pk) == "failed"
    plan.refresh_from_db()
    run.refresh_from_db()
    assert (plan.state, run.state) == (PlanState.DRAFT, Run.State.FAILED)
    assert plan.problem == run.message == "There is no station to guard."


def test_asking_to_stop_reaches_the_run(world):
    plan = draft(world)
    run = services.begin_solving(world.planner, plan.pk, now=NOW)
    services.stop_solving(world.planner, plan.pk)
    assert jobs.progress(run.pk, 0.5) is False


def test_publishing_twice_is_publishing_once(solved, commander):
    first = services.publish_plan(commander, solved.pk, now=NOW)
    again = services.publish_plan(commander, solved.pk, now=NOW)
    assert first == again
    assert again.published_by == commander.id
    assert Entry.objects.filter(action="plan.published").count() == 1
    signal = Signal.objects.get(kind="plan_published")
    assert (signal.subject, signal.value) == (f"plan:{solved.pk}", solved.number)
    assert Event.objects.filter(topic="plan", ref=str(solved.pk)).exists()


def test_publishing_replaces_the_plan_before(world, published, commander):
    newer = solve(world, share=0.4)
    services.publish_plan(commander, newer.pk, now=NOW)
    published.refresh_from_db()
    assert (published.state, published.ended_at) == (PlanState.REPLACED, NOW)
    assert queries.published(world.operation) == newer
    assert Entry.objects.filter(action="plan.published", facts__replaces=published.pk).exists()


def test_who_may_not_publish(solved, world, army_commander):
    for actor in (world.planner, army_commander):
        with pytest.raises(NotAllowed):
            services.publish_plan(actor, solved.pk, now=NOW)
    assert Plan.objects.get(pk=solved.pk).state == PlanState.SOLVED


def test_a_plan_for_an_old_list_is_not_published(solved, commander):
    station = Station.objects.first()
    station.active = False
    station.save()
    with pytest.raises(Refusal, match="0 new, 1 gone"):
        services.publish_plan(commander, solved.pk, now=NOW)


def test_an_infeasible_plan_is_not_published(world, commander):
    plan = solve(world, share=0.8)
    with pytest.raises(NotNow, match="Only a solved plan"):
        services.publish_plan(commander, plan.pk, now=NOW)


def test_withdrawing_asks_for_who_published(published, world, commander):
    with pytest.raises(NotAllowed):
        services.withdraw_plan(world.planner, published.pk, now=NOW)
    assert services.withdraw_plan(commander, published.pk, now=NOW).state == PlanState.WITHDRAWN
    assert queries.published(world.operation) is None


def test_the_machine_acts_only_in_a_simulation(solved):
    with pytest.raises(Refusal, match="only a person"):
        services.publish_plan(None, solved.pk, now=NOW)


def test_in_a_simulation_the_machine_may(db):
    world = make_world("demo")
    plan = services.publish_plan(None, solve(world).pk, now=NOW)
    assert plan.published_by is None


def test_comparing_counts_stations_with_another_base(world, solved):
    wider = solve(world, share=0.1)
    found = queries.compare(solved, wider)
    mine = dict(solved.team_stations.values_list("station__code", "team__base__code"))
    other = dict(wider.team_stations.values_list("station__code", "team__base__code"))
    assert found.moved == sum(mine[code] != other[code] for code in mine) > 0
    assert sum(row["stations"] for row in found.villages) == found.moved
    assert (found.only_first, found.only_second) == (0, 0)


def test_figures_by_district_and_village_add_up(solved):
    (district,) = queries.by_district(solved)
    villages = queries.by_village(solved, district["code"])
    for key in ("stations", "teams", "officers"):
        assert sum(row[key] for row in villages) == district[key]
    assert district["stations"] == 12
    assert district["officers"] == solved.officers


def test_the_map_holds_every_station_and_a_line_for_each_guarded_one(solved):
    columns = queries.map_columns(solved)
    codes = columns["teams"]["ids"] + columns["stations"]["ids"]
    assert sorted(codes) == sorted(Station.objects.values_list("code", flat=True))
    assert len(columns["lines"]) == len(columns["stations"]["ids"])
