"""Ranks of the police and the army, as lists write them, to the short form that both services use."""

from functools import lru_cache

from kondusif.places.importing.text import words

POLICE_RANKS = {
    "Kombes Pol": ("kombes", "komisaris besar", "komisaris besar polisi"),
    "AKBP": ("ajun komisaris besar", "ajun komisaris besar polisi"),
    "Kompol": ("komisaris polisi",),
    "AKP": ("ajun komisaris polisi",),
    "Iptu": ("inspektur satu", "inspektur polisi satu", "inspektur polisi i"),
    "Ipda": ("inspektur dua", "inspektur polisi dua", "inspektur polisi ii"),
    "Aiptu": ("ajun inspektur satu", "ajun inspektur polisi satu"),
    "Aipda": ("ajun inspektur dua", "ajun inspektur polisi dua"),
    "Bripka": ("brigadir kepala", "brigadir polisi kepala"),
    "Brigpol": ("brigadir", "brigadir polisi", "brig", "brigadir pol"),
    "Briptu": ("brigadir satu", "brigadir polisi satu"),
    "Bripda": ("brigadir dua", "brigadir polisi dua"),
    "Abrippol": ("ajun brigadir polisi", "abrip"),
    "Abriptu": ("ajun brigadir polisi satu",),
    "Abripda": ("ajun brigadir polisi dua",),
    "Bharaka": ("bhayangkara kepala",),
    "Bharatu": ("bhayangkara satu",),
    "Bharada": ("bhayangkara dua",),
}
ARMY_RANKS = {
    "Kolonel": (),
    "Letkol": ("letnan kolonel",),
    "Mayor": (),
    "Kapten": ("kapt",),
    "Lettu": ("letnan satu",),
    "Letda": ("letnan dua",),
    "Peltu": ("pembantu letnan satu",),
    "Pelda": ("pembantu letnan dua",),
    "Serma": ("sersan mayor",),
    "Serka": ("sersan kepala",),
    "Sertu": ("sersan satu",),
    "Serda": ("sersan dua",),
    "Kopka": ("kopral kepala",),
    "Koptu": ("kopral satu",),
    "Kopda": ("kopral dua",),
    "Praka": ("prajurit kepala",),
    "Pratu": ("prajurit satu",),
    "Prada": ("prajurit dua",),
}


def _spellings() -> dict[str, tuple[str, str]]:
    found = {}
    for service, ranks in (("police", POLICE_RANKS), ("army", ARMY_RANKS)):
        for rank, others in ranks.items():
            for spelling in (rank.lower(), *others):
                found[spelling] = (rank, service)
    return found


_BY_SPELLING = _spellings()


@lru_cache(maxsize=4096)
def read_rank(text: str) -> tuple[str, str]:
    """The short form and the service: `LETDA INF` is ("Letda", "army"). ("", "") where it's no
    known rank.

    What follows the rank (corps, `Pol`, a degree) is left away; the longest known beginning counts.
    """
    parts = words(text).split()
    for length in range(len(parts), 0, -1):
        found = _BY_SPELLING.get(" ".join(parts[:length]))
        if found:
            return found
    return "", ""
