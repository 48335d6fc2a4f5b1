"""The page on which a phone learns to trust the server."""

import http.client
import re
from datetime import UTC, datetime

import pytest
from cryptography import x509

from kondusif.site import authority, enrolment


@pytest.fixture
def served(tmp_path):
    issued = authority.ensure(tmp_path, ("pos.test",), datetime(2024, 11, 1, tzinfo=UTC))
    certificate = authority.read(issued.authority)
    about = enrolment.Enrolment(
        certificate, issued.fingerprint, "https://pos.test:8443", "http://pos.test:8080/enrol"
    )
    server = enrolment.Server("127.0.0.1", 0, about)
    server.start()
    yield server.http.server_address[1], about
    server.stop()


def ask(port, path, language=""):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", path, headers={"Accept-Language": language})
    answer = connection.getresponse()
    return answer, answer.read()


def test_the_certificate_is_the_authoritys_own(served):
    port, about = served
    answer, content = ask(port, enrolment.CERTIFICATE)
    assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert x509.load_der_x509_certificate(content) == about.certificate


def test_the_page_shows_the_fingerprint_that_the_terminal_shows(served):
    port, about = served
    page = ask(port, enrolment.PAGE)[1].decode()
    shown = "".join(re.findall(r"<span>(.*?)</span>", page)).replace(" ", ":")
    lines = ":".join(line.replace(" ", ":") for line in enrolment.in_groups(about.fingerprint))
    assert lines == about.fingerprint
    assert shown.replace(":", "") == about.fingerprint.replace(":", "")


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [
        ("/enrol", "", "id"),
        ("/enrol", "en-GB,en", "en"),
        ("/enrol?language=id", "en", "id"),
        ("/enrol?language=en", "id", "en"),
        ("/enrol?language=xx", "id", "id"),
    ],
)
def test_language(served, path, accepted, language):
    page = ask(served[0], path, accepted)[1].decode()
    assert f'<html lang="{language}">' in page
    assert ("Cocokkan dulu" in page) == (language == "id")
    assert ("Compare before" in page) == (language == "en")


def test_anything_else_leads_to_the_page(served):
    answer, _ = ask(served[0], "/")
    assert (answer.status, answer.headers["Location"]) == (302, enrolment.PAGE)


def test_the_page_runs_no_script_and_its_own_style_is_allowed(served):
    answer, content = ask(served[0], enrolment.PAGE)
    assert b"<script" not in content
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert enrolment.policy() == policy
