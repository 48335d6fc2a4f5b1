"""The example's facts, flags and first assessment, recorded by the machine; loaded twice, it is there once."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from kondusif.backbone.audit.services import record
from kondusif.operation.models import Operation
from kondusif.places.models import Area, Station
from kondusif.risk import inputs
from kondusif.risk.flag_example import assign, scaled
from kondusif.risk.flag_lists import FlagRow
from kondusif.risk.flags import lens
from kondusif.risk.models import Assessment, Fact
from kondusif.risk.rules import State

from .assessing import assess, shipped_model
from .flagging import import_flags

FILE = Path(__file__).parent.parent / "models_data" / "jember-2024.toml"


def assess_for_example(operation: Operation, now: datetime) -> Assessment:
    """Facts and flags of the Jember example, then the shipped model over them."""
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))
    with transaction.atomic():
        if not Fact.objects.filter(operation=operation).exists():
            _load_facts(operation, raw["facts"], now)
        _load_flags(operation, raw["flags"], now)
        return assess(operation, shipped_model(now), None, now)


def _load_facts(operation: Operation, given: list[dict[str, Any]], now: datetime) -> None:
    rows = [
        Fact(
            operation=operation,
            subject=subject,
            criterion=fact["criterion"],
            state=fact["state"],
            note=fact.get("note", ""),
            source=fact["source"],
            as_of=fact.get("as_of"),
            synthetic=fact.get("synthetic", False),
            recorded_at=now,
        )
        for fact in given
        for subject in _subjects(operation, fact)
    ]
    Fact.objects.bulk_create(rows)
    told = {"facts": len(rows)}
    record(None, "risk.example_facts_loaded", f"operation:{operation.pk}", told, now=now)


def _subjects(operation: Operation, fact: Mapping[str, Any]) -> Iterator[str]:
    if code := fact.get("code"):
        yield code
    elif kind := fact.get("site"):
        points = inputs.sites(operation).filter(kind=kind, area__code__startswith=fact["area"])
        yield from points.values_list("code", flat=True)
    elif fact.get("only") == "remote":
        marked = inputs.stations(operation).filter(village=fact["area"], remote=True)
        yield from marked.values_list("code", flat=True)
    else:
        yield fact["area"]


def _load_flags(operation: Operation, given: Mapping[str, Any], now: datetime) -> None:
    published = {i.number: i.jember for i in lens().indicators if i.jember is not None}
    assumed = {int(number): count for number, count in given["assumed"].items()}
    stations = list(inputs.stations(operation).order_by("code"))
    counts, total = scaled(published | assumed, given["flagged"], given["stations"], len(stations))
    pinned = _pinned(operation, stations, given["named"])
    made = assign([s.code for s in stations], counts, total, pinned, given["seed"])
    rows = {
        (code, number): FlagRow(State.PRESENT, 0)
        for number, codes in made.items()
        for code in codes
    }
    source, as_of = given["source"], given["as_of"]
    import_flags(
        operation,
        rows,
        source=source,
        actor=None,
        now=now,
        as_of=as_of,
        complete=True,
        synthetic=True,
    )


def _pinned(
    operation: Operation, stations: list[Station], named: Mapping[str, list[str]]
) -> dict[int, list[str]]:
    """Flags that geography or the published text places: remote, special, and the districts that were named."""
    pinned = {
        17: [station.code for station in stations if station.remote],
        23: [station.code for station in stations if station.special],
    }
    regency = f"{operation.regency_id}."
    for number, names in named.items():
        districts = Area.objects.filter(level="district", code__startswith=regency, name__in=names)
        found = (
            next((s.code for s in stations if s.village_id.startswith(f"{code}.")), None)
            for code in districts.order_by("code").values_list("code", flat=True)
        )
        pinned[int(number)] = [code for code in found if code]
    return pinned
