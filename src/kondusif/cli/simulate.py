"""`kondusif simulate`: plays an election day into a demo or an exercise, through the same API as a phone."""

import argparse
import signal
import sys
import threading
import tomllib
from pathlib import Path

from kondusif.cli.setup import django_ready


def run(argv: list[str]) -> int:
    """0 when the day was played or the simulation was asked to stop; 1 when it can't be played; 2 for usage."""
    choice = arguments(argv)
    django_ready()
    from kondusif.control_room.simulator.crew import NotASimulation
    from kondusif.control_room.simulator.scenario import WrongScenario
    from kondusif.operation.queries import NoOperation

    try:
        return play(choice)
    except (NotASimulation, WrongScenario, NoOperation, OSError) as problem:
        say(str(problem))
        return 1


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kondusif simulate", description=__doc__)
    parser.add_argument("--server", default="http://127.0.0.1:8765", help="where the API answers")
    parser.add_argument("--speed", type=float, help="simulated seconds per second, from now on")
    parser.add_argument("--scenario", type=Path, help="a file of docs/reference/scenario.md")
    parser.add_argument("--seed", default="1", help="the same seed, the same day")
    parser.add_argument(
        "--stay", action="store_true", help="wait for a signal when the day is over"
    )
    return parser.parse_args(argv)


def play(choice: argparse.Namespace) -> int:
    from kondusif.control_room.simulator import crew, schedule
    from kondusif.control_room.simulator.player import Player, wait_for
    from kondusif.operation import queries

    scenario = read(choice.scenario)
    operation = queries.current()
    crew.check_simulation(operation)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    if choice.speed:
        set_speed(operation, choice.speed)
    teams = crew.teams_of(operation)
    day = schedule.Day(operation.vote_day, operation.zone, f"{choice.seed}|{operation.pk}")
    planned = unsent(schedule.plan(scenario, day, teams))
    if not wait_for(choice.server, stopping):
        say(f"Nothing answers at {choice.server}. Start the server first.")
        return 0 if stopping.is_set() else 1
    secrets = crew.equip(operation, teams, now=queries.now(operation))
    player = Player(choice.server, secrets, shown, say)
    player.stopping = stopping
    say(f"{scenario.title}: {len(teams)} phones, {len(planned)} reports to come.")
    counts = player.play(planned)
    say(", ".join(f"{count} {what}" for what, count in sorted(counts.items())) or "nothing sent")
    if choice.stay:
        stopping.wait()
    return 0


def read(file: Path | None):
    from kondusif.control_room.kinds import all_kinds
    from kondusif.control_room.simulator import scenario

    chosen = file or scenario.ELECTION_DAY
    try:
        return scenario.parse(tomllib.loads(chosen.read_text(encoding="utf-8")), all_kinds())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise scenario.WrongScenario(f"{chosen} is no TOML file: {wrong}.") from wrong


def unsent(planned):
    """Without what an earlier start has sent already; the rest would be answered 200, this only saves the trouble."""
    from kondusif.control_room.models import Report

    there = {str(pk) for pk in Report.objects.values_list("id", flat=True).iterator()}
    return [item for item in planned if item.body["id"] not in there]


def shown():
    """The operation's time; asked again each time, because somebody may move the clock."""
    from kondusif.operation import queries

    return queries.now(queries.current())


def set_speed(operation, speed: float) -> None:
    from kondusif.backbone import clock
    from kondusif.operation import queries
    from kondusif.operation.services import move_clock

    real = clock.machine_now()
    move_clock(None, operation, real=real, shown=queries.now(operation, real), speed=speed)
    operation.refresh_from_db()


def say(text: str) -> None:
    print(f"simulate: {text}", file=sys.stderr, flush=True)
