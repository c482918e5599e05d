"""What hangs on walls and doors: the poster of a workshop, the sign that leads to it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from parentwork.models import Workshop
from parentwork.reports.naming import NamedByDay, about_workshop
from portal.documents.kinds import register
from portal.lib import codes, languages, phones
from portal.lib.dates import span_words
from portal.lib.languages import best_words
from portal.lib.lists import languages_listed

# Dates that the paper has room for, in the tallest script.
MOST_DATES = 8
# Up to so many dates, and letters of title and place, everything can be read from further away; with more
# dates and a title of more letters it must be smaller.
FEW_DATES, SHORT, LONG = 4, 60, 40


@dataclass(frozen=True)
class Poster:
    """What hangs on the wall of a school or a shop, in one language."""

    about: str  # for the name of the file
    title: str
    title_language: str
    organisation: str
    phone: str
    languages: str
    interpreting: str  # empty if nobody interprets
    dates: tuple[str, ...]
    more: int  # dates for which the paper has no room
    place: str
    place_is_told_later: bool
    childcare: tuple[int, int] | None  # youngest and oldest age
    cost: Decimal
    is_open: bool
    link: str
    qr: str

    @property
    def is_short(self) -> bool:
        """There is room for large letters."""
        return len(self.dates) <= FEW_DATES and max(len(self.title), len(self.place)) <= SHORT

    @property
    def is_long(self) -> bool:
        """Only small letters leave it on one page."""
        return len(self.dates) > FEW_DATES and len(self.title) > LONG


def poster_of(workshop_id: int, language: str) -> Poster:
    """What a workshop says of itself on paper, in `language`."""
    rows = Workshop.objects.select_related("organisation", "venue__postal_code")
    workshop = rows.get(pk=workshop_id)
    title, title_language = best_words(workshop, "title", language)
    dates = [span_words(row.starts, row.ends, language) for row in workshop.dates.upcoming()]
    shown = dates if len(dates) <= MOST_DATES else dates[: MOST_DATES - 1]
    organisation, link = workshop.organisation, workshop.whole_address(language)
    return Poster(
        about=about_workshop(workshop),
        title=title,
        title_language=title_language,
        organisation=organisation.name,
        phone=phones.written(organisation.phone),
        languages=languages_listed(workshop.languages, language),
        interpreting=languages_listed(workshop.interpreting, language),
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
class PosterPdf(NamedByDay):
    """A4, with a QR code that opens the page of the workshop in the language of the poster."""

    key = "parentwork.poster"
    label = _("poster")
    template = "pdf/parentwork/poster.html"

    def gather(self, params: dict[str, Any], language: str) -> Poster:
        return poster_of(params["workshop"], language)

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        return Workshop.objects.visible_to(user).filter(pk=params["workshop"]).exists()

    def about(self, data: Poster) -> str:
        return data.about


def _ages(workshop: Workshop) -> tuple[int, int] | None:
    return (workshop.childcare_from_age, workshop.childcare_to_age) if workshop.childcare else None


@dataclass(frozen=True)
class Sign:
    """What hangs at the door or on the way to it."""

    about: str
    title: str
    title_language: str
    organisation: str
    place: str
    arrow: str
    interpreting: str  # empty if nobody interprets
    here: tuple[tuple[str, str], ...]  # "here is the meeting" by language


@register
class SignPdf(NamedByDay):
    """A4 with an arrow, in German and in the languages spoken or interpreted there, as far as the portal
    speaks them."""

    key = "parentwork.sign"
    label = _("sign for the door")
    template = "pdf/parentwork/desk/sign.html"  # its own words are for those who ask for it

    def gather(self, params: dict[str, Any], language: str) -> Sign:
        workshop = Workshop.objects.select_related("organisation", "venue").get(pk=params["workshop"])
        title, title_language = best_words(workshop, "title", language)
        return Sign(
            about=about_workshop(workshop),
            title=title,
            title_language=title_language,
            organisation=workshop.organisation.name,
            place=workshop.venue.name,
            arrow=params["arrow"],
            interpreting=languages_listed(workshop.interpreting, language),
            here=tuple((code, _here(code)) for code in languages_understood(workshop)),
        )

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        return Workshop.objects.visible_to(user).filter(pk=params["workshop"]).exists()

    def about(self, data: Sign) -> str:
        return data.about


def languages_there(workshop: Workshop) -> list[str]:
    """German first, then what is spoken there, as far as the portal speaks it."""
    return _german_first(workshop.languages)


def languages_understood(workshop: Workshop) -> list[str]:
    """The same with what is interpreted there."""
    return _german_first([*workshop.languages, *workshop.interpreting])


def _german_first(there: list[str]) -> list[str]:
    known = [code for code, _name in languages.PUBLIC if code in there]
    return list(dict.fromkeys(["de", *known]))


def _here(language: str) -> str:
    with override(language):
        return gettext("The meeting is here")
