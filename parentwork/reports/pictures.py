"""The picture of a workshop to send on, for messengers that show no PDF."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parentwork.models import Workshop
from parentwork.reports.naming import NamedByDay
from parentwork.reports.posters import Poster, poster_of
from portal.documents.choices import Variant
from portal.documents.kinds import register
from portal.lib import languages
from portal.lib.cards import card

SHOWN = 4  # dates


@dataclass(frozen=True)
class Card:
    """What is written on it."""

    about: str  # for the name of the file
    language: str
    head: str
    title: str
    lines: tuple[str, ...]
    last: str
    foot: str
    link: str


@register
class InvitePicture(NamedByDay):
    """A square, with a QR code that opens the page of the workshop in the language of the picture."""

    key = "parentwork.invite_picture"
    label = gettext_lazy("picture to send on")
    variant = Variant.PNG

    def gather(self, params: dict[str, Any], language: str) -> Card:
        told = poster_of(params["workshop"], language)
        return Card(
            about=told.about, language=language, head=told.organisation, title=told.title,
            lines=tuple(next_dates(told)), last=told.place, link=told.link,
            foot=_("You need not book. Just come.") if told.is_open else _("Scan and book"),
        )  # fmt: skip

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        return Workshop.objects.visible_to(user).filter(pk=params["workshop"]).exists()

    def about(self, data: Card) -> str:
        return data.about

    def picture(self, data: Card) -> bytes:
        """A PNG."""
        return card(
            head=data.head, title=data.title, lines=data.lines, last=data.last, foot=data.foot,
            link=data.link, rtl=languages.direction(data.language) == "rtl",
        )  # fmt: skip


def next_dates(told: Poster) -> list[str]:
    """The next dates, and how many come after them: no more lines than the picture has room for."""
    if len(told.dates) <= SHOWN:
        return [*told.dates]
    shown = told.dates[: SHOWN - 1]
    more = len(told.dates) + told.more - len(shown)
    words = ngettext("and %(number)s more date", "and %(number)s more dates", more) % {"number": more}
    return [*shown, words]
