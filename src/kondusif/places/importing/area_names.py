"""Names and kinds that official area codes imply (Kemendagri's coding, Permendagri 72/2019 and
later).
"""

import re

from kondusif.places.importing.lookup import level_of

PROVINCES = {
    "11": "Aceh", "12": "Sumatera Utara", "13": "Sumatera Barat", "14": "Riau", "15": "Jambi",
    "16": "Sumatera Selatan", "17": "Bengkulu", "18": "Lampung", "19": "Kepulauan Bangka Belitung",
    "21": "Kepulauan Riau", "31": "DKI Jakarta", "32": "Jawa Barat", "33": "Jawa Tengah",
    "34": "Daerah Istimewa Yogyakarta", "35": "Jawa Timur", "36": "Banten", "51": "Bali",
    "52": "Nusa Tenggara Barat", "53": "Nusa Tenggara Timur", "61": "Kalimantan Barat",
    "62": "Kalimantan Tengah", "63": "Kalimantan Selatan", "64": "Kalimantan Timur",
    "65": "Kalimantan Utara", "71": "Sulawesi Utara", "72": "Sulawesi Tengah", "73": "Sulawesi Selatan",
    "74": "Sulawesi Tenggara", "75": "Gorontalo", "76": "Sulawesi Barat", "81": "Maluku",
    "82": "Maluku Utara", "91": "Papua", "92": "Papua Barat", "93": "Papua Selatan",
    "94": "Papua Tengah", "95": "Papua Pegunungan", "96": "Papua Barat Daya",
}  # fmt: skip
_ROMAN = re.compile(r"[IVX]+")
_PREFIXES = {
    "village": re.compile(r"^(?:desa|kelurahan|kalurahan|kel|kal|ds)\b\.?\s+(?=\S)", re.IGNORECASE),
    "district": re.compile(
        r"^(?:kecamatan|kec|kapanewon|kemantren|distrik)\b\.?\s+(?=\S)", re.IGNORECASE
    ),
    "province": re.compile(r"^(?:provinsi|propinsi|prov)\b\.?\s+(?=\S)", re.IGNORECASE),
}


def kind_of(code: str) -> str:
    """What the code says an area is: village numbers from 2001 are desa, from 1001 kelurahan; 35.7x
    is a kota.
    """
    level = level_of(code)
    if level == "village":
        return "kelurahan" if code[-4] == "1" else "desa"
    if level == "regency":
        return "kota" if code[3] == "7" else "kabupaten"
    return {"district": "kecamatan", "province": "provinsi"}[level]


def placeholder(code: str) -> str:
    """A name for an area that nobody has named yet; provinces have their own."""
    kind = kind_of(code).capitalize()
    return PROVINCES.get(code, f"{kind} {code}")


def tidy_name(name: str, level: str) -> str:
    """`KEL. JEMBER LOR` as `Jember Lor`: no prefix that the level says already, and not all in
    capitals.
    """
    pattern = _PREFIXES.get(level)
    plain = pattern.sub("", name) if pattern else name
    if not plain.isupper():
        return plain
    return " ".join(word if _ROMAN.fullmatch(word) else word.title() for word in plain.split())
