"""The administrative lens as data: 8 variables, 25 indicators, each present at a station or not, none with a weight."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("models_data") / "bawaslu-2024.toml"


@dataclass(frozen=True)
class Indicator:
    """One of Bawaslu's indicators; `jember` is the published count of stations, None where none was published."""

    number: int
    variable: str
    title: Mapping[str, str]
    jember: int | None = None


@dataclass(frozen=True)
class Lens:
    version: str
    source: str
    variables: Mapping[str, Mapping[str, str]]
    indicators: tuple[Indicator, ...]

    def variable_of(self, number: int) -> str:
        return self.indicators[number - 1].variable


@lru_cache
def lens() -> Lens:
    """The shipped mapping, read once. Indicators are numbered from 1 without a gap."""
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))
    indicators = tuple(Indicator(**row) for row in raw["indicators"])
    return Lens(raw["version"], raw["source"], raw["variables"], indicators)
