"""An example's lists of stations and officers, made from its facts, for the normal import to read.

The folder holds `areas.csv` (with `tps_2024` per village), `units.csv` (with `bobot`) and
`synthetic.toml`.
"""

import csv
import tomllib
from pathlib import Path
from typing import Any

from kondusif.people.synthetic import Unit, make_officers, write_officers
from kondusif.places.importing.units import SERVICES
from kondusif.places.synthetic import (
    RemotePlace,
    SpecialPlace,
    Targets,
    Village,
    make_stations,
    write_stations,
)


def make_example(source: Path, target: Path) -> tuple[Path, Path]:
    """Writes `stations.csv` and `officers.csv` into `target`; returns their paths. Same facts, same
    files.
    """
    wanted = tomllib.loads((source / "synthetic.toml").read_text(encoding="utf-8"))
    target.mkdir(parents=True, exist_ok=True)
    stations, officers = target / "stations.csv", target / "officers.csv"
    villages = read_villages(source / "areas.csv")
    write_stations(
        make_stations(villages, read_targets(wanted["stations"]), wanted["seed"]), stations
    )
    people = make_officers(read_units(source / "units.csv"), wanted["officers"], wanted["seed"])
    write_officers(people, officers)
    return stations, officers


def read_villages(path: Path) -> list[Village]:
    """The villages of an example's `areas.csv`, each with its count of stations in 2024."""
    rows = _rows(path)
    names = {row["kode"]: row["nama"] for row in rows}
    return [
        Village(
            code=row["kode"],
            name=row["nama"],
            district=names[row["kode"][:8]],
            lat=float(row["lintang"]),
            lon=float(row["bujur"]),
            weight=int(row["tps_2024"]),
        )
        for row in rows
        if row["tingkat"] == "desa"
    ]


def read_units(path: Path) -> list[Unit]:
    """The units of an example's `units.csv`, each with its weight."""
    kinds = {"fungsi": "function"}
    return [
        Unit(
            code=row["kode"],
            name=row["nama"],
            kind=kinds.get(row["jenis"], row["jenis"]),
            service=SERVICES[row["instansi"].lower()],
            weight=int(row["bobot"]),
        )
        for row in _rows(path)
    ]


def read_targets(wanted: dict[str, Any]) -> Targets:
    """The `[stations]` table of `synthetic.toml`."""
    return Targets(
        stations=wanted["total"],
        voters=wanted["voters"],
        max_voters=wanted["max_voters"],
        special=tuple(
            SpecialPlace(one["village"], one["location"], tuple(one["voters"]), one["kind"])
            for one in wanted.get("special", ())
        ),
        remote=tuple(
            RemotePlace(one["village"], one["stations"], one["note"])
            for one in wanted.get("remote", ())
        ),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
