"""Known areas, found by code or by name as spreadsheets write it (`KEL. JEMBER LOR`, Kecamatan
Patrang).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kondusif.places.importing import sentences as say
from kondusif.places.importing.parsers import refuse
from kondusif.places.importing.text import name_key, nearest, sound_key

LEVELS = {2: "province", 5: "regency", 8: "district", 13: "village"}


def level_of(code: str) -> str:
    """The level that an official code with dots has: `35.09.01` is a district."""
    return LEVELS[len(code)]


def parent_of(code: str) -> str:
    """The code of the area above; "" above a province."""
    return code.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class KnownArea:
    """An area as the database, or a file read before, has it. lat and lon are its centre in
    degrees, or None.
    """

    code: str
    name: str
    lat: float | None = None
    lon: float | None = None


@dataclass
class AreaLookup:
    """Areas by code, and villages and districts by name. Built once, asked for every row."""

    areas: dict[str, KnownArea] = field(default_factory=dict)
    _districts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _villages: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _cache: dict[tuple[str, str], str | ValueError] = field(default_factory=dict)

    @classmethod
    def of(cls, areas: Iterable[KnownArea]) -> "AreaLookup":
        """From any areas; those that aren't districts or villages are found by code only."""
        made = cls()
        for area in areas:
            made.areas[area.code] = area
            names = {8: made._districts, 13: made._villages}.get(len(area.code))
            if names is not None:
                for key in {name_key(area.name), "~" + sound_key(area.name)}:
                    names[key].append(area.code)
        return made

    def name(self, code: str) -> str:
        """The area's name, else its code."""
        return self.areas[code].name if code in self.areas else code

    def villages(self) -> list[KnownArea]:
        return [area for area in self.areas.values() if len(area.code) == 13]

    def districts(self) -> list[KnownArea]:
        return [area for area in self.areas.values() if len(area.code) == 8]

    def district(self, name: str) -> str:
        """The code of the one district of this name. Raises ValueError with a sentence."""
        codes = _by_name(self._districts, name)
        if len(codes) != 1:
            names = [area.name for area in self.districts()]
            raise refuse(say.UNKNOWN_DISTRICT, nearest=nearest(name, names))
        return codes[0]

    def village(self, name: str, district: str = "") -> str:
        """The code of the village of this name, in the district whose code is given.

        Without a district the name must be the only one. Raises ValueError with a sentence that
        says which villages come nearest, or in which districts the name occurs.
        """
        key = (name, district)
        if key not in self._cache:
            try:
                self._cache[key] = self._find_village(name, district)
            except ValueError as error:
                self._cache[key] = error
        found = self._cache[key]
        if isinstance(found, ValueError):
            raise ValueError(*found.args)
        return found

    def _find_village(self, name: str, district: str) -> str:
        codes = _by_name(self._villages, name, district)
        if len(codes) == 1:
            return codes[0]
        if codes:
            where = ", ".join(sorted(self.name(parent_of(code)) for code in codes))
            raise refuse(say.AMBIGUOUS_VILLAGE, where=where)
        names = [area.name for area in self.villages() if area.code.startswith(district)]
        near = nearest(name, names)
        if district:
            raise refuse(say.UNKNOWN_VILLAGE_IN, district=self.name(district), nearest=near)
        raise refuse(say.UNKNOWN_VILLAGE, nearest=near)

    def area(self, name: str) -> str:
        """The code of the district of this name, else of the one village. Raises ValueError with a
        sentence.
        """
        codes = _by_name(self._districts, name) or _by_name(self._villages, name)
        if len(codes) != 1:
            names = [area.name for area in self.areas.values()]
            raise refuse(say.UNKNOWN_AREA, nearest=nearest(name, names))
        return codes[0]


def _by_name(names: dict[str, list[str]], name: str, within: str = "") -> list[str]:
    """Codes of this exact name, else of one that only old spelling or doubled letters tell apart."""
    for key in (name_key(name), "~" + sound_key(name)):
        codes = [code for code in names.get(key, ()) if code.startswith(within)]
        if codes:
            return codes
    return []
