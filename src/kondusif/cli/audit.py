"""`kondusif audit verify [--json]`: follows the whole chain; exit code 1 when a link doesn't hold."""

import argparse
import json

from kondusif.cli.setup import django_ready


def run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="kondusif audit", description=__doc__)
    parser.add_argument("what", choices=["verify"])
    parser.add_argument("--json", action="store_true")
    choice = parser.parse_args(argv)
    django_ready(create=True)
    from kondusif.backbone.audit.models import Entry
    from kondusif.backbone.audit.services import verify

    count, broken = verify()
    head = Entry.objects.order_by("-sequence").values_list("digest", flat=True).first()
    facts = {
        "entries": count,
        "verified": broken is None,
        "head": head or "",
        "broken_at": broken.sequence if broken else None,
        "reason": broken.reason if broken else None,
    }
    print(json.dumps(facts) if choice.json else told(facts))
    return 1 if broken else 0


def told(facts: dict[str, object]) -> str:
    if facts["verified"]:
        return f"{facts['entries']} entries, the chain is whole. Head: {facts['head']}"
    return f"{facts['entries']} entries. Broken at entry {facts['broken_at']}: {facts['reason']}."
