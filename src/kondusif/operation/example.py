"""The Jember operation of 2024 as a simulation: real lists and figures, loaded by the services that a district uses.

Areas, units, stages and figures are published facts; stations' positions and the officers are synthetic and say so
(`example_data/jember/README.md`). Loading it again changes nothing.
"""

import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from django.db import transaction

import kondusif
from kondusif.people import services as people
from kondusif.people.example import make_example
from kondusif.people.models import Officer
from kondusif.places.importing.ranks import ARMY_RANKS, POLICE_RANKS
from kondusif.places.lists import Scope, Upload
from kondusif.places.services import load

from . import loading
from .models import Operation, Position
from .seats import appoint
from .services import NewOperation, add_figures, add_stages, create, seat
from .sites import add_sites

Tell = Callable[[str], None]
NAME = "Pilkada Jember 2024 (simulasi)"
VOTE_DAY = date(2024, 11, 27)
MORNING = datetime(2024, 11, 26, 23, 45, tzinfo=UTC)  # 27 November 2024, 06.45 WIB
ATTACHED_SINCE = date(2024, 9, 26)
ATTACHED_BASIS = "Dialog radio Polres Jember dan Kodim 0824, 26 September 2024"


class NoExample(Exception):
    """The example's files aren't there; the message says where they were looked for."""


def example_folder(name: str = "jember") -> Path:
    """`example_data/NAME` beside the sources. Raises NoExample where this installation has none."""
    folder = Path(kondusif.__file__).resolve().parents[2] / "example_data" / name
    if not (folder / "areas.csv").exists():
        raise NoExample(
            f"The example data is not here ({folder}). It comes with the source, not with the installed package."
        )
    return folder


def load_jember(
    now: datetime, progress: Tell = lambda _line: None, folder: Path | None = None
) -> Operation:
    """Loads everything; `now` is the machine's time, when the simulated clock shows 06.45 of the vote day."""
    source = folder or example_folder()
    with tempfile.TemporaryDirectory(prefix="kondusif-example-") as made:
        stations, officers = make_example(source, Path(made))
        lists = (
            ("areas", source / "areas.csv"),
            ("units", source / "units.csv"),
            ("stations", stations),
            ("officers", officers),
        )
        for kind, path in lists:
            _load(kind, path, progress)
    with transaction.atomic():
        operation = create(None, _new_operation(), now=now)
        _fill(operation, source, progress)
    return operation


def _load(kind: str, path: Path, progress: Tell) -> None:
    outcome = load(kind, Upload(path.read_bytes(), path.name), Scope(), now=MORNING)
    if not outcome.ok:
        first = outcome.problems[0]
        raise NoExample(f"{path.name}, row {first.row}: {first.reason}")
    counts = outcome.as_dict()
    progress(f"{kind}: {counts['added'] + counts['unchanged']}")


def _new_operation() -> NewOperation:
    return NewOperation(
        name=NAME,
        regency="35.09",
        vote_day=VOTE_DAY,
        zone="WIB",
        kind=Operation.Kind.DEMO,
        clock_shown=MORNING,
    )


def _fill(operation: Operation, source: Path, progress: Tell) -> None:
    text = {path.stem: path.read_text(encoding="utf-8") for path in source.glob("*.csv")}
    add_stages(None, operation, loading.stages(text["stages"]), now=MORNING)
    add_figures(None, operation, loading.figures(text["strength"]), now=MORNING)
    add_sites(None, loading.sites(text["vulnerable_points"]), now=MORNING)
    seat(None, operation, now=MORNING)
    _attach_army()
    _hold(operation)
    progress("operation: stages, strength, positions, attachment")


def _attach_army() -> None:
    soldiers = Officer.objects.filter(service="army", active=True)
    ids = list(soldiers.values_list("id", flat=True))
    people.attach(
        "army", len(ids), ATTACHED_SINCE, ATTACHED_BASIS, ids, now=MORNING, synthetic=True
    )


# --- who sits where: the highest rank of the unit that a position stands for

UNITS = {
    "Kaops": "POLRES-JEMBER",
    "Karendalops": "BAGOPS",
    "Kasatgas Preemtif": "SATBINMAS",
    "Kasatgas Preventif": "SATSAMAPTA",
    "Kasatgas Kamseltibcarlantas": "SATLANTAS",
    "Kasatgas Gakkum": "SATRESKRIM",
    "Kasatgas Humas": "SIHUMAS",
    "Kasatgas Banops": "BAGLOG",
    "Dansatgas BKO TNI": "KODIM-0824",
}
ORDER = {rank: place for place, rank in enumerate((*POLICE_RANKS, *ARMY_RANKS))}


def _hold(operation: Operation) -> None:
    """Synthetic holders, so that every chair can be seen filled; a position that has one keeps it."""
    highest = _highest()
    empty = operation.positions.filter(holdings__isnull=True).select_related("area")
    for position in empty:
        officer = highest.get(_unit_of(position))
        if officer is not None:
            appoint(None, position.pk, officer, now=MORNING)


def _unit_of(position: Position) -> str:
    return UNITS.get(position.name) or (f"POLSEK:{position.area_id}" if position.area_id else "")


def _highest() -> dict[str, int]:
    """The id of the highest-ranking officer by unit code, and of each Polsek by `POLSEK:` and its district."""
    rows = Officer.objects.filter(active=True).values_list(
        "id", "rank", "unit__code", "unit__kind", "unit__area_id", "service_number"
    )
    found: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: (ORDER.get(row[1], len(ORDER)), row[5])):
        found.setdefault(row[2], row[0])
        if row[3] == "polsek":
            found.setdefault(f"POLSEK:{row[4]}", row[0])
    return found
