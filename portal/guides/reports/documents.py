"""A guide on paper."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from portal.documents.choices import Variant
from portal.documents.kinds import Kind, register
from portal.guides.reports import words
from portal.guides.reports.reading import Page, read
from portal.lib.dates import today
from portal.places.models import Land


@register
class GuidePdf(Kind):
    """The guide with the facts of one Land, or with how far the Länder differ."""

    key = "guides.guide"
    label = _("Guide")
    template = "pdf/guides/guide.html"
    variant = Variant.UA1

    def gather(self, params: dict[str, Any], language: str) -> Page:
        lands = {land.code: land for land in Land.objects.all()}
        names = {code: words.column(land, "name", language)[0] for code, land in lands.items()}
        page = read(params["slug"], language, lands.get(params["land"]), lands=names, day=today(), paper=True)
        if page is None:
            raise Http404
        return page

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        return True

    def filename(self, data: Page) -> str:
        return "-".join(filter(None, [slugify(data.slug), data.land_code[3:].lower(), data.reader])) + ".pdf"
