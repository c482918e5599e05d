"""A guide on paper."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import Http404
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from portal.documents.choices import Variant
from portal.documents.kinds import Kind, register
from portal.guides.reports.reading import Page, read, read_all
from portal.lib.dates import day_of, today
from portal.lib.languages import named
from portal.places.models import Land


@register
class GuidePdf(Kind):
    """The guide with the facts of one Land, or with how far the Länder differ."""

    key = "guides.guide"
    label = _("Guide")
    template = "pdf/guides/guide.html"
    variant = Variant.UA1

    def gather(self, params: dict[str, Any], language: str) -> Page:
        lands, names = _lands(language)
        page = read(params["slug"], language, lands.get(params["land"]), lands=names, day=today(), paper=True)
        if page is None:
            raise Http404
        return page

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        return True

    def filename(self, data: Page) -> str:
        return "-".join(filter(None, [slugify(data.slug), data.land_code[3:].lower(), data.reader])) + ".pdf"


@dataclass(frozen=True)
class Booklet:
    """All guides of a language with the facts of one Land."""

    land: str
    land_code: str
    language: str
    pages: tuple[Page, ...]
    made: date


@register
class BookletPdf(Kind):
    """All guides to take along, with a table of contents."""

    key = "guides.booklet"
    label = _("Booklet of all guides")
    template = "pdf/guides/booklet.html"
    variant = Variant.UA1

    def gather(self, params: dict[str, Any], language: str) -> Booklet:
        lands, names = _lands(language)
        day = today()
        pages = read_all(language, lands.get(params["land"]), lands=names, day=day)
        if not pages:
            raise Http404
        code = params["land"]
        own = tuple(replace(page, html=_within(page.slug, page.html)) for page in pages)
        return Booklet(names.get(code, ""), code, language, own, day_of(max(page.updated for page in pages)))

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        return True

    def filename(self, data: Booklet) -> str:
        return "-".join(filter(None, ["schule", data.land_code[3:].lower(), data.language])) + ".pdf"


# In one file with others, a guide's places need names of their own.
_PLACE = re.compile(r'(\bid="|\bhref="#)')


def _within(slug: str, html: SafeString) -> SafeString:
    return mark_safe(_PLACE.sub(rf"\1{slug}-", html))  # noqa: S308 - a slug in safe HTML


def _lands(language: str) -> tuple[dict[str, Land], dict[str, str]]:
    """All Länder and their names by code."""
    lands = {land.code: land for land in Land.objects.all()}
    return lands, named(lands.values(), language)
