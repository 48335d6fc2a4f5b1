"""When to stop: seconds, a gap, a number of rounds, or someone pressing cancel."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from kondusif.engines.stationing.problem import ProblemError

ROUNDS_UNLESS_TOLD = 12
ROUNDS_AT_MOST = 1000


@dataclass
class Stop:
    """The first condition met ends the solve. `cancelled` is asked between pieces of work.

    Without seconds, gap or iterations a solve runs `ROUNDS_UNLESS_TOLD` rounds, so that the same
    seed gives the same plan on any machine.
    """

    seconds: float | None = None
    gap: float | None = None
    iterations: int | None = None
    cancelled: Callable[[], bool] = lambda: False
    started: float = field(default_factory=time.perf_counter, repr=False)

    def __post_init__(self) -> None:
        for name, value in (("seconds", self.seconds), ("gap", self.gap)):
            if value is not None and (not math.isfinite(value) or value < 0):
                raise ProblemError(f"{name} must be a number of at least 0.")
        if self.iterations is not None and self.iterations < 0:
            raise ProblemError("iterations must be at least 0.")

    def start(self) -> None:
        """Sets the watch to zero."""
        self.started = time.perf_counter()

    def elapsed(self) -> float:
        return time.perf_counter() - self.started

    def rounds(self) -> int:
        """How many rounds to run when nothing else ends the solve."""
        if self.iterations is not None:
            return self.iterations
        unlimited = self.seconds is not None or self.gap is not None
        return ROUNDS_AT_MOST if unlimited else ROUNDS_UNLESS_TOLD

    def interrupted(self) -> str:
        """`cancelled`, `seconds` or nothing: asked inside a round."""
        if self.cancelled():
            return "cancelled"
        if self.seconds is not None and self.elapsed() >= self.seconds:
            return "seconds"
        return ""

    def reached(self, gap: float) -> bool:
        return self.gap is not None and gap <= self.gap
