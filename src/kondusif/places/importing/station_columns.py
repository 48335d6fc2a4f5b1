"""The columns of a station list, and the words in its cells that stand for a choice."""

from kondusif.places.importing import parsers
from kondusif.places.importing.schema import Field, Schema
from kondusif.places.importing.text import Cell, as_text, words


def special_place(cell: Cell) -> str:
    """The kind of special location: told by its name, or `other` for a plain yes."""
    plain = words(as_text(cell))
    for kind, names in _SPECIAL_PLACES.items():
        if any(name in plain.split() or (" " in name and name in plain) for name in names):
            return kind
    return "other" if plain == "other" or parsers.yes_no(cell) else ""


_SPECIAL_PLACES = {
    "prison": ("lapas", "rutan", "penjara", "prison", "lpka", "pemasyarakatan", "rumah tahanan"),
    "hospital": ("rsud", "rsu", "rs", "hospital", "rumah sakit"),
    "relocation": ("relokasi", "pengungsian", "pengungsi", "relocation", "huntara"),
}
POSITIONS = {
    "given": "given", "asli": "given", "gps": "given", "survei": "given", "daftar": "given",
    "estimated": "estimated", "perkiraan": "estimated", "estimasi": "estimated",
    "synthetic": "synthetic", "sintetis": "synthetic",
}  # fmt: skip

SCHEMA = Schema(
    "stations",
    (
        Field(
            "number",
            ("No TPS", "Nomor TPS", "TPS", "Station", "Station number", "Polling station"),
            parsers.station_number,
            fallbacks=("Nama TPS", "Kode TPS", "Nomor"),
            required=True,
        ),
        Field(
            "village_code",
            (
                "Kode Desa", "Kode Kelurahan", "Kode Kalurahan", "Kode Desa/Kelurahan", "Kode Kelurahan/Desa", "Kode Kel/Desa",
                "Kode Desa/Kel", "Kode Wilayah", "Kode Kemendagri", "Village code", "Kode",
            ),
            parsers.area_code,
            fallbacks=("Kode KPU", "Kode Kel", "Area code"),
        ),
        Field(
            "village",
            (
                "Desa/Kelurahan", "Kelurahan/Desa", "Kel/Desa", "Desa/Kel", "Desa", "Kelurahan", "Nama Desa",
                "Nama Kelurahan", "Kalurahan", "Nama Kalurahan", "Nama Desa/Kelurahan", "Nama Kelurahan/Desa", "Nama Kel/Desa", "Village name",
                "Nama Desa/Kel", "Nama PPS", "PPS",
            ),
            parsers.text_of(120),
            words_only=True,
        ),
        Field(
            "district",
            ("Kecamatan", "Nama Kecamatan", "Kapanewon", "Distrik", "Kec", "District name", "Nama PPK", "PPK"),
            parsers.text_of(120),
            words_only=True,
        ),
        Field("district_code", ("Kode Kecamatan", "Kode Kec"), parsers.area_code),
        Field(
            "voters",
            (
                "Jumlah Pemilih", "Pemilih", "DPT", "Jumlah DPT", "Jumlah Pemilih DPT", "Jml Pemilih", "L+P",
                "Jumlah Pemilih L+P", "Jumlah Pemilih Jumlah", "Jumlah Pemilih Total", "DPT Jumlah", "DPT L+P",
                "DPT Total", "Total Pemilih", "Jumlah L+P", "Number of voters", "Registered voters",
                "Pemilih Jumlah", "Pemilih L+P", "Pemilih Total", "Jml", "Jml DPT",
            ),
            parsers.count_up_to(99_999),
            fallbacks=("Jumlah", "Total"),
        ),
        Field(
            "male",
            ("L", "Laki-laki", "Laki", "Pemilih Laki-laki", "Jumlah Laki-laki", "Pria", "Men", "LK", "Lk."),
            parsers.count_up_to(99_999),
        ),
        Field(
            "female",
            ("P", "Perempuan", "Pemilih Perempuan", "Jumlah Perempuan", "Wanita", "Women", "PR", "Pr."),
            parsers.count_up_to(99_999),
        ),
        Field(
            "lat",
            (
                "Lintang", "Latitude", "Garis Lintang", "Koordinat Lintang", "Koordinat Latitude", "Titik Lintang",
                "Koordinat Y", "Lintang/Latitude", "Latitude (Lintang)", "Koordinat Lat",
            ),
            parsers.coordinate,
            fallbacks=("Y",),
        ),
        Field(
            "lon",
            (
                "Bujur", "Longitude", "Garis Bujur", "Koordinat Bujur", "Koordinat Longitude", "Titik Bujur",
                "Lng", "Long", "Koordinat X", "Bujur/Longitude", "Longitude (Bujur)", "Koordinat Long",
            ),
            parsers.coordinate,
            fallbacks=("X",),
        ),
        Field(
            "coordinates",
            ("Koordinat", "Titik Koordinat", "Koordinat TPS", "Lat Long", "Lat Lng", "Koordinat Lokasi"),
            parsers.coordinate_pair,
        ),
        Field(
            "location",
            ("Lokasi", "Nama Lokasi", "Lokasi TPS", "Tempat", "Nama Tempat", "Bangunan", "Location name", "Place"),
            parsers.text_of(200),
        ),
        Field("address", ("Alamat", "Alamat TPS", "Alamat Lokasi", "Street"), parsers.text_of(200)),
        Field(
            "special",
            ("Lokasi Khusus", "Khusus", "TPS Khusus", "TPS Lokasi Khusus", "Loksus", "Special location"),
            special_place,
        ),
        Field("remote", ("Terpencil", "Sulit Dijangkau", "Terisolir", "Remote station"), special_place),
        Field("position", ("Posisi", "Sumber Posisi", "Sumber Koordinat"), parsers.choice(POSITIONS)),
        Field("notes", ("Keterangan", "Ket", "Catatan", "Remarks", "Note"), parsers.text_of(200)),
    ),
    one_of=(("village_code", "village"), ("voters", "male")),
)  # fmt: skip
