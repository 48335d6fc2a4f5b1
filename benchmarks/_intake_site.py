"""The server that `bench intake` measures: the real application on a fresh database, in a process of its own."""

import socket
import sys
from datetime import date

STATIONS = 400
TOKENS = 64


def run(port: int) -> None:
    from kondusif.cli.setup import django_ready, migrate

    django_ready()
    migrate()
    print("tokens", *fill(), flush=True)
    serve(port)


def fill() -> list[str]:
    """A regency of 400 stations, a running operation, and 64 phones; returns their tokens."""
    from kondusif.backbone.accounts import tokens
    from kondusif.backbone.accounts.models import Account
    from kondusif.backbone.clock import machine_now
    from kondusif.operation.models import Operation
    from kondusif.places.models import Area, Station

    top = Area.objects.create(code="35", level="province", name="Contoh")
    regency = Area.objects.create(code="35.09", level="regency", name="Contoh", parent=top)
    district = Area.objects.create(code="35.09.01", level="district", name="Contoh", parent=regency)
    villages = [
        Area(
            code=f"35.09.01.{2001 + n}",
            level="village",
            name=f"Contoh {n}",
            parent=district,
            lat=-8.2,
            lon=113.7,
        )
        for n in range(STATIONS // 10)
    ]
    Area.objects.bulk_create(villages)
    Station.objects.bulk_create(
        Station(code=code, village=village, number=number, voters=500, lat=-8.2, lon=113.7)
        for village in villages
        for number in range(1, 11)
        for code in [f"{village.code}-{number:03d}"]
    )
    Operation.objects.create(
        name="Contoh", kind="exercise", regency=regency, vote_day=date(2024, 11, 27)
    )
    phones = [
        Account(username=f"contoh-{n}", display_name="Contoh", role="officer", service="police")
        for n in range(TOKENS)
    ]
    Account.objects.bulk_create(phones)
    return list(tokens.issue_many(Account.objects.all(), "bench", now=machine_now()).values())


def serve(port: int) -> None:
    import uvicorn

    from kondusif.site.asgi import application

    config = uvicorn.Config(
        application(), lifespan="on", ws="none", log_config=None, access_log=False
    )
    uvicorn.Server(config).run(sockets=[socket.create_server(("127.0.0.1", port), backlog=512)])


if __name__ == "__main__":
    run(int(sys.argv[1]))
