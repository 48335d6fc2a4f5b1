"""`kondusif privacy list|expire [--json]`: what personal data is held and why; erases what is over its time."""

import argparse
import json

from kondusif.cli.setup import django_ready


def run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="kondusif privacy", description=__doc__)
    parser.add_argument("what", choices=["list", "expire"])
    parser.add_argument("--json", action="store_true")
    choice = parser.parse_args(argv)
    django_ready(create=True)
    answer = listed() if choice.what == "list" else expired()
    print(json.dumps(answer, indent=1) if choice.json else told(answer))
    return 0


def listed() -> list[dict[str, str]]:
    from kondusif.backbone.privacy.registry import kinds

    return [
        {"name": k.name, "purpose": k.purpose, "owner": k.owner, "keep": k.keep} for k in kinds()
    ]


def expired() -> dict[str, int]:
    from kondusif.cli.jobs import expire

    return expire()


def told(answer: list[dict[str, str]] | dict[str, int]) -> str:
    if isinstance(answer, dict):
        lines = [f"{name}: {count} erased" for name, count in answer.items()]
        return "\n".join(lines) or "Nothing is over its time."
    return "\n".join(
        f"{kind['name']}: {kind['purpose']}. Kept: {kind['keep']}. Answers for it: {kind['owner']}."
        for kind in answer
    )
