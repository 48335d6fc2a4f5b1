"""Injected outbreaks: how soon each method sees them, and where it says they are."""

from dataclasses import dataclass

import numpy as np

from benchmarks.detection.rivals import NAMES, rivals
from kondusif.engines.scan import Day, World, quiet_day
from kondusif.engines.scan.thresholds import Quiet

SIZES, EXTRA, SHAPES = (1, 8, 30, 90), (1, 2, 4, 8), ("circle", "half-filled")
FOLLOWED, SLOT = 16, 15  # slots an outbreak is followed; minutes of a slot
NOT_FOUND = 240.0


@dataclass(frozen=True, eq=False)
class Outbreak:
    """`stations` send `extra` reports per slot, together, from slot `onset` on."""

    stations: np.ndarray
    extra: int
    onset: int


def place(rng, quiet: Quiet, size: int, extra: int, shape: str) -> Outbreak:
    """A circle of `size` stations, or `size` stations out of a circle of twice as many."""
    layout = quiet.layout
    centre = rng.integers(layout.stations)
    reach = size if shape == "circle" else 2 * size
    near = np.argsort(((layout.points - layout.points[centre]) ** 2).sum(axis=1), kind="stable")[
        :reach
    ]
    onset = int(rng.integers(8, len(quiet.baseline.share) - FOLLOWED))
    return Outbreak(np.sort(rng.choice(near, size, replace=False)), extra, onset)


def inject(rng, day: Day, outbreak: Outbreak) -> tuple[Day, np.ndarray]:
    """The day with the outbreak's reports, and each report's minute."""
    counts = rng.poisson(outbreak.extra, FOLLOWED)
    slot = np.r_[day.slot, np.repeat(outbreak.onset + np.arange(FOLLOWED), counts)]
    station = np.r_[day.station, rng.choice(outbreak.stations, counts.sum())]
    minute = slot * SLOT + rng.uniform(0, SLOT, len(slot))
    turn = np.argsort(minute)
    return Day(day.slots, slot[turn], station[turn], day.died, day.level), minute[turn]


def first(minute, values, hit, threshold: float, onset: int) -> tuple[float, int]:
    """Minutes from the onset to the first alarm that touches the outbreak, and which report gave it."""
    begin = onset * SLOT
    over = np.flatnonzero(
        (values >= threshold) & hit & (minute >= begin) & (minute < begin + NOT_FOUND)
    )
    return (minute[over[0]] - begin, int(over[0])) if len(over) else (NOT_FOUND, -1)


def overlap(said: np.ndarray, true: np.ndarray) -> float:
    """Jaccard: shared stations / all stations named or true."""
    shared = len(np.intersect1d(said, true))
    return shared / (len(said) + len(true) - shared)


def play(rng, quiet: Quiet, usual, outbreak: Outbreak, thresholds) -> list[tuple[float, float]]:
    """(delay, overlap) of the scan and of each rival for one outbreak."""
    layout = quiet.layout
    day, minute = inject(rng, quiet_day(rng, layout, quiet.baseline, World()), outbreak)
    values, where = quiet.play(day)
    true = np.zeros(layout.stations, dtype=bool)
    true[outbreak.stations] = True
    hit = np.array(
        [
            v >= thresholds[0] and true[layout.near[c, :k]].any()
            for v, (c, k, _) in zip(values, where, strict=True)
        ],
        dtype=bool,
    )
    delay, at = first(minute, values, hit, thresholds[0], outbreak.onset)
    rows = [
        (
            delay,
            overlap(layout.near[where[at, 0], : where[at, 1]], outbreak.stations)
            if at >= 0
            else 0.0,
        )
    ]
    touched = np.isin(layout.village[day.station], layout.village[outbreak.stations])
    for column, threshold in zip(rivals(layout, usual, day).T, thresholds[1:], strict=True):
        delay, at = first(minute, column, touched, threshold, outbreak.onset)
        said = np.flatnonzero(layout.village == layout.village[day.station[at]])
        rows.append((delay, overlap(said, outbreak.stations) if at >= 0 else 0.0))
    return rows


def all_outbreaks(quiet: Quiet, usual, thresholds, each: int, seed: int) -> dict[tuple, np.ndarray]:
    """(size, extra, shape) -> (each, methods, 2) delays and overlaps. `each` = 50 gives 1,600."""
    rng = np.random.default_rng(seed)
    return {
        (size, extra, shape): np.array(
            [
                play(rng, quiet, usual, place(rng, quiet, size, extra, shape), thresholds)
                for _ in range(each)
            ]
        )
        for size in SIZES
        for extra in EXTRA
        for shape in SHAPES
    }


METHODS = ("scan", *NAMES)
