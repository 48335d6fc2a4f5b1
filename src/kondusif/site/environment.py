"""The settings that an operator gives through the environment, each one explained in words.

Pure: `read(environ)` takes a mapping and returns `Environment`, or raises `WrongSetting` with a sentence that names
the variable, what was found and what is expected. `docs/reference/settings.md` is printed from `VARIABLES`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class WrongSetting(Exception):
    """A setting is missing or wrong; the message says which, and what to write instead."""


@dataclass(frozen=True)
class Variable:
    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable(
        "KONDUSIF_DATA", "var/data", "Folder of the embedded database, photos, keys and logs."
    ),
    Variable(
        "DATABASE_URL",
        "(embedded SQLite in KONDUSIF_DATA)",
        "PostgreSQL for more than one machine: postgresql://user:password@host/name",
    ),
    Variable(
        "KONDUSIF_SECRET_KEY",
        "(made once in KONDUSIF_DATA/secret.key)",
        "Signs sessions. At least 32 characters; the same on every process.",
    ),
    Variable(
        "KONDUSIF_HOSTS",
        "localhost,127.0.0.1,[::1]",
        "Names under which browsers reach the server, separated by commas.",
    ),
    Variable("KONDUSIF_LANGUAGE", "id", "Language of a first visit: id or en."),
    Variable("KONDUSIF_TLS_CERT", "", "Certificate file (PEM) for `kondusif serve`."),
    Variable("KONDUSIF_TLS_KEY", "", "Key file (PEM) that belongs to KONDUSIF_TLS_CERT."),
    Variable(
        "KONDUSIF_BEHIND_PROXY",
        "no",
        "yes: a proxy on this machine ends TLS and sets X-Forwarded-Proto and X-Forwarded-For.",
    ),
    Variable(
        "KONDUSIF_BACKUP_TO",
        "",
        "Folder that gets a backup every hour, the last 48 kept: best a disk of another machine. Empty: none.",
    ),
    Variable(
        "KONDUSIF_DEMO_DATA",
        "var/demo",
        "Folder of `kondusif demo`, never that of a real operation.",
    ),
    Variable(
        "KONDUSIF_DEMO", "no", "Set by `kondusif demo` only: stamps everything as a simulation."
    ),
)


@dataclass(frozen=True)
class Environment:
    data: Path
    database_url: str
    secret_key: str
    hosts: tuple[str, ...]
    language: str
    tls_cert: str
    tls_key: str
    behind_proxy: bool
    backup_to: str
    demo: bool


def read(environ: Mapping[str, str], here: Path) -> Environment:
    """Reads the variables of `VARIABLES`; relative paths are taken from `here`."""
    secret = environ.get("KONDUSIF_SECRET_KEY", "")
    if secret and len(secret) < 32:
        raise WrongSetting(
            f"KONDUSIF_SECRET_KEY has {len(secret)} characters; it needs at least 32. "
            "Leave it empty to let Kondusif make one in its data folder."
        )
    language = environ.get("KONDUSIF_LANGUAGE", "") or "id"
    if language not in ("id", "en"):
        raise WrongSetting(f"KONDUSIF_LANGUAGE is {language!r}; write id or en.")
    cert, key = environ.get("KONDUSIF_TLS_CERT", ""), environ.get("KONDUSIF_TLS_KEY", "")
    if bool(cert) != bool(key):
        raise WrongSetting(
            "KONDUSIF_TLS_CERT and KONDUSIF_TLS_KEY belong together: give both or neither."
        )
    return Environment(
        data=here / (environ.get("KONDUSIF_DATA", "") or "var/data"),
        database_url=_database_url(environ.get("DATABASE_URL", "")),
        secret_key=secret,
        hosts=_hosts(environ.get("KONDUSIF_HOSTS", "")),
        language=language,
        tls_cert=cert,
        tls_key=key,
        behind_proxy=_yes_no(environ, "KONDUSIF_BEHIND_PROXY"),
        backup_to=environ.get("KONDUSIF_BACKUP_TO", ""),
        demo=_yes_no(environ, "KONDUSIF_DEMO"),
    )


def _database_url(text: str) -> str:
    if text and not text.startswith(("postgres://", "postgresql://", "sqlite:///")):
        scheme = text.split(":", 1)[0]
        raise WrongSetting(
            f"DATABASE_URL starts with {scheme!r}; Kondusif knows postgresql:// and sqlite:///. "
            "Leave it empty for the embedded database."
        )
    return text


def _hosts(text: str) -> tuple[str, ...]:
    named = tuple(part.strip() for part in text.split(",") if part.strip())
    return (*named, "localhost", "127.0.0.1", "[::1]")


def _yes_no(environ: Mapping[str, str], name: str) -> bool:
    text = (environ.get(name, "") or "no").strip().lower()
    if text in ("yes", "ya", "1", "true"):
        return True
    if text in ("no", "tidak", "0", "false"):
        return False
    raise WrongSetting(f"{name} is {text!r}; write yes or no.")
