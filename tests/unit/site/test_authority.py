"""The server's own authority: kept while it fits, limited to its names, believed by a real TLS client."""

import contextlib
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from kondusif.site import authority

NOW = datetime.now(UTC)  # TLS clients ask the machine's own clock
NAMES = ("pos.example.test", "127.0.0.1")


def test_it_is_kept_while_it_fits(tmp_path):
    first = authority.ensure(tmp_path, NAMES, NOW)
    again = authority.ensure(tmp_path, NAMES, NOW + timedelta(days=300))
    assert first.fresh_authority
    assert not again.fresh_authority
    assert again.fingerprint == first.fingerprint
    assert again.certificate.read_bytes() == first.certificate.read_bytes()


def test_the_server_is_renewed_before_it_ends_without_a_new_enrolment(tmp_path):
    first = authority.ensure(tmp_path, NAMES, NOW)
    serial = authority.read(first.certificate).serial_number
    later = authority.ensure(tmp_path, NAMES, NOW + timedelta(days=authority.SERVER_DAYS - 10))
    assert not later.fresh_authority
    assert authority.read(later.certificate).serial_number != serial


def test_fewer_names_keep_the_authority_and_other_names_need_a_new_one(tmp_path):
    first = authority.ensure(tmp_path, NAMES, NOW)
    fewer = authority.ensure(tmp_path, NAMES[:1], NOW)
    assert (fewer.fresh_authority, fewer.fingerprint) == (False, first.fingerprint)
    other = authority.ensure(tmp_path, ("elsewhere.test",), NOW)
    assert other.fresh_authority
    assert other.fingerprint != first.fingerprint


def test_keys_are_for_their_owner_only(tmp_path):
    authority.ensure(tmp_path / "tls", NAMES, NOW)
    assert {f.stat().st_mode & 0o777 for f in (tmp_path / "tls").iterdir()} == {0o600}


def test_every_kind_of_name_is_limited(tmp_path):
    """A kind without a limit would be free: the authority could speak for any address of it."""
    for names in (("pos.test",), ("10.0.0.5",), NAMES):
        issued = authority.ensure(tmp_path / names[0], names, NOW)
        limits = authority.read(issued.authority).extensions
        permitted = limits.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees
        assert {type(tree) for tree in permitted} == {x509.DNSName, x509.IPAddress}


@pytest.mark.parametrize(
    ("asked", "believed"), [("pos.example.test", True), ("127.0.0.1", True), ("bank.test", False)]
)
def test_a_tls_client_believes_it_for_its_names_only(tmp_path, asked, believed):
    issued = authority.ensure(tmp_path, NAMES, NOW)
    assert shakes_hands(issued.certificate, issued.key, issued.authority, asked) is believed


def test_a_stolen_key_speaks_for_nobody_else(tmp_path):
    """A certificate for another name, signed with the authority's own key, is not believed."""
    issued = authority.ensure(tmp_path, NAMES, NOW)
    from cryptography.hazmat.primitives import serialization

    stolen = serialization.load_pem_private_key((tmp_path / "authority.key").read_bytes(), None)
    key = authority._new_key(tmp_path / "forged.key")
    forged = authority.server_certificate(
        key.public_key(), authority.read(issued.authority), stolen, ["bank.test"], NOW
    )
    (tmp_path / "forged.pem").write_bytes(authority._pem(forged))
    handshake = (tmp_path / "forged.pem", tmp_path / "forged.key", issued.authority, "bank.test")
    assert not shakes_hands(*handshake)


def shakes_hands(certificate, key, trusted, name) -> bool:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    client = ssl.create_default_context(cafile=str(trusted))
    ours, theirs = socket.socketpair()

    def answer():
        with contextlib.suppress(OSError), server.wrap_socket(theirs, server_side=True):
            pass

    answering = threading.Thread(target=answer)
    answering.start()
    try:
        with client.wrap_socket(ours, server_hostname=name):
            return True
    except ssl.SSLCertVerificationError:
        return False
    finally:
        ours.close()
        answering.join()
