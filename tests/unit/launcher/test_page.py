"""The page shown while preparation runs, and the handing over of its socket."""

import http.client
import json
import re
import socket
import threading

import pytest
from launcher import page


@pytest.fixture
def waiting():
    listening = socket.create_server(("127.0.0.1", 0))
    made = page.Waiting(listening, page.Progress())
    made.start()
    yield made
    made.stop()
    listening.close()


def ask(waiting, path, method="GET"):
    connection = http.client.HTTPConnection(*waiting.server.socket.getsockname(), timeout=5)
    connection.request(method, path)
    answer = connection.getresponse()
    return answer, answer.read().decode()


def test_every_address_shows_the_stamped_page_and_says_come_back(waiting):
    waiting.progress.step("install")
    answer, body = ask(waiting, "/control-room/")
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "2"
    assert page.STAMP in body
    current = re.search(r'<li aria-current="step">(.*?)<span', body)[1]
    assert current == page.STEPS["install"][0]


def test_progress_is_told_as_json(waiting):
    waiting.progress.step("lists")
    waiting.progress.detail("stations: 4046")
    told = json.loads(ask(waiting, page.STATUS)[1])
    assert told["detail"] == "stations: 4046"
    assert told["step"] == page.ORDER.index("lists")


def test_what_tools_print_cannot_become_markup(waiting):
    waiting.progress.detail("<script>alert(1)</script>")
    body = ask(waiting, "/")[1]
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert" in body


def test_the_policy_allows_exactly_the_script_and_style_of_the_page(waiting):
    answer, body = ask(waiting, "/")
    policy = answer.headers["Content-Security-Policy"]
    for tag in ("script", "style"):
        content = re.search(f"<{tag}>(.*?)</{tag}>", body, re.DOTALL)[1]
        assert page._allow(content) in policy


def test_after_stop_the_socket_still_takes_connections_for_the_next_server(waiting):
    listening = waiting.server.socket
    waiting.stop()
    outcome = []

    def visit():
        with socket.create_connection(listening.getsockname(), timeout=5) as visitor:
            outcome.append(visitor.recv(5))

    visitor = threading.Thread(target=visit)
    visitor.start()
    connection, _ = listening.accept()  # what the real server does
    connection.sendall(b"hello")
    connection.close()
    visitor.join()
    assert outcome == [b"hello"]
    waiting.thread = threading.Thread(
        target=waiting.server.serve_forever, args=(0.05,), daemon=True
    )
    waiting.thread.start()


def test_head_has_no_body(waiting):
    answer, body = ask(waiting, "/", "HEAD")
    assert (answer.status, body) == (503, "")
