"""Which Chromium the browser tests drive, and with which flags."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ABSENT = "no Chromium found: install Debian's chromium or set KONDUSIF_CHROMIUM"
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--enable-unsafe-swiftshader",  # draws the map without a graphics card
)


def path() -> str:
    """The browser's program, or an empty string."""
    named = os.environ.get("KONDUSIF_CHROMIUM", "")
    if named:
        return named if os.access(named, os.X_OK) else ""
    return next((found for found in map(shutil.which, NAMES) if found), "")
