"""A certificate authority of this server's own, for networks without a public name.

Phones trust it once (`enrolment.py`). Its certificate is limited to the names and addresses it was made for, so that a
stolen key can't speak for the rest of the internet on those phones. `now` is an argument, files are the caller's.
"""

import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS = 3650
SERVER_DAYS = 397  # what browsers accept at most
RENEW_DAYS = 30
ONE_DAY = timedelta(days=1)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Issued:
    certificate: Path  # server's certificate followed by the authority's
    key: Path
    authority: Path
    fingerprint: str
    fresh_authority: bool  # phones have to be enrolled (again)


def ensure(folder: Path, names: Sequence[str], now: datetime) -> Issued:
    """The authority and a server certificate for `names` in `folder`; kept while they fit, else made anew."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    files = [
        folder / name for name in ("authority.pem", "authority.key", "server.pem", "server.key")
    ]
    authority, authority_key, server, server_key = files
    fresh = not (authority.exists() and authority_key.exists() and allows(read(authority), names))
    if fresh:
        key = _new_key(authority_key)
        _write(authority, _pem(authority_certificate(key, names, now)))
    if fresh or not (server.exists() and server_key.exists() and fits(read(server), names, now)):
        issuer_key = serialization.load_pem_private_key(authority_key.read_bytes(), None)
        issuer, key = read(authority), _new_key(server_key)
        issued = server_certificate(key.public_key(), issuer, issuer_key, names, now)
        _write(server, _pem(issued) + _pem(issuer))
    return Issued(server, server_key, authority, fingerprint(read(authority)), fresh)


def authority_certificate(
    key: ec.EllipticCurvePrivateKey, names: Sequence[str], now: datetime
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Kondusif {names[0]}")])
    public = key.public_key()
    return (
        _draft(name, name, public, now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.NameConstraints(_subtrees(names), None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )


def server_certificate(
    public: ec.EllipticCurvePublicKey,
    issuer: x509.Certificate,
    issuer_key: Any,
    names: Sequence[str],
    now: datetime,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    issuer_public: Any = issuer.public_key()
    return (
        _draft(subject, issuer.subject, public, now, SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_alternatives(names)), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_public), critical=False
        )
        .sign(issuer_key, hashes.SHA256())
    )


def allows(authority: x509.Certificate, names: Sequence[str]) -> bool:
    """Whether the authority was made for all of `names`."""
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    made_for = {str(tree.value) for tree in limits.permitted_subtrees or ()}
    return all(str(tree.value) in made_for for tree in _trees(names))


def fits(server: x509.Certificate, names: Sequence[str], now: datetime) -> bool:
    """Whether the certificate speaks for exactly `names` and doesn't end soon."""
    held = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    same = {str(name.value) for name in held} == {str(n.value) for n in _alternatives(names)}
    return same and server.not_valid_after_utc - now > timedelta(days=RENEW_DAYS)


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 as phones show it: pairs with colons."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def read(file: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(file.read_bytes())


def _draft(subject, issuer, public, now: datetime, days: int) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - ONE_DAY)  # a phone whose clock is behind
        .not_valid_after(now + timedelta(days=days))
    )


def _usage(**wanted: bool) -> x509.KeyUsage:
    names = "digital_signature content_commitment key_encipherment data_encipherment key_agreement"
    every = (*names.split(), "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{name: wanted.get(name, False) for name in every})


def address(name: str) -> Address | None:
    try:
        return ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return None


def _alternatives(names: Sequence[str]) -> list[x509.GeneralName]:
    found = [(name, address(name)) for name in names]
    return [x509.IPAddress(ip) if ip else x509.DNSName(name) for name, ip in found]


def _subtrees(names: Sequence[str]) -> list[x509.GeneralName]:
    """What the authority may speak for. A kind of name without any limit would be free: each kind gets at least one."""
    trees = _trees(names)
    nobody: list[x509.GeneralName] = [
        x509.DNSName("kondusif.invalid"),
        x509.IPAddress(ipaddress.ip_network("127.0.0.1/32")),
    ]
    return trees + [tree for tree in nobody if str(tree.value) not in {str(t.value) for t in trees}]


def _trees(names: Sequence[str]) -> list[x509.GeneralName]:
    found = [(name, address(name)) for name in names]
    return [
        x509.IPAddress(ipaddress.ip_network(ip)) if ip else x509.DNSName(name) for name, ip in found
    ]


def _new_key(file: Path) -> ec.EllipticCurvePrivateKey:
    key = ec.generate_private_key(ec.SECP256R1())
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    _write(file, key.private_bytes(serialization.Encoding.PEM, form, plain))
    return key


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write(file: Path, content: bytes) -> None:
    """Readable by its owner only, whole or not at all."""
    beside = file.with_name(file.name + ".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
    beside.replace(file)
