"""What waits for translators: guides in their languages, and texts of others to be read."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.guides.queries import translated_by
from portal.guides.reports.translations import board
from portal.guides.reports.translations.board import Place, Status
from portal.lib.duties import Duty, register
from portal.lib.languages import PUBLIC

MOST = 10
NAMES = dict(PUBLIC)


@register
def of(user: User) -> Iterator[Duty]:
    """Staff hear of texts to be read alone: the rest of all languages would bury what is theirs."""
    languages = translated_by(user)
    if not languages:
        return
    found = [place for place in board.queue(languages) if place.has_draft or not user.is_staff]
    duties = (duty for place in found if (duty := _duty(place, user)))
    yield from (duty for _n, duty in zip(range(MOST), duties, strict=False))


def _duty(place: Place, user: User) -> Duty | None:
    url = reverse("guides:desk_translate", args=[place.language, place.slug])
    about, since = f"{place.title} ({NAMES[place.language]})", place.since.date()
    own = place.author is not None and place.author.pk == user.pk
    match place.status:
        case Status.REVIEW if own:
            return Duty(about, url, since=since, who=_("a second person"))
        case Status.REVIEW:
            return Duty(_("Read a translation and publish it"), url, about=about, since=since)
        case Status.RETURNED if own:
            return Duty(_("Change a translation that was sent back"), url, about=about, since=since)
        case Status.WRITING if own:
            return Duty(_("Finish a translation"), url, about=about, since=since)
        case Status.OUTDATED:
            return Duty(_("Bring a translation up to date"), url, about=about, since=since)
        case Status.MISSING:
            return Duty(_("Translate a guide"), url, about=about, since=since)
        case Status.UNCONFIRMED:
            return Duty(_("Check a translation that was made with a machine"), url, about=about, since=since)
    return None
