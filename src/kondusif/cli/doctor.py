"""`kondusif doctor [--json]`: looks at this installation and says what is wrong and what to do. Changes nothing."""

import argparse
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict

from kondusif.cli import doctor_database, doctor_machine
from kondusif.cli.findings import MARKS, Finding, Level
from kondusif.cli.setup import environment


def run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="kondusif doctor", description=__doc__)
    parser.add_argument("--json", action="store_true")
    choice = parser.parse_args(argv)
    findings = list(examine())
    print(json.dumps([asdict(f) for f in findings], indent=1) if choice.json else told(findings))
    return 1 if any(finding.level == Level.PROBLEM for finding in findings) else 0


def examine() -> Iterable[Finding]:
    """The machine first: without a data folder nothing else can be asked."""
    given = environment()
    for check in doctor_machine.CHECKS:
        yield from looked(check, given)
    if not doctor_machine.can_write(given.data):
        return
    for check in doctor_database.CHECKS:
        yield from looked(check, given)


def looked(check: Callable[..., Iterable[Finding]], given: object) -> list[Finding]:
    """A check that itself fails is a finding, not the end of the examination."""
    try:
        return list(check(given))
    except Exception as error:
        name = check.__name__.replace("_", " ")
        says = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        return [Finding(name, Level.PROBLEM, says, "Tell the maintainers with this line.")]


def told(findings: list[Finding]) -> str:
    lines = []
    for finding in findings:
        lines.append(f"{MARKS[finding.level]} {finding.name}: {finding.says}")
        if finding.do:
            lines.append(f"          {finding.do}")
    return "\n".join(lines)
