"""What hangs on walls and doors: the poster of a workshop, the sign that leads to it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from parentwork.models import Workshop
from portal.documents.kinds import Kind, register
from portal.lib import codes, languages
from portal.lib.dates import span_words
from portal.lib.languages import best_words, name_of
from portal.lib.lists import listed

# Dates that the paper has room for, in the tallest script.
MOST_DATES = 8


@dataclass(frozen=True)
class Poster:
    """What hangs on the wall of a school or a shop, in one language."""

    title: str
    title_language: str
    organisation: str
    phone: str
    languages: str
    dates: tuple[str, ...]
    more: int  # dates for which the paper has no room
    place: str
    place_is_told_later: bool
    childcare: tuple[int, int] | None  # youngest and oldest age
    cost: Decimal
    is_open: bool
    link: str
    qr: str


def poster_of(workshop_id: int, language: str) -> Poster:
    """What a workshop says of itself on paper, in `language`."""
    rows = Workshop.objects.select_related("organisation", "venue__postal_code")
    workshop = rows.get(pk=workshop_id)
    title, title_language = best_words(workshop, "title", language)
    dates = [span_words(row.starts, row.ends, language) for row in workshop.dates.upcoming()]
    shown = dates if len(dates) <= MOST_DATES else dates[: MOST_DATES - 1]
    organisation, link = workshop.organisation, workshop.whole_address(language)
    return Poster(
        title=title,
        title_language=title_language,
        organisation=organisation.name,
        phone=organisation.phone.as_national if organisation.phone else "",
        languages=listed([name_of(code, language) for code in workshop.languages], language),
        dates=tuple(shown),
        more=len(dates) - len(shown),
        place=workshop.venue.public_words,
        place_is_told_later=not (workshop.venue.is_public or workshop.venue.is_online),
        childcare=_ages(workshop),
        cost=workshop.cost,
        is_open=workshop.is_open,
        link=link,
        qr=codes.qr_svg(link),
    )


@register
class PosterPdf(Kind):
    """A4, with a QR code that opens the page of the workshop in the language of the poster."""

    key = "parentwork.poster"
    label = _("poster")
    template = "pdf/parentwork/poster.html"

    def gather(self, params: dict[str, Any], language: str) -> Poster:
        return poster_of(params["workshop"], language)

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        return Workshop.objects.visible_to(user).filter(pk=params["workshop"]).exists()

    def filename(self, data: Poster) -> str:
        return "poster.pdf"


def _ages(workshop: Workshop) -> tuple[int, int] | None:
    return (workshop.childcare_from_age, workshop.childcare_to_age) if workshop.childcare else None


@dataclass(frozen=True)
class Sign:
    """What hangs at the door or on the way to it."""

    title: str
    title_language: str
    organisation: str
    place: str
    arrow: str
    here: tuple[tuple[str, str], ...]  # "here is the meeting" by language


@register
class SignPdf(Kind):
    """A4 with an arrow, in German and in the languages spoken there, as far as the portal speaks them."""

    key = "parentwork.sign"
    label = _("sign for the door")
    template = "pdf/parentwork/desk/sign.html"  # its own words are for those who ask for it

    def gather(self, params: dict[str, Any], language: str) -> Sign:
        workshop = Workshop.objects.select_related("organisation", "venue").get(pk=params["workshop"])
        title, title_language = best_words(workshop, "title", language)
        return Sign(
            title=title,
            title_language=title_language,
            organisation=workshop.organisation.name,
            place=workshop.venue.name,
            arrow=params["arrow"],
            here=tuple((code, _here(code)) for code in languages_there(workshop)),
        )

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        return Workshop.objects.visible_to(user).filter(pk=params["workshop"]).exists()

    def filename(self, data: Sign) -> str:
        return "sign.pdf"


def languages_there(workshop: Workshop) -> list[str]:
    """German first, then what is spoken there, as far as the portal speaks it."""
    known = [code for code, _name in languages.PUBLIC if code in workshop.languages]
    return list(dict.fromkeys(["de", *known]))


def _here(language: str) -> str:
    with override(language):
        return gettext("The meeting is here")
