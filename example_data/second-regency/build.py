"""Makes a second regency's lists, as messy as such lists are: `python build.py [FOLDER]`.

From `districts.csv` (facts: Bantul's districts, their number of villages and of stations in 2024)
it writes the CSV files beside it, and the same lists as XLSX with merged headers into FOLDER when
one is given. Village names, places, voters, units' codes and people are invented; names say
`Contoh`.
"""

import csv
import io
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter

from kondusif.people.synthetic import SyntheticOfficer, Unit, make_officers
from kondusif.places.synthetic import (
    SyntheticStation,
    Targets,
    Village,
    largest_remainder,
    make_stations,
)

HERE = Path(__file__).parent
REGENCY, PROVINCE = "BANTUL", "DAERAH ISTIMEWA YOGYAKARTA"
STATIONS = 1662  # 0.525 of 2024's 3,166, the share that Jember's local election had
VOTERS = 1662 * 446
STRENGTHS = {"police": 420, "army": 200}
SOUTH, WEST, STEP = -8.00, 110.24, 0.055  # an invented grid of districts, about 6 km apart
PER_ROW = 5
SECTION_HEADER = [
    "No",
    "Kapanewon",
    "Kalurahan",
    "No TPS",
    "Jumlah Pemilih",
    "",
    "",
    "Koordinat",
    "",
]
COLUMN_HEADER = ["", "", "", "", "L", "P", "L+P", "Lintang", "Bujur"]

Row = list[object]


def villages() -> list[Village]:
    """Invented villages in a ring around each district's invented centre, with equal shares of its
    stations.
    """
    with (HERE / "districts.csv").open(encoding="utf-8", newline="") as file:
        districts = list(csv.DictReader(file))
    made = []
    for place, district in enumerate(districts):
        row, column = divmod(place, PER_ROW)
        count = int(district["desa"])
        even = {str(number): 1 for number in range(count)}
        shares = largest_remainder(even, int(district["tps_2024"]))
        for number in range(count):
            step = number / max(count - 1, 1) - 0.5
            made.append(
                Village(
                    code=f"{district['kode']}.{2001 + number}",
                    name=f"CONTOH {district['kecamatan']} {number + 1}",
                    district=district["kecamatan"],
                    lat=round(SOUTH + STEP * row + 0.02 * (number % 2), 3),
                    lon=round(WEST + STEP * (column + 0.7 * step), 3),
                    weight=shares[str(number)],
                )
            )
    return made


def units(places: Sequence[Village]) -> list[Unit]:
    """One Polres, one Kodim, and in each district a Polsek and a Koramil."""
    names = list(dict.fromkeys(village.district for village in places))
    made = [Unit("RES", "Polres Bantul", "polres", "police", 1)]
    made += [
        Unit(f"SEK-{n:02d}", f"Polsek {name.title()}", "polsek", "police", 1)
        for n, name in enumerate(names, 1)
    ]
    made += [Unit("DIM", "Kodim Bantul", "kodim", "army", 1)]
    made += [
        Unit(f"RAM-{n:02d}", f"Koramil {name.title()}", "koramil", "army", 1)
        for n, name in enumerate(names, 1)
    ]
    return made


def comma(number: float) -> str:
    return f"{number:.5f}".replace(".", ",")


def area_rows(places: Iterable[Village]) -> list[Row]:
    """KPU's shape: one row per village, everything above it in columns, codes without dots."""
    header: Row = [
        "PROVINSI",
        "KABUPATEN/KOTA",
        "KAPANEWON",
        "KODE KALURAHAN",
        "NAMA KALURAHAN",
        "LINTANG",
        "BUJUR",
    ]
    return [
        ["DATA WILAYAH – CONTOH, NAMA KALURAHAN REKAAN", "", "", "", "", "", ""],
        [""] * 7,
        header,
        *(
            [
                PROVINCE,
                REGENCY,
                one.district,
                one.code.replace(".", ""),
                one.name,
                comma(one.lat),
                comma(one.lon),
            ]
            for one in places
        ),
    ]


def station_rows(stations: Sequence[SyntheticStation]) -> list[Row]:
    """Below two header rows: numbers written three ways, names with prefixes, some bad positions, a
    row of sums.
    """
    rows = [station_row(number, one) for number, one in enumerate(stations, 1)]
    women = sum(one.voters // 2 for one in stations)
    total = sum(one.voters for one in stations)
    return [*rows, ["", "JUMLAH", "", "", total - women, women, total, "", ""]]


def station_row(number: int, one: SyntheticStation) -> Row:
    label = (f"TPS {one.number:03d}", str(one.number), f"{one.number:03d} ")[number % 3]
    village = (one.village.name, f"Kal. {one.village.name.title()}", f"{one.village.name}  ")[
        number % 3
    ]
    women = one.voters // 2
    lat, lon = position(number, one)
    return [
        number,
        one.village.district,
        village,
        label,
        one.voters - women,
        women,
        one.voters,
        lat,
        lon,
    ]


def position(number: int, one: SyntheticStation) -> tuple[str, str]:
    """Mostly right; now and then missing, swapped, or in another regency."""
    if number % 89 == 0:
        return "", "-"
    if number % 97 == 0:
        return comma(one.lon), comma(one.lat)
    if number % 211 == 0:
        return comma(one.lat + 1.1), comma(one.lon + 2.4)
    return comma(one.lat), comma(one.lon)


def unit_rows(members: Iterable[Unit]) -> list[Row]:
    header: Row = ["KODE SATUAN", "NAMA SATUAN", "SATUAN INDUK", "KECAMATAN"]
    return [
        header,
        *(
            [
                one.code,
                one.name,
                parent_of(one),
                one.name.split(" ", 1)[1] if parent_of(one) else "",
            ]
            for one in members
        ),
    ]


def parent_of(unit: Unit) -> str:
    return {"polsek": "Polres Bantul", "koramil": "KODIM BANTUL"}.get(unit.kind, "")


def officer_rows(people: Iterable[SyntheticOfficer]) -> list[Row]:
    header: Row = ["No.", "Nama", "Pangkat", "NRP/NIP", "Kesatuan", "Sintetis"]
    return [
        header,
        *(
            [number, one.name, one.rank.upper(), one.service_number, one.unit.name.upper(), "ya"]
            for number, one in enumerate(people, 1)
        ),
    ]


def write_csv(name: str, rows: Iterable[Row], delimiter: str, encoding: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    (HERE / name).write_bytes(out.getvalue().encode(encoding))


def write_station_xlsx(path: Path, rows: Iterable[Row]) -> None:
    """A cover sheet first, then the list with merged headers below a title."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Petunjuk").write(
            0, 0, "Isilah lembar DATA TPS. Semua isi adalah contoh."
        )
        sheet = book.add_worksheet("DATA TPS")
        sheet.merge_range(0, 0, 0, 8, "DAFTAR TPS (CONTOH)")
        for column, text in enumerate(SECTION_HEADER[:4]):
            sheet.merge_range(2, column, 3, column, text)
        sheet.merge_range(2, 4, 2, 6, SECTION_HEADER[4])
        sheet.merge_range(2, 7, 2, 8, SECTION_HEADER[7])
        sheet.write_row(3, 4, COLUMN_HEADER[4:])
        for number, row in enumerate(rows, 5):  # one empty row below the header
            sheet.write_row(number, 0, row)


def write_plain_xlsx(path: Path, rows: Iterable[Row]) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)


def main(folder: Path | None) -> None:
    places = villages()
    stations = make_stations(places, Targets(STATIONS, VOTERS), seed=2)
    members = units(places)
    people = make_officers(members, STRENGTHS, seed=2)
    rows = station_rows(stations)
    write_csv("wilayah.csv", area_rows(places), ";", "cp1252")
    write_csv("tps.csv", [SECTION_HEADER, COLUMN_HEADER, *rows], ";", "cp1252")
    write_csv("satuan.csv", unit_rows(members), "\t", "utf-8-sig")
    write_csv("personel.csv", officer_rows(people), ",", "utf-8")
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        write_station_xlsx(folder / "tps.xlsx", rows)
        write_plain_xlsx(folder / "wilayah.xlsx", area_rows(places))
        write_plain_xlsx(folder / "satuan.xlsx", unit_rows(members))
        write_plain_xlsx(folder / "personel.xlsx", officer_rows(people))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
