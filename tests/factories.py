"""Small, plainly synthetic records for tests. Each maker fills what the test doesn't care about."""

from datetime import UTC, date, datetime

from kondusif.backbone.accounts.models import Account
from kondusif.backbone.accounts.rules import Role, Service
from kondusif.operation.models import Operation
from kondusif.people.models import Officer, Unit
from kondusif.places.models import Area, Station

NOW = datetime(2024, 11, 26, 23, 45, tzinfo=UTC)  # 27 November, 06.45 WIB: the morning of the vote
PASSWORD = "kata sandi untuk uji coba"


def regency(code: str = "35.09", villages: int = 3) -> Area:
    """A province, a regency, one district and `villages` villages 2 km apart."""
    province = Area.objects.create(
        code=code[:2], level="province", name="Jawa Timur", lat=-7.6, lon=112.4
    )
    top = Area.objects.create(
        code=code, level="regency", name="Contoh", parent=province, lat=-8.2, lon=113.7
    )
    district = Area.objects.create(
        code=f"{code}.01", level="district", name="Kaliwates", parent=top, lat=-8.2, lon=113.7
    )
    for i in range(villages):
        Area.objects.create(
            code=f"{code}.01.{2001 + i}",
            level="village",
            kind="desa",
            name=f"Desa Contoh {i + 1}",
            parent=district,
            lat=-8.2 + 0.02 * i,
            lon=113.7,
        )
    return top


def stations(each: int = 4) -> list[Station]:
    """`each` stations in every village, 100 m apart, 500 voters each."""
    made = []
    for village in Area.objects.filter(level="village"):
        for n in range(1, each + 1):
            made.append(
                Station(
                    code=f"{village.code}-{n:03d}",
                    village=village,
                    number=n,
                    voters=500,
                    lat=village.lat + 0.001 * n,
                    lon=village.lon,
                )
            )
    return Station.objects.bulk_create(made)


def operation(**changes) -> Operation:
    """A current operation in the example regency (made when absent)."""
    top = changes.pop("regency", None) or Area.objects.filter(level="regency").first() or regency()
    values = {
        "name": "Operasi Contoh",
        "kind": "real",
        "regency": top,
        "vote_day": date(2024, 11, 27),
    }
    return Operation.objects.create(**(values | changes))


def account(role: Role = Role.PLANNER, service: Service = Service.POLICE, **changes) -> Account:
    name = changes.pop("username", f"{role}-{service}")
    values = {"username": name, "display_name": f"Contoh {name}", "role": role, "service": service}
    made = Account(**(values | changes))
    made.set_password(PASSWORD)
    made.save()
    return made


def unit(code: str = "POLSEK-01", service: str = "police", **changes) -> Unit:
    values = {"name": f"Contoh {code}", "kind": "polsek" if service == "police" else "koramil"}
    return Unit.objects.create(code=code, service=service, **(values | changes))


def officers(count: int, at: Unit) -> list[Officer]:
    return Officer.objects.bulk_create(
        Officer(
            service_number=f"UJI-{at.code}-{i:04d}",
            name=f"Contoh {i:04d}",
            rank="Bripka" if at.service == "police" else "Serda",
            unit=at,
            service=at.service,
            synthetic=True,
        )
        for i in range(1, count + 1)
    )
