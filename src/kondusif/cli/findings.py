"""What `kondusif doctor` finds."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    GOOD = "good"
    NOTE = "note"
    PROBLEM = "problem"


MARKS = {Level.GOOD: "good     ", Level.NOTE: "note     ", Level.PROBLEM: "PROBLEM  "}


@dataclass(frozen=True)
class Finding:
    name: str
    level: Level
    says: str
    do: str = ""


def good(name: str, says: str) -> Finding:
    return Finding(name, Level.GOOD, says)


def note(name: str, says: str, do: str) -> Finding:
    return Finding(name, Level.NOTE, says, do)


def problem(name: str, says: str, do: str) -> Finding:
    return Finding(name, Level.PROBLEM, says, do)
