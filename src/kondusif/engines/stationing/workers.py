"""Pieces of work on a few threads. Every piece touches its own cells, so order does not matter."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

LOOK_EVERY = 0.05


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
    halt: NDArray[np.int8] | None = None,
) -> bool:  # fmt: skip
    """Runs `task` on every piece; stops early, and says so with False, once interrupted.

    `halt[0]` is then set for kernels that look at it in the middle of a piece.
    """
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
        jobs = {pool.submit(work) for _ in range(threads)}
        running = jobs
        while running:
            running = wait(running, timeout=LOOK_EVERY).not_done
            if halt is not None and not halt[0] and interrupted():
                halt[0] = 1
                complete[0] = False
        for job in jobs:
            job.result()
    return complete[0]
