"""What an environment was made from: a hash for each part, so that only what changed is made again."""

import hashlib
import json
import sys
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

NAME = "kondusif-stamp.json"


@dataclass(frozen=True)
class Stamp:
    """Hashes of the sources of each part; "" means that the part was never made."""

    dependencies: str = ""
    development: str = ""
    packages: str = ""  # npm, by the lock file
    web: str = ""
    messages: str = ""
    engines: str = ""  # compiled once, so that no plan waits for it


# Made only for the commands that ask for them.
OPTIONAL = {"development", "engines"}


def of_sources(root: Path) -> Stamp:
    """What the working tree asks for now."""
    pinned = _hash(root, ("pyproject.toml", "constraints.txt", "hatch_build.py"))
    here = f"{sys.version_info[0]}.{sys.version_info[1]} {root}"  # a venv can't move
    dependencies = hashlib.sha256(f"{pinned} {here}".encode()).hexdigest()
    return Stamp(
        dependencies=dependencies,
        development=dependencies,
        packages=_hash(root, ("web/package.json", "web/package-lock.json", "web/.npmrc")),
        web=_hash(root, _below(root, "web/src", "*") | {"web/build.mjs"}),
        messages=_hash(root, _below(root, "src", "*.po")),
        engines=_hash(root, {"constraints.txt"} | _below(root, "src/kondusif/engines", "*.py")),
    )


def read(venv: Path) -> Stamp:
    """What `venv` was made from; an empty stamp when nobody finished it."""
    try:
        return Stamp(**json.loads((venv / NAME).read_text()))
    except (OSError, ValueError, TypeError):
        return Stamp()


def write(venv: Path, stamp: Stamp) -> None:
    beside = venv / f"{NAME}.new"
    beside.write_text(json.dumps(asdict(stamp), indent=1))
    beside.replace(venv / NAME)


def missing(have: Stamp, want: Stamp, root: Path, asked: Collection[str] = ()) -> set[str]:
    """The names of the parts to make again; `asked` names the optional ones that this command needs."""
    parts = {name for name, wanted in asdict(want).items() if getattr(have, name) != wanted}
    parts -= OPTIONAL - set(asked)
    if not any((root / "src/kondusif/site/static/built").glob("*.js")):
        parts.add("web")
    if any(not po.with_suffix(".mo").exists() for po in (root / "src").rglob("*.po")):
        parts.add("messages")
    return parts


def after(have: Stamp, want: Stamp, asked: Collection[str] = ()) -> Stamp:
    """The stamp of an environment in which everything asked for was made, and nothing optional beyond it."""
    left = {name: getattr(have, name) for name in OPTIONAL - set(asked)}
    return replace(want, **left)


def _below(root: Path, folder: str, pattern: str) -> set[str]:
    found = (root / folder).rglob(pattern)
    return {path.relative_to(root).as_posix() for path in found if path.is_file()}


def _hash(root: Path, names: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for name in sorted(names):
        path = root / name
        content = path.read_bytes() if path.exists() else b""
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()
