"""Lists as long as a province's: nothing is lost or refused by length alone. How fast is a matter for a benchmark."""

from tests.unit.places.importing.test_stations import HEADER, from_lines, parse
from tests.unit.places.importing.workbooks import grid, lookup, xlsx


def test_a_list_full_of_unknown_villages_is_refused_row_by_row():
    lines = [f"Jombang;Desa Asing {n:05d};1;100;;" for n in range(20_000)]
    parsed = from_lines(*lines)
    assert len(parsed.problems) == 20_000


def test_fifty_thousand_rows_are_read_whole():
    villages = lookup().villages()
    rows = [
        [
            lookup().name(v.code[:8]).upper(),
            f"DESA {v.name}",
            f"TPS {n:03d}",
            400.0,
            str(v.lat).replace(".", ","),
            v.lon,
        ]
        for n in range(1, 8334)
        for v in villages[:6]
    ]
    data = xlsx(("A", grid(HEADER.split(";"), *rows)))
    parsed = parse(data)
    assert (len(parsed.rows), parsed.problems) == (49_998, ())
