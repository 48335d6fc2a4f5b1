"""A regency to measure on: synthetic stations in the real villages of the Jember example."""

import csv
from pathlib import Path

import numpy as np

from kondusif.engines.scan import Baseline, Layout

HERE = Path(__file__).resolve().parents[2] / "example_data" / "jember" / "areas.csv"
STATIONS, TEAMS = 4046, 740
SLOTS = 56  # 06:00 to 20:00
REPORTS_A_DAY = 400.0
KM_PER_DEGREE = 111.2


def regency(seed: int, stations: int = STATIONS, teams: int = TEAMS) -> Layout:
    """Stations scattered about their village's centre, and teams of neighbours within a village.

    Team sizes follow the published pattern: many small teams where it is vulnerable, few large
    ones elsewhere (1 to 24 stations).
    """
    rng = np.random.default_rng(seed)
    lat, lon, weight = villages()
    count = shares(weight, stations)
    village = np.repeat(np.arange(len(weight)), count)
    spread = 1.3 / KM_PER_DEGREE
    lat, lon = (
        lat[village] + rng.normal(0, spread, stations),
        lon[village] + rng.normal(0, spread, stations),
    )
    team = teams_of(rng, lat, lon, village, teams)
    return Layout.build(lat, lon, village, team)


def villages() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    with HERE.open(encoding="utf-8") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["tingkat"] in ("desa", "kelurahan") and row["lintang"]
        ]
    return tuple(
        np.array([float(row[key]) for row in rows]) for key in ("lintang", "bujur", "tps_2024")
    )  # type: ignore[return-value]


def shares(weight: np.ndarray, total: int) -> np.ndarray:
    """Whole numbers by largest remainder, at least 1 each."""
    exact = weight / weight.sum() * total
    whole = np.maximum(1, np.floor(exact)).astype(int)
    order = np.argsort(whole - exact, kind="stable")
    for i in range(abs(total - int(whole.sum()))):
        whole[order[i % len(order)]] += 1 if whole.sum() < total else -1
    return whole


def teams_of(rng: np.random.Generator, lat, lon, village, teams: int) -> np.ndarray:
    """Chains of neighbours: stations of a village by angle about its centre, cut at random."""
    count = np.bincount(village)
    number = np.minimum(count, shares(count.astype(float), teams))
    team, first = np.zeros(len(village), dtype=np.int64), 0
    for v in range(len(count)):
        here = np.flatnonzero(village == v)
        angle = np.arctan2(lat[here] - lat[here].mean(), lon[here] - lon[here].mean())
        cuts = (
            np.sort(rng.choice(np.arange(1, len(here)), number[v] - 1, replace=False))
            if number[v] > 1
            else []
        )
        part = np.searchsorted(cuts, np.arange(len(here)), side="right")
        team[here[np.argsort(angle)]] = first + part
        first += number[v]
    return team


def usual(layout: Layout, seed: int, reports: float = REPORTS_A_DAY) -> Baseline:
    """Unequal stations (Gamma, variation 0.5) and a day with a morning and an evening peak."""
    rng = np.random.default_rng(seed)
    weight = rng.gamma(4.0, 0.25, layout.stations) + 0.05
    hour = 6 + (np.arange(SLOTS) + 0.5) / 4
    share = 0.5 + np.exp(-((hour - 8) ** 2) / 3) + 1.5 * np.exp(-((hour - 15.5) ** 2) / 6)
    return Baseline(rate=reports * weight / weight.sum(), share=share / share.sum())
