"""Pieces of work on a few threads. Every piece touches its own cells, so order does not matter."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def split(cells: Ints, work: NDArray[np.float64], piece: float) -> list[Ints]:
    """Cuts `cells` (in the order given) into runs of about `piece` units of `work` each."""
    if not len(cells):
        return []
    bin_of = (np.cumsum(work[cells]) / piece).astype(np.int64)
    cuts = np.flatnonzero(np.diff(bin_of)) + 1
    return np.split(cells, cuts)


def run_all(
    pieces: Iterable[Ints], task: Callable[[Ints], None], threads: int,
    interrupted: Callable[[], object] = lambda: False,
) -> bool:  # fmt: skip
    """Runs `task` on every piece; stops early, and says so with False, once interrupted."""
    queue, lock, complete = iter(pieces), threading.Lock(), [True]

    def work() -> None:
        while True:
            with lock:
                piece = next(queue, None)
            if piece is None:
                return
            if interrupted():
                complete[0] = False
                return
            task(piece)

    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(work) for _ in range(threads)]:
            done.result()
    return complete[0]
