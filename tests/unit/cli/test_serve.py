"""How to serve: one protected way, or this machine only."""

import pytest

from kondusif.cli import serve
from kondusif.site.environment import read

CERT = {"KONDUSIF_TLS_CERT": "c.pem", "KONDUSIF_TLS_KEY": "k.pem"}


def plan(line, tmp_path, **environ):
    return serve.decide(serve.arguments(line.split()), read(environ, tmp_path))


@pytest.mark.parametrize(
    ("line", "environ", "expected"),
    [
        ("", {}, ("127.0.0.1", 8000, "loopback")),
        ("--port 9000", {}, ("127.0.0.1", 9000, "loopback")),
        ("", CERT, ("0.0.0.0", 8443, "certificate")),
        ("--host 10.0.0.5 --port 443", CERT, ("10.0.0.5", 443, "certificate")),
        ("--local-authority --names pos.lan", {}, ("0.0.0.0", 8443, "authority")),
        ("--behind-proxy", {}, ("127.0.0.1", 8000, "proxy")),
        ("", {"KONDUSIF_BEHIND_PROXY": "yes"}, ("127.0.0.1", 8000, "proxy")),
        ("--host ::1 --behind-proxy", {}, ("::1", 8000, "proxy")),
    ],
)
def test_ways(line, environ, expected, tmp_path):
    made = plan(line, tmp_path, **environ)
    assert (made.host, made.port, made.way) == expected


@pytest.mark.parametrize(
    ("line", "environ", "word"),
    [
        ("--host 0.0.0.0", {}, "TLS"),
        ("--host 192.168.1.4", {}, "--local-authority"),
        ("--host 0.0.0.0 --behind-proxy", {}, "this machine only"),
        ("--behind-proxy --local-authority", {}, "one way"),
        ("--local-authority", CERT, "one way"),
    ],
)
def test_nothing_personal_travels_in_the_clear(line, environ, word, tmp_path):
    with pytest.raises(serve.Refused, match=word):
        plan(line, tmp_path, **environ)


def test_the_address_told_is_one_that_browsers_can_open(tmp_path):
    assert (
        plan("--local-authority --names pos.lan,10.0.0.5", tmp_path).url == "https://pos.lan:8443"
    )
    assert plan("--behind-proxy --host ::1", tmp_path).url.startswith("http://localhost:8000")


def test_a_certificate_that_is_not_there_is_named(tmp_path):
    with pytest.raises(serve.Refused, match="KONDUSIF_TLS_CERT"):
        serve._given_tls(tmp_path / "absent.pem", tmp_path / "absent.key")
