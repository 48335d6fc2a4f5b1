"""Prints `docs/reference/settings.md` from the settings themselves; a test holds the two together.

`python -m kondusif.site.reference > docs/reference/settings.md`
"""

import sys

from .environment import VARIABLES

HEAD = """# Settings

Every setting comes from the environment; none is needed to begin. A wrong one is explained in words when a command starts.
A relative path is taken from the folder in which the command is started; `./kondusif` takes the two data folders from its own.

| variable | without it | meaning |
|---|---|---|
"""
FOOT = """
This page is printed by `python -m kondusif.site.reference`.
"""


def settings_page() -> str:
    rows = (f"| `{v.name}` | {cell(v.default)} | {v.meaning} |" for v in VARIABLES)
    return HEAD + "\n".join(rows) + "\n" + FOOT


def cell(default: str) -> str:
    """Values as code; explanations in brackets stay as they are."""
    if not default:
        return "empty"
    return default if default.startswith("(") else f"`{default}`"


if __name__ == "__main__":
    sys.stdout.write(settings_page())
