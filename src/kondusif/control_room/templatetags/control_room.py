"""Ages in words, and numbers for scripts."""

from datetime import timedelta

from django import template

register = template.Library()


@register.filter
def minutes(age: timedelta) -> int:
    return int(age.total_seconds() // 60)


@register.filter
def hours(age: timedelta) -> int:
    return minutes(age) // 60


@register.filter
def rest_minutes(age: timedelta) -> int:
    return minutes(age) % 60


@register.filter
def plain(value: float) -> str:
    """A number as scripts read it, whatever the language."""
    return repr(float(value))
