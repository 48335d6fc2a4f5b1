"""What a control room could do by village instead: a threshold, a CUSUM, several windows.

They get the same cleaned input as the scan (distinct teams per slot, the same expectations) and may
alarm at every report, as the scan may.
"""

import numpy as np
from numba import njit

from kondusif.engines.scan import Baseline, Layout

NAMES = ("village threshold", "village CUSUM", "village multi-window")
WINDOWS = 8
SHIFT = 1.0  # extra reports per slot and village that the CUSUM is tuned to


def expected(layout: Layout, baseline: Baseline) -> np.ndarray:
    """Distinct reporting teams expected per village and slot (V, T)."""
    rate = baseline.rate[:, None] * baseline.share
    whole = np.zeros((layout.teams, rate.shape[1]))
    np.add.at(whole, layout.team, rate)
    counted = rate * (-np.expm1(-whole) / whole)[layout.team]
    result = np.zeros((layout.villages, rate.shape[1]))
    np.add.at(result, layout.village, counted)
    return result


@njit(cache=True)
def play_villages(usual, shift, slot, village, source, spoken, values):
    """Statistics of the three rivals after each report (R, 3); reports sorted by slot."""
    villages, slots = usual.shape
    count = np.zeros((villages, slots))
    cusum = np.zeros(villages)
    spoken[:] = -1
    r = 0
    for now in range(slots):
        while r < len(slot) and slot[r] == now:
            v = village[r]
            if spoken[source[r]] != now:
                spoken[source[r]] = now
                count[v, now] += 1
                c, b = 0.0, 0.0
                for w in range(min(WINDOWS, now + 1)):
                    c += count[v, now - w]
                    b += usual[v, now - w]
                    value = c * np.log(c / b) + b - c if c > b else 0.0
                    if w == 0:
                        values[r, 0] = value
                    values[r, 2] = max(values[r, 2], value)
                gain = np.log(1 + shift / usual[v, now])
                values[r, 1] = max(0.0, cusum[v] + count[v, now] * gain - shift)
            r += 1
        for v in range(villages):
            gain = np.log(1 + shift / usual[v, now])
            cusum[v] = max(0.0, cusum[v] + count[v, now] * gain - shift)


def rivals(layout: Layout, usual: np.ndarray, day, shift: float = SHIFT) -> np.ndarray:
    """(R, 3) statistics on a day of messages."""
    values = np.zeros((len(day.slot), 3))
    spoken = np.full(layout.teams, -1)
    village, source = layout.village[day.station], layout.team[day.station]
    play_villages(usual, shift, day.slot, village, source, spoken, values)
    return values
