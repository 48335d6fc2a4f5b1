"""Small words of our templates: permissions, local times, numbers as Indonesians write them."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kondusif.backbone.accounts.rules import Action, Actor, can
from kondusif.operation.rules import local, zone_name

register = template.Library()


@register.filter
def may(actor: Actor | None, action: str) -> bool:
    """`{% if actor|may:"plan" %}`: the `can` half of a permission pair."""
    return actor is not None and can(actor, Action(action))


@register.simple_tag(takes_context=True)
def when(context: dict[str, Any], moment: datetime | None, form: str = "full") -> str:
    """A moment in the operation's zone: full = 27 Nov 2024 06.45 WIB, time = 06.45, day = 27 Nov 2024."""
    if moment is None:
        return "–"
    operation = context.get("operation")
    zone = operation.zone if operation else str(timezone.get_default_timezone())
    there = local(moment, zone)
    colon = "." if get_language() == "id" else ":"
    time = f"{there:%H}{colon}{there:%M}"
    if form == "time":
        return time
    day = f"{there.day} {month(there.month)} {there.year}"
    return day if form == "day" else f"{day} {time} {zone_name(zone)}"


MONTHS = {
    "id": "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des".split(),
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
}


def month(number: int) -> str:
    return MONTHS["id" if get_language() == "id" else "en"][number - 1]


@register.filter
def number(value: float | None, places: int = 0) -> str:
    """4046 -> 4.046 in Indonesian, 4,046 in English; `places` decimals."""
    if value is None:
        return "–"
    text = f"{value:,.{places}f}"
    if get_language() == "id":
        text = text.translate(str.maketrans(",.", ".,"))
    return text


@register.filter
def percent(value: float | None, places: int = 1) -> str:
    """0.0119 -> 1,2% (a fraction in, a percentage out)."""
    return "–" if value is None else f"{number(value * 100, places)}%"


@register.filter
def source(text: str) -> SafeString:
    """A source as a reader takes it in: an address becomes a link that shows its site's name, words stay words."""
    if not text.startswith(("http://", "https://")):
        return conditional_escape(text)
    return format_html('<a href="{}" rel="noreferrer">{}</a>', text, urlsplit(text).netloc)
