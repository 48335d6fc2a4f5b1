"""What the annex of an order says: a plan's stations and posts, in the words of the official document (Indonesian)."""

from collections.abc import Sequence

from kondusif.backbone.accounts.rules import Service
from kondusif.backbone.exports import Envelope
from kondusif.deployment import exporting, queries
from kondusif.deployment.models import Plan, PlanTeam, Posting, TeamStation
from kondusif.deployment.postings import head_unit
from kondusif.operation.models import Operation
from kondusif.places.models import Area

from .annex import Annex, Letterhead, Section

STATION_COLUMNS = (
    ("Kode TPS", 2.3),
    ("Tim", 0.7),
    ("Pangkalan", 1.2),
    ("Kelas", 1.5),
    ("Petugas", 6.3),
)
PEOPLE_COLUMNS = (
    ("No", 0.6),
    ("NRP", 2),
    ("Nama", 3),
    ("Pangkat", 1.6),
    ("Kesatuan", 2.4),
    ("Tempat", 3),
)


def annex_of(plan: Plan, service: Service, cover: Envelope, area: str = "") -> Annex:
    """The annex for one service: the police see stations and other posts, the army its own posts."""
    people = list(queries.postings(plan, service, area))
    sections = station_sections(plan, people, area) if service == Service.POLICE else []
    sections += people_sections([post for post in people if post.team_id is None])
    return Annex(
        letterhead=letterhead(plan.operation, service),
        title="Penempatan personel pengamanan pemungutan suara",
        subtitle=f"Rencana nomor {plan.number} · {plan.doctrine.title}",
        classification=str(cover.classification),
        exported_by=cover.exported_by,
        exported_at=cover.when,
        stamp=cover.stamp,
        sections=tuple(sections),
        summary=summary(plan, service, people),
    )


def letterhead(operation: Operation, service: Service) -> Letterhead:
    """The lines that letters of the service carry, from the names of the areas and of its head unit."""
    regency = operation.regency
    name = regency.name.upper().removeprefix("KABUPATEN ").removeprefix("KOTA ")
    if service == Service.POLICE:
        province = regency.parent.name.upper() if regency.parent else ""
        lines = ("KEPOLISIAN NEGARA REPUBLIK INDONESIA", f"DAERAH {province}", f"RESOR {name}")
        return Letterhead(lines, f"KEPALA KEPOLISIAN RESOR {name}", name.title())
    head = head_unit(service)
    unit = head.name.upper() if head else "KOMANDO DISTRIK MILITER"
    return Letterhead(
        ("TENTARA NASIONAL INDONESIA ANGKATAN DARAT", unit), f"KOMANDAN {unit}", name.title()
    )


def summary(plan: Plan, service: Service, people: Sequence[Posting]) -> tuple[tuple[str, str], ...]:
    at_stations = sum(post.team_id is not None for post in people)
    rows = [("Operasi", plan.operation.name), ("Personel", str(len(people)))]
    if service == Service.POLICE:
        rows += [
            ("Di TPS", f"{at_stations} personel, {plan.teams} tim, {plan.stations} TPS"),
            ("Di luar TPS", f"{len(people) - at_stations} personel"),
        ]
    return tuple(rows)


def station_sections(plan: Plan, people: Sequence[Posting], area: str) -> list[Section]:
    """One section per Polsek, one group per village, one row per station; the people stand in their base's row."""
    members: dict[int, list[str]] = {}
    for post in people:
        if post.team_id:
            one = post.officer
            members.setdefault(post.team_id, []).append(
                f"{one.rank} {one.name} ({one.service_number})"
            )
    polsek, names = exporting.sector_names(), dict(Area.objects.values_list("code", "name"))
    sections: dict[str, dict[str, list[tuple[str, ...]]]] = {}
    for row in _stations(plan, area):
        village = row.team.village_id
        groups = sections.setdefault(village[:8], {})
        groups.setdefault(names[village], []).append(_station_row(row, members))
    return [
        Section(
            polsek.get(code, f"Sektor {code}"), f"Kecamatan {names[code]}", STATION_COLUMNS,
            tuple((village, tuple(rows)) for village, rows in groups.items()),
        )
        for code, groups in sections.items()
    ]  # fmt: skip


def _stations(plan: Plan, area: str):
    rows = TeamStation.objects.filter(plan=plan).select_related("team__base", "station")
    if len(area) >= len("35.09.12"):
        rows = rows.filter(station__village__code__startswith=area[:8])
    return rows.order_by("station__code")


def _station_row(row: TeamStation, members: dict[int, list[str]]) -> tuple[str, ...]:
    team: PlanTeam = row.team
    at_base = team.base_id == row.station_id
    return (
        row.station.code,
        str(team.number),
        "di sini" if at_base else f"TPS {team.base.number:03d}",
        team.class_name,
        "; ".join(members.get(team.pk, [])) if at_base else "",
    )


def people_sections(people: Sequence[Posting]) -> list[Section]:
    """Posts that aren't stations, a section per kind, a group per place."""
    kinds: dict[str, dict[str, list[Posting]]] = {}
    for post in people:
        kinds.setdefault(post.kind, {}).setdefault(queries.name_of(post), []).append(post)
    return [
        Section(
            exporting.KIND_NAMES[kind].upper(), "", PEOPLE_COLUMNS,
            tuple((place, _people_rows(posts)) for place, posts in sorted(places.items())),
        )
        for kind, places in kinds.items()
    ]  # fmt: skip


def _people_rows(posts: Sequence[Posting]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(number),
            post.officer.service_number,
            post.officer.name,
            post.officer.rank,
            post.officer.unit.name,
            queries.name_of(post),
        )
        for number, post in enumerate(posts, 1)
    )
