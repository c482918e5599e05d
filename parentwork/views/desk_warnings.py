"""What a planner is told about a date that is saved all the same."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parentwork.models import WorkshopDate
from parentwork.services.series import others_in_room
from portal.lib.dates import span_words
from portal.lib.feasts import feasts_on
from portal.lib.languages import best_words


def warn(request: HttpRequest, row: WorkshopDate) -> None:
    """Feasts of many families and another date in the same place are said, not refused."""
    for feast in feasts_on(row.starts, row.ends):
        messages.warning(
            request, _("This date falls on a feast of many families: %(name)s") % {"name": feast}
        )
    for other in others_in_room(row.venue, [row], but=row).values():
        text = _("Another date is in the same place at that time: %(title)s, %(when)s.")
        title = best_words(other.workshop, "title", get_language() or "de")[0]
        when = span_words(other.starts, other.ends, get_language() or "de")
        messages.warning(request, text % {"title": title, "when": when})
