"""What happens when a slot begins and when a report arrives; compiled.

Nothing here looks at a zone that a report has not just entered, and still no zone is missed:
expectations of a slot are fixed when it begins, so without a new report the statistic of a zone can
only fall as time passes (its windows gain expectation and no count). And as a circle grows without
gaining a report its expectation grows, so only circles that end at a reporting station matter.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kondusif.engines.scan.jit import kernel
from kondusif.engines.scan.statistics import expectation_poisson

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Ranks = NDArray[np.int32]

WINDOWS = 8  # slots of 15 min: windows of 15 min to 2 h


class Zones(NamedTuple):
    """The arrays of a `Layout` and a `Baseline` as kernels take them."""

    near: Ranks
    within: Ints
    within_centre: Ranks
    within_rank: Ranks
    village: Ints
    team: Ints
    rate: Floats
    share: Floats
    prior: float


class State(NamedTuple):
    """What the detector remembers.

    `clock` (2,): the present slot, number of remembered reports. `expected` (N, W): reports expected
    of a station in the last 1..W slots. Remembered reports are linked per station: `first` (N,)
    points at one, `then` at the next (-1 ends); `source`, `slot`, `station` describe it. `around`
    (N,): remembered reports among a centre's neighbours. `spoken` (sources, W): the slot + 1 in
    which a source last spoke, by slot modulo W. `heard`, `due` (V, W + 1): counted and expected
    reports of a village by slot modulo W, the last column adding up what is older than the windows.
    """

    clock: Ints
    expected: Floats
    first: Ints
    then: Ints
    source: Ints
    slot: Ints
    station: Ints
    around: Ints
    spoken: Ints
    heard: Floats
    due: Floats
    stamp: Ints
    seen: Ints
    factor: Floats
    total: Floats


class Spot(NamedTuple):
    """The best zone of a scan: `centre` and its `size` nearest, the last `slots` slots."""

    statistic: float
    centre: int
    size: int
    slots: int
    sources: int
    expected: float


def new_state(stations: int, villages: int, sources: int, most_reports: int) -> State:
    """The morning: nothing heard, before slot 0."""
    ints, floats = np.int64, np.float64
    return State(
        clock=np.array([-1, 0], dtype=ints),
        expected=np.zeros((stations, WINDOWS), dtype=floats),
        first=np.full(stations, -1, dtype=ints),
        then=np.full(most_reports, -1, dtype=ints),
        source=np.zeros(most_reports, dtype=ints),
        slot=np.zeros(most_reports, dtype=ints),
        station=np.zeros(most_reports, dtype=ints),
        around=np.zeros(stations, dtype=ints),
        spoken=np.zeros((sources, WINDOWS), dtype=ints),
        heard=np.zeros((villages, WINDOWS + 1), dtype=floats),
        due=np.zeros((villages, WINDOWS + 1), dtype=floats),
        stamp=np.zeros(1, dtype=ints),
        seen=np.zeros((sources, WINDOWS), dtype=ints),
        factor=np.ones(villages, dtype=floats),
        total=np.zeros(sources, dtype=floats),
    )


@kernel
def begin_slot(zones: Zones, state: State) -> None:
    """Moves on by one slot: forgets what left the windows, fixes what this slot expects."""
    state.clock[0] += 1
    now = state.clock[0]
    forget(zones, state, now - WINDOWS)
    column = now % WINDOWS
    for v in range(len(state.factor)):
        if now % len(zones.share) == 0:  # a new day: yesterday's level says nothing
            state.heard[v, WINDOWS] = 0.0
            state.due[v, WINDOWS] = 0.0
        state.heard[v, WINDOWS] += state.heard[v, column]
        state.due[v, WINDOWS] += state.due[v, column]
        state.heard[v, column] = 0.0
        state.due[v, column] = 0.0
        state.factor[v] = (zones.prior + state.heard[v, WINDOWS]) / (
            zones.prior + state.due[v, WINDOWS]
        )
    share = zones.share[now % len(zones.share)]
    expect(zones, state, share, column)


@kernel
def expect(zones: Zones, state: State, share: float, column: int) -> None:
    """Reports expected of each station in the new slot, added to its windows.

    A team that covers several stations speaks once per slot however much happens, with chance
    1 - exp(-sum of its rates); each of its stations has its part in that.
    """
    state.total[:] = 0.0
    for i in range(len(zones.team)):
        state.total[zones.team[i]] += zones.rate[i] * share * state.factor[zones.village[i]]
    for i in range(len(zones.team)):
        whole = state.total[zones.team[i]]
        part = 1.0 if whole < 1e-12 else -np.expm1(-whole) / whole
        usual = zones.rate[i] * share * part
        state.due[zones.village[i], column] += usual
        fresh = usual * state.factor[zones.village[i]]
        for w in range(WINDOWS - 1, 0, -1):
            state.expected[i, w] = state.expected[i, w - 1] + fresh
        state.expected[i, 0] = fresh


@kernel
def forget(zones: Zones, state: State, slot: int) -> None:
    """Drops remembered reports of `slot` and before."""
    count = state.clock[1]
    for e in range(count):
        state.first[state.station[e]] = -1
    kept = 0
    for e in range(count):
        i = state.station[e]
        if state.slot[e] <= slot:
            for at in range(zones.within[i], zones.within[i + 1]):
                state.around[zones.within_centre[at]] -= 1
            continue
        state.station[kept], state.slot[kept] = i, state.slot[e]
        state.source[kept] = state.source[e]
        state.then[kept] = state.first[i]
        state.first[i] = kept
        kept += 1
    state.clock[1] = kept


@kernel
def remember(zones: Zones, state: State, station: int, source: int, slot: int) -> bool:
    """Notes a report of a slot within the windows; False where source and station repeat it."""
    e = state.first[station]
    while e >= 0:
        if state.source[e] == source and state.slot[e] == slot:
            return False
        e = state.then[e]
    e = state.clock[1]
    state.clock[1] = e + 1
    state.station[e], state.source[e], state.slot[e] = station, source, slot
    state.then[e] = state.first[station]
    state.first[station] = e
    for at in range(zones.within[station], zones.within[station + 1]):
        state.around[zones.within_centre[at]] += 1
    if state.spoken[source, slot % WINDOWS] != slot + 1:
        state.spoken[source, slot % WINDOWS] = slot + 1
        state.heard[zones.village[station], slot % WINDOWS] += 1.0
    return True


@kernel
def scan_around(zones: Zones, state: State, station: int, source: int, slot: int) -> Spot:
    """The best zone among those that the report has entered; statistic 0 where none is above.

    The station's own circles go first. Another centre is worth a look only if all reports around it,
    against what is expected of the station alone, could do better. One function on purpose: calls
    that hand over this many arrays cost more than the work.
    """
    now, begin = state.clock[0], zones.within[station]
    age = now - slot
    least = state.expected[station, age]
    best, centre, size, slots, count, expected = 0.0, -1, 0, 0, 0, 0.0
    sums, counts = np.zeros(WINDOWS), np.zeros(WINDOWS, dtype=np.int64)
    for at in range(begin - 1, zones.within[station + 1]):
        c = station if at < begin else zones.within_centre[at]
        enters = 0 if at < begin else zones.within_rank[at]
        left = state.around[c]
        if at >= begin and (enters == 0 or expectation_poisson(left, least) <= best):
            continue
        state.stamp[0] += 1
        stamp = state.stamp[0]
        sums[:] = 0.0
        counts[:] = 0
        for rank in range(zones.near.shape[1]):
            i = zones.near[c, rank]
            for w in range(WINDOWS):
                sums[w] += state.expected[i, w]
            e = state.first[i]
            if e < 0:
                continue
            if rank == enters and state.seen[source, age] == stamp:
                break  # its team is counted there already: nothing has changed around this centre
            grew = False
            while e >= 0:
                left -= 1
                back = now - state.slot[e]
                if state.seen[state.source[e], back] != stamp:
                    state.seen[state.source[e], back] = stamp
                    counts[back] += 1
                    grew = True
                e = state.then[e]
            if rank >= enters and grew:
                held = 0
                for w in range(WINDOWS):
                    held += counts[w]
                    if w >= age and held > sums[w]:
                        value = expectation_poisson(held, sums[w])
                        if value > best:
                            best, centre, size, slots = value, c, rank + 1, w + 1
                            count, expected = held, sums[w]
            if left == 0:
                break
    return Spot(best, centre, size, slots, count, expected)


@kernel
def play_day(
    zones: Zones, state: State, slots: int, slot: Ints, station: Ints, source: Ints,
    values: Floats, where: Ints,
) -> None:  # fmt: skip
    """A whole day of reports sorted by slot: each one's statistic `values` (R,) and zone `where` (R, 3).

    A zone is (centre, size, slots). Both stay 0 for a report that was not counted.
    """
    r = 0
    for now in range(slots):
        begin_slot(zones, state)
        while r < len(slot) and slot[r] == now:
            if remember(zones, state, station[r], source[r], now):
                spot = scan_around(zones, state, station[r], source[r], now)
                values[r] = spot.statistic
                where[r, 0], where[r, 1], where[r, 2] = spot.centre, spot.size, spot.slots
            r += 1
