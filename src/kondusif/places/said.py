"""Sentences that loading a list adds to those of its reader (`places.importing.sentences`), and their translation."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from kondusif.places.importing import Sentence

NO_AREAS = _("No areas are loaded yet. Load the areas first: kondusif import areas FILE.")
NO_UNITS = _("No units are loaded yet. Load the units first: kondusif import units FILE.")
OUTSIDE_AREA = _("This place lies outside your area.")
OTHER_COMMAND = _("This row belongs to the other service; only its own planner loads it.")
MOVED_SERVICE = _("{code} belongs to the other service already; a service keeps its own numbers.")
BACK_AGAIN = _("{count} entries were known, gone and are active again.")
WHOLE_AREA_GONE = _("{name} is not in this file: all {count} of its entries will be marked gone.")
STAYS_ABOVE = _(
    "{name} is not in this file but stands above units that are; it will be marked gone."
)


def in_words(reason: str) -> str:
    """The finding in the reader's language; text that is no `Sentence` is translated as a whole."""
    if isinstance(reason, Sentence):
        return gettext(reason.template).format(**reason.params)
    return gettext(str(reason))
