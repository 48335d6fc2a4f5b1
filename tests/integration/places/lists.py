"""Small lists for these tests, and a short way to load them."""

from kondusif.places.lists import Scope, Upload
from kondusif.places.services import load
from tests.factories import NOW

AREAS = """Kode;Kecamatan;Desa/Kelurahan;Lintang;Bujur
35.09.01.2001;Jombang;Contoh Satu;-8,22;113,35
35.09.01.2002;Jombang;Contoh Dua;-8,24;113,36
35.09.02.2001;Kencong;Contoh Tiga;-8,28;113,37
"""
STATIONS = """Kecamatan;Desa;TPS;L;P;Lintang;Bujur
Jombang;Contoh Satu;TPS 001;250;251;-8,221;113,351
Jombang;Contoh Satu;2;250;251;-8,222;113,352
Jombang;Contoh Dua;001;200;210;-8,241;113,361
Kencong;Contoh Tiga;1;200;210;-8,281;113,371
"""
UNITS = """Kode;Nama;Instansi;Induk;Kecamatan
RES;Polres Contoh;Polri;;
SEK-1;Polsek Jombang;Polri;RES;Jombang
SEK-2;Polsek Kencong;Polri;RES;Kencong
DIM;Kodim 0000;TNI;;
RAM-1;Koramil Jombang;TNI;DIM;Jombang
"""
OFFICERS = """NRP;Nama;Pangkat;Satuan;HP
80000001;Contoh 0001;AKBP;RES;081200000001
80000002;Contoh 0002;Bripka;SEK-1;081200000002
80000003;Contoh 0003;Bripda;SEK-2;
"""


def read(kind, text, actor=None, *, dry_run=False, partial=False, name="daftar.csv", now=NOW):
    data = text if isinstance(text, bytes) else text.encode()
    scope = Scope(actor, partial)
    return load(kind, Upload(data, name), scope, now=now, dry_run=dry_run)


def counts(outcome):
    assert outcome.ok, outcome.problems[:3]
    found = outcome.as_dict()
    return found["added"], found["changed"], found["gone"], found["unchanged"]


def without(text, *parts):
    return "".join(
        line + "\n" for line in text.splitlines() if not any(part in line for part in parts)
    )
