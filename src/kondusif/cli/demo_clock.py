"""The demo's clock stands still while the demo is off: a morning left at 07:10 goes on at 07:10."""

import threading
from datetime import datetime
from pathlib import Path

from kondusif.backbone import clock

SECONDS = 10.0


class Keeper:
    """Sets the clock to where it stood, then writes down where it stands until `stop()`."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clock.txt"
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        self._resume()
        self.thread.start()

    def stop(self) -> None:
        self.stopping.set()
        self.thread.join()

    def _resume(self) -> None:
        operation = _simulated()
        if operation is None:
            return
        if self.file.exists():
            operation.clock_shown = datetime.fromisoformat(self.file.read_text())
        operation.clock_real = clock.machine_now()
        operation.save(update_fields=["clock_real", "clock_shown"])

    def _keep(self) -> None:
        from django.db import connection

        from kondusif.operation import queries

        while not self.stopping.wait(SECONDS):
            self._write(queries.now(queries.current()))
            connection.close()
        self._write(queries.now(queries.current()))
        connection.close()

    def _write(self, shown: datetime) -> None:
        beside = self.file.with_suffix(".new")
        beside.write_text(shown.isoformat())
        beside.replace(self.file)


def _simulated():
    from kondusif.operation.models import Operation

    return Operation.objects.filter(current=True, clock=Operation.Clock.SIMULATED).first()
