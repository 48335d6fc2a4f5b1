"""Every sentence that reading a file can say, as one list that a translation can follow.

The readers are pure and know no Django, so a finding carries a `Sentence`: English text that also
remembers its template and its parameters. A screen translates it with
`gettext(sentence.template).format(**sentence.params)`.
"""

from collections.abc import Mapping


class Sentence(str):
    """English text that remembers the template (`{name}` placeholders) and the parameters it was
    made from.
    """

    __slots__ = ("params", "template")
    template: str
    params: Mapping[str, object]

    def __new__(cls, template: str, **params: object) -> "Sentence":
        made = super().__new__(cls, template.format(**params))
        made.template = template
        made.params = params
        return made


def _(text: str) -> str:
    """Marks a sentence for the tools that gather what is to be translated."""
    return text


# The file as a whole
EMPTY_FILE = _("The file is empty.")
TOO_LARGE = _("The file is {size} MB; at most {limit} MB can be read.")
TOO_MANY_ROWS = _("Sheet {sheet} has {rows} rows; at most {limit} can be read.")
TOO_WIDE = _("Sheet {sheet} reaches to column {columns}; at most {limit} columns can be read.")
IS_PDF = _("This is a PDF. Save the table as XLSX or CSV and load that.")
IS_OLD_EXCEL = _("This is an old Excel file (XLS). Open it and save it as XLSX or CSV.")
IS_ENCRYPTED = _("This file is protected by a password. Save it without one and load it again.")
IS_ODS = _("This is an OpenDocument file. Save it as XLSX or CSV and load that.")
IS_OTHER_ZIP = _("This is a ZIP or another kind of document, not an XLSX table.")
IS_HTML = _("This is a web page saved as a table. Open it in Excel and save it as XLSX.")
IS_BINARY = _("This is neither an XLSX file nor text (CSV).")
IS_DAMAGED = _("The XLSX file is damaged and cannot be opened.")
BAD_QUOTES = _(
    "A quotation mark is opened in the file and never closed, so its rows cannot be told apart."
)
FIELD_TOO_LONG = _(
    "A cell holds more than {limit} characters; a quotation mark is probably missing."
)
NO_ROWS = _("No row with data was found below the header.")
NO_HEADER = _("No header row was found. Expected columns such as {expected}; found {found}.")

# Columns
MISSING_COLUMN = _("The column {column} is missing. Accepted headers: {accepted}. Found: {found}.")
MISSING_ONE_OF = _("One of these columns is needed: {columns}. Found: {found}.")
TWO_COLUMNS = _(
    "Two columns say different things for {column}: {first} and {second}. Remove or rename one."
)

# Values
EMPTY_VALUE = _("This cell is empty.")
NOT_A_NUMBER = _("This is not a number.")
NOT_A_WHOLE_NUMBER = _("This is not a whole number.")
NEGATIVE = _("This may not be less than 0.")
NOT_A_STATION_NUMBER = _("This is not a station number such as TPS 001 or 1.")
NOT_A_CODE = _("This is not an official area code such as 35.09.01.2001.")
NOT_A_VILLAGE_CODE = _("This code has {digits} digits; a village code has ten.")
NOT_YES_NO = _("This is neither yes (ya) nor no (tidak).")
NOT_A_DATE = _("This is not a date such as 2024-11-27 or 27/11/2024.")
NOT_A_COORDINATE = _("This is not a coordinate such as -8,1723 or 8°10'20\" LS.")
NOT_A_CHOICE = _("Unknown value. Known: {choices}.")
DIGITS_LOST = _(
    "Excel keeps only 15 digits of a number, so the last ones are lost. Store the column as text."
)
NOT_A_SERVICE_NUMBER = _("This is not a service number (NRP or NIP): 5 to 18 digits.")
NOT_A_PHONE = _("This is not a telephone number; it was left out.")

# Areas
DUPLICATE = _("{what} {key} already stands in row {first}.")
NAME_DIFFERS = _("{code} is called {name} here and {other} in row {first}.")
UNKNOWN_DISTRICT = _("There is no district of this name. Nearest: {nearest}.")
UNKNOWN_VILLAGE = _("There is no village of this name. Nearest: {nearest}.")
UNKNOWN_VILLAGE_IN = _("There is no village of this name in {district}. Nearest: {nearest}.")
UNKNOWN_AREA = _("There is no area of this name. Nearest: {nearest}.")
AMBIGUOUS_VILLAGE = _(
    "Several villages have this name ({where}). Add the district or the village code."
)
UNKNOWN_CODE = _("No area has this code. Load the areas first.")
CODE_AND_NAME_DIFFER = _("The code {code} belongs to {name}, not to this name.")
OTHER_DISTRICT = _("The village {code} lies in {name}, not in this district.")
NO_PARENT = _("The area above it ({parent}) is neither in this file nor known.")
LEVEL_DIFFERS = _("The code {code} does not fit the level or the codes that the row gives.")
NO_NAME_FOR = _("No name is given for {code}; {name} was put in its place.")
KIND_DIFFERS = _("The code {code} is that of a {kind}; the row says otherwise.")

CENTRE_SWAPPED = _("Latitude and longitude look swapped; the position was left out.")
CENTRE_OUTSIDE = _("The position lies outside Indonesia; it was left out.")

# Stations
NO_VILLAGE = _("The row names no village: a village code, or village and district, is needed.")
SUM_DIFFERS = _("{male} men and {female} women are {sum}, not {voters}.")
NO_VOTERS = _("The number of voters is missing (total, or men and women).")
MANY_VOTERS = _("{voters} voters are more than the {limit} that a station may have.")
COORDINATES_MISSING = _("No position is given; placed at the centre of {village}, as an estimate.")
COORDINATES_SWAPPED = _(
    "Latitude and longitude look swapped; placed at the centre of {village}, as an estimate."
)
COORDINATES_OUTSIDE = _(
    "The position lies outside the regency; placed at the centre of {village}, as an estimate."
)
NO_CENTRE = _("The position cannot be used and {village} has no known centre. Give a position.")
TOO_LONG = _("This text has {length} characters; at most {limit} fit.")
TOO_BIG = _("This is more than {limit}.")
SUM_ROW = _("A row of sums was left out.")

# Units and officers
UNKNOWN_UNIT = _("There is no unit with this code or name. Nearest: {nearest}.")
AMBIGUOUS_UNIT = _("Several units have this name ({codes}). Give the unit's code.")
NO_UNIT_CODE = _("The unit has no code; {code} was made from its name.")
UNIT_IS_ITS_OWN_PARENT = _("The unit stands above itself: {chain}.")
OTHER_SERVICE = _("{what} belongs to {service}; the row says otherwise.")
NO_KIND = _("The kind of unit cannot be told from the row. Known: {choices}.")
NO_UNIT = _("The row names no unit.")
UNKNOWN_RANK = _("The rank is not in the list of ranks; it was kept as written.")

# Boundaries
NOT_JSON = _("The file is not valid JSON (line {line}, column {column}).")
NOT_GEOJSON = _("The file is JSON but not a GeoJSON FeatureCollection.")
NO_FEATURES = _("The FeatureCollection holds no features.")
NOT_A_FEATURE = _("This is not a GeoJSON feature.")
NO_CODE_PROPERTY = _("No property holds the area code. Accepted: {accepted}. Found: {found}.")
WRONG_CRS = _("The coordinates must be longitude and latitude (WGS 84); the file says {crs}.")
NOT_A_POLYGON = _("The geometry must be a Polygon or a MultiPolygon, not {kind}.")
BAD_POSITION = _("A position is not a pair of numbers.")
OUT_OF_RANGE = _("A position is out of range (longitude {lon}, latitude {lat}).")
SWAPPED_GEOMETRY = _("Longitude and latitude are swapped (GeoJSON has longitude first).")
SHORT_RING = _("A ring has {count} positions; at least 4 are needed.")
OPEN_RING = _("A ring is not closed: its last position must repeat its first.")
BROKEN_SHAPE = _("The shape crosses itself and cannot be repaired ({why}).")
REPAIRED_SHAPE = _("The shape crossed itself ({why}) and was repaired.")
OUTSIDE_BOUNDS = _("The shape lies outside the regency.")

# Notes about the file
OTHER_SHEETS = _("Sheet {sheet} was read; not read: {others}.")
IGNORED_COLUMNS = _("Columns not used: {columns}.")
FILLED_MERGED = _("{count} merged cells were filled down.")
HEADER_FOUND = _("The header was found in row {row}.")
