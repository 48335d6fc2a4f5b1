"""The operation's days: which zone decides them, and how a day is named against the vote (H-1, H, H+1)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def local(moment: datetime, zone: str) -> datetime:
    """`moment` as the clocks of the operation's zone show it."""
    return moment.astimezone(ZoneInfo(zone))


def zone_name(zone: str) -> str:
    """WIB, WITA or WIT."""
    return ZONES.get(zone, zone)


def day_name(moment: datetime, vote_day: date, zone: str) -> str:
    """H-1 is the day before the vote, by the operation's own midnight; H the vote; H+1 the day after."""
    days = (local(moment, zone).date() - vote_day).days
    return "H" if days == 0 else f"H{days:+d}"
