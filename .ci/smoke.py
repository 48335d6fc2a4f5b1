"""The demo as a newcomer meets it: started by the launcher, signed in to, looked through, stopped, started again.

Everything over HTTP, with a data folder of its own. Exits 1 with the sentence that failed.
"""

import contextlib
import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STAMP = "SIMULASI - BUKAN KEJADIAN NYATA"
FIRST_SECONDS, AGAIN_SECONDS, STOP_SECONDS = 420, 45, 15
PAGES = ("/", "/risk/", "/deployment/", "/control/", "/control/wall/", "/operation/", "/record/")
STATION = "35.09.18.2003-001"  # Andongrejo
DATA = ("/control/picture.json", "/risk/stations.json", "/api/v1/openapi.json")


class Failed(Exception):
    """What a newcomer would complain about."""


def expect(truth: object, sentence: str) -> None:
    if not truth:
        raise Failed(sentence)


class Demo:
    """One start of `./kondusif demo` and what it printed."""

    def __init__(self, port: int, folder: str) -> None:
        self.port, self.url, self.lines = port, f"http://127.0.0.1:{port}", []
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [ROOT / "kondusif", "demo", "--no-browser", "--port", str(port)],
            env=os.environ | {"KONDUSIF_DEMO_DATA": folder},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait_until_ready(self, seconds: float) -> float:
        ticking = threading.Timer(seconds, self.process.kill)
        ticking.start()
        try:
            for line in self.process.stdout:
                self.lines.append(line.rstrip())
                if line.startswith("ready "):
                    return time.monotonic() - self.began
        finally:
            ticking.cancel()
        raise Failed(f"no 'ready' within {seconds} s: {self.lines[-5:]}")

    def password(self, username: str) -> str:
        found = [line.split() for line in self.lines if line.split()[:1] == [username]]
        expect(found, f"no password was printed for {username}")
        return found[0][1]

    def stop(self) -> None:
        """SIGTERM ends it with everything it started."""
        family = descendants(self.process.pid)
        expect(len(family) >= 2, f"the server and its job process were expected, not {family}")
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(STOP_SECONDS)
        expect(code == 0, f"the demo ended with {code} after SIGTERM")
        left = [pid for pid in family if alive(pid)]
        expect(not left, f"left behind: {left}")


def descendants(pid: int) -> list[int]:
    children = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return children + [below for child in children for below in descendants(child)]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


class Person:
    """A browser without a screen."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> str:
        with self.opener.open(self.url + path, timeout=60) as answer:
            return answer.read().decode()

    def sign_in(self, username: str, password: str) -> None:
        form = self.get("/sign-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
        fields = {"csrfmiddlewaretoken": token, "username": username, "password": password}
        data = urllib.parse.urlencode(fields | {"next": "/"}).encode()
        headers = {"Referer": self.url + "/sign-in/"}
        with self.opener.open(
            urllib.request.Request(self.url + "/sign-in/", data, headers)
        ) as page:
            expect(not page.url.endswith("/sign-in/"), f"{username} could not sign in")


def post(url: str, token: str, body: dict) -> tuple[int, dict]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def progress_page(demo: Demo) -> None:
    """While preparation runs, the address answers already."""
    with contextlib.suppress(urllib.error.URLError, ConnectionError):
        for _ in range(100):
            try:
                urllib.request.urlopen(demo.url + "/", timeout=5).read()
                return  # already the real thing
            except urllib.error.HTTPError as waiting:
                expect(
                    waiting.code == 503 and STAMP in waiting.read().decode(),
                    "no stamped progress page",
                )
                return
            except urllib.error.URLError:
                time.sleep(0.1)
    raise Failed("nothing answered while the demo was being prepared")


def look_around(demo: Demo) -> None:
    for username in ("kapolres", "dandim"):
        person = Person(demo.url)
        person.sign_in(username, demo.password(username))
        for path in PAGES:
            page = person.get(path)
            expect(STAMP in page, f"{path} is not stamped")
            expect("Traceback" not in page, f"{path} shows a traceback")
        for path in DATA:
            expect(json.loads(person.get(path)), f"{path} is empty")
    officer = Person(demo.url)
    officer.sign_in("anggota", demo.password("anggota"))
    expect(STAMP in officer.get("/field/"), "the phone page is not stamped")


def report(demo: Demo, folder: str) -> None:
    """One report through the public API: new, the same again, and other content under the same id."""
    token = api_token(folder)
    body = {
        "id": str(uuid.uuid4()),
        "station": STATION,
        "kind": "aman",
        "severity": 1,
        "occurred_at": "2024-11-27T07:00:00+07:00",
        "text": "Uji coba",
    }
    url = f"{demo.url}/api/v1/reports"
    answers = [post(url, token, body)[0], post(url, token, body)[0]]
    answers.append(post(url, token, body | {"text": "Isi lain"})[0])
    expect(answers == [201, 200, 409], f"the API answered {answers}")
    expect(post(url, "wrong", body)[0] == 401, "a wrong token was not refused with 401")


def api_token(folder: str) -> str:
    """Made as an administrator would: with the command."""
    done = subprocess.run(
        [ROOT / "kondusif", "account", "token", "operator", "--label", "smoke", "--json"],
        env=os.environ | {"KONDUSIF_DATA": folder, "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)["token"]


def first_start(demo: Demo, folder: str) -> None:
    progress_page(demo)
    print(f"first start: {demo.wait_until_ready(FIRST_SECONDS):.1f} s", flush=True)
    look_around(demo)
    report(demo, folder)


def second_start(demo: Demo, _: str) -> None:
    print(f"second start: {demo.wait_until_ready(AGAIN_SECONDS):.1f} s", flush=True)
    look_around(demo)


def main() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="kondusif-smoke-") as folder:
        for visit in (first_start, second_start):
            demo = Demo(port, folder)
            try:
                visit(demo, folder)
                demo.stop()
            except (Failed, urllib.error.URLError) as problem:
                print(f"The demo failed: {getattr(problem, 'url', '')} {problem}", flush=True)
                return 1
            finally:
                demo.process.kill()  # its children see it go
                demo.process.wait()
    print("the demo works")
    return 0


if __name__ == "__main__":
    sys.exit(main())
