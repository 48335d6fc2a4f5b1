"""The commands around an installation: accounts, record, privacy, doctor, and what they say when they can't."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def installation(installations):
    return installations("one", "migrated")


def test_accounts_are_made_listed_and_given_tokens(installation):
    made = json.loads(
        installation.run(
            "account", "create", "uji", "--role", "operator", "--service", "police", "--json"
        ).out
    )
    listed = json.loads(installation.run("account", "list", "--json").out)
    assert [row["username"] for row in listed] == ["uji"]
    token = json.loads(installation.run("account", "token", "uji", "--json").out)["token"]
    again = json.loads(installation.run("account", "password", "uji", "--json").out)
    assert again["password"] != made["password"]
    assert token not in installation.run("account", "list").out
    # each of the three is on record
    record = json.loads(installation.run("audit", "verify", "--json").out)
    assert (record["verified"], record["entries"]) == (True, 3)


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (("account", "create", "x", "--role", "auditor", "--service", "police"), 1, "neither"),
        (("account", "password", "nobody"), 1, "no account 'nobody'"),
        (("account", "create", "x", "--role", "king", "--service", "police"), 2, "invalid choice"),
        (("restore", "absent.tar.gz"), 1, "absent.tar.gz"),
        (("serve", "--host", "0.0.0.0"), 1, "TLS"),
        (("bench", "absent"), 2, "no benchmark"),
        (("nonsense",), 2, "no command"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else None,
)
def test_what_cannot_be_done_is_told_in_words(installation, argv, code, words):
    done = installation.run(*argv)
    assert done.code == code
    assert words in done.err
    assert "Traceback" not in done.err


def test_a_wrong_setting_ends_with_two_and_its_name(installation):
    done = installation.run("doctor", KONDUSIF_LANGUAGE="fr")
    assert (done.code, "KONDUSIF_LANGUAGE" in done.err) == (2, True)


def test_serve_refuses_a_database_that_is_behind_or_a_demo(installations):
    refused = installations("empty").run("serve")
    assert (refused.code, "kondusif migrate" in refused.err) == (1, True)
    shown = installations("shown", "migrated")
    demo = [
        sys.executable,
        "-c",
        "from kondusif.cli.setup import django_ready; django_ready()\n"
        "from tests import factories; factories.account(username='contoh', is_demo=True)",
    ]
    subprocess.run(demo, env=shown.environ, cwd=shown.folder, check=True)
    refused = shown.run("serve")
    assert (refused.code, "contoh" in refused.err) == (1, True)
    doctor = json.loads(shown.run("doctor", "--json").out)
    assert [f["level"] for f in doctor if f["name"] == "demo"] == ["problem"]


def test_the_doctor_finds_a_healthy_installation_healthy(installation):
    made = ("--role", "administrator", "--service", "none")
    assert installation.run("account", "create", "admin", *made).code == 0
    assert installation.run("backup").code == 0
    done = installation.run("doctor", "--json")
    levels = {f["name"]: f["level"] for f in json.loads(done.out)}
    assert {name for name, level in levels.items() if level == "problem"} <= {"disk"}
    assert levels["record"] == levels["migrations"] == levels["backup"] == "good"


@pytest.mark.parametrize(
    "given", [{"KONDUSIF_DATA": "/proc/none"}, {"KONDUSIF_DATA": "/dev/null/x"}]
)
def test_the_doctor_names_a_folder_that_cannot_be_written(installation, given):
    done = installation.run("doctor", **given)
    assert done.code == 1
    assert "PROBLEM   data folder" in done.out
    assert "Traceback" not in done.err


def test_the_doctor_sees_an_altered_record(installation):
    """Somebody with the database's own password who lifts the triggers."""
    installation.run("account", "create", "uji", "--role", "operator", "--service", "police")
    forge = (
        "from kondusif.cli.setup import django_ready; django_ready()\n"
        "from django.db import connection\n"
        "c = connection.cursor()\n"
        "pg = connection.vendor == 'postgresql'\n"
        "c.execute('ALTER TABLE audit_entry DISABLE TRIGGER USER' if pg else 'DROP TRIGGER audit_no_update')\n"
        "c.execute(\"UPDATE audit_entry SET subject = 'account:99' WHERE sequence = 1\")\n"
    )
    subprocess.run(
        [sys.executable, "-c", forge], env=installation.environ, cwd=installation.folder, check=True
    )
    assert installation.run("audit", "verify").code == 1
    found = {f["name"]: f for f in json.loads(installation.run("doctor", "--json").out)}
    assert found["record"]["level"] == "problem"
    assert "entry 1" in found["record"]["says"]


def test_privacy_lists_every_kind_with_its_purpose_and_time(installation):
    listed = json.loads(installation.run("privacy", "list", "--json").out)
    assert {"report positions", "report texts"} <= {kind["name"] for kind in listed}
    assert all(all(kind.values()) for kind in listed)
    assert installation.run("privacy", "expire", "--json").out.strip() == "{}"


def test_serving_with_an_own_authority_is_believed_by_a_client_that_enrolled(installation):
    import ssl
    import urllib.request

    from tests.integration.cli.installation import free_port

    enrol = free_port()
    installation.serve(
        "--local-authority", "--names", "localhost,127.0.0.1", "--enrol-port", str(enrol)
    )
    with urllib.request.urlopen(f"http://127.0.0.1:{enrol}/enrol/kondusif.crt") as answer:
        authority = ssl.DER_cert_to_PEM_cert(answer.read())
    trusting = ssl.create_default_context(cadata=authority)
    url = f"https://localhost:{installation.port}/sign-in/"
    with urllib.request.urlopen(url, context=trusting) as page:
        cookies = page.headers.get_all("Set-Cookie")
    assert cookies
    assert all("Secure" in cookie for cookie in cookies)
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(url, context=ssl.create_default_context())


def test_a_proxy_on_this_machine_is_believed_and_the_job_process_ends_with_the_server(installation):
    import urllib.request

    installation.serve("--behind-proxy")
    family = children(installation.server.pid)
    url = f"http://127.0.0.1:{installation.port}/sign-in/"
    with urllib.request.urlopen(
        urllib.request.Request(url, headers={"X-Forwarded-Proto": "https"})
    ) as page:
        assert all("Secure" in cookie for cookie in page.headers.get_all("Set-Cookie"))
    installation.stop()
    assert not [pid for pid in family if Path(f"/proc/{pid}").exists()]


def children(pid):
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
