"""Spreadsheets in, typed rows out: tolerant reading, problems by row and column, and what a newer
list changes.

Pure: bytes and what is known already go in; rows, problems and notes come out. Nothing is saved
here.

table = read_table(data, filename)                    # XLSX or CSV; UnreadableFileError with a
sentence parsed = parse_stations(table, AreaLookup.of(areas))  # .rows, .problems, .notes, .ok found
= diff(current, {row.key: row for row in parsed.rows}) summary(found, parsed.problems, parsed.notes)
# the JSON of `kondusif import --json`
"""

from kondusif.places.importing.areas import AreaRow, parse_areas
from kondusif.places.importing.boundaries import BoundaryRow, parse_boundaries
from kondusif.places.importing.diffing import Diff, diff, key_text, summary
from kondusif.places.importing.findings import Note, Parsed, Problem
from kondusif.places.importing.lookup import AreaLookup, KnownArea, level_of, parent_of
from kondusif.places.importing.officers import OfficerRow, parse_officers
from kondusif.places.importing.positions import Bounds
from kondusif.places.importing.reading import read_table
from kondusif.places.importing.sentences import Sentence
from kondusif.places.importing.sheets import Table, UnreadableFileError
from kondusif.places.importing.stations import StationRow, parse_stations
from kondusif.places.importing.units import KnownUnit, UnitLookup, UnitRow, parse_units

__all__ = [
    "AreaLookup",
    "AreaRow",
    "BoundaryRow",
    "Bounds",
    "Diff",
    "KnownArea",
    "KnownUnit",
    "Note",
    "OfficerRow",
    "Parsed",
    "Problem",
    "Sentence",
    "StationRow",
    "Table",
    "UnitLookup",
    "UnitRow",
    "UnreadableFileError",
    "diff",
    "key_text",
    "level_of",
    "parent_of",
    "parse_areas",
    "parse_boundaries",
    "parse_officers",
    "parse_stations",
    "parse_units",
    "read_table",
    "summary",
]
