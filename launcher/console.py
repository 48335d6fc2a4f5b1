"""Telling how preparation goes: on stderr, never on stdout."""

import shutil
import sys
from typing import Protocol


class Teller(Protocol):
    def step(self, name: str) -> None:
        """A new step begins; `name` is one of the keys of `launcher.words.STEPS`."""

    def detail(self, text: str) -> None:
        """One line about what this step is doing now."""


class Console:
    """Steps as lines; details on one line that is written over, and only where somebody looks."""

    def __init__(self) -> None:
        self.watched = sys.stderr.isatty()

    def step(self, name: str) -> None:
        from launcher.words import STEPS

        self._clear()
        print(STEPS[name][1], file=sys.stderr, flush=True)

    def detail(self, text: str) -> None:
        if self.watched:
            width = shutil.get_terminal_size().columns - 3
            self._clear()
            print(f"  {text.strip()[:width]}", end="\r", file=sys.stderr, flush=True)

    def _clear(self) -> None:
        if self.watched:
            print("\033[2K", end="\r", file=sys.stderr)


class Both:
    """Tells several listeners the same."""

    def __init__(self, *tellers: Teller) -> None:
        self.tellers = tellers

    def step(self, name: str) -> None:
        for teller in self.tellers:
            teller.step(name)

    def detail(self, text: str) -> None:
        for teller in self.tellers:
            teller.detail(text)
