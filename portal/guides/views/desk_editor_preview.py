"""A guide as readers will see it, in any language and Land, before anything is saved."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from portal.guides.models import Translation
from portal.guides.reports.reading import read_unsaved
from portal.lib import languages
from portal.lib.dates import today
from portal.lib.languages import named
from portal.places.models import Land


@dataclass(frozen=True)
class Preview:
    """What is shown, for which reader, and the readers that can be chosen."""

    html: SafeString
    reader: str
    direction: str
    land: str
    languages: list[tuple[str, str]]
    lands: dict[str, str]
    # The text of this language as it is stored, since what is being written is German.
    is_stored: bool


def preview_of(request: HttpRequest, text: Translation, typed: dict[str, str]) -> Preview:
    """The typed wording for the reader that `reader` and `land` of the request name.

    A reader of another language sees the text in that language as it is stored, or else the German one.
    """
    asked = request.POST if request.method == "POST" else request.GET
    reader = asked.get("reader", settings.LANGUAGE_CODE)
    if reader not in dict(settings.LANGUAGES):
        reader = settings.LANGUAGE_CODE
    lands = {land.code: land for land in Land.objects.all()}
    names = named(lands.values(), reader)
    land = lands.get(asked.get("land", ""))
    stored = _stored(text, reader)
    shown = stored or Translation(guide=text.guide, language=text.language, updated=text.updated, **typed)
    with translation.override(reader):
        page = read_unsaved(shown, reader, land, lands=names, day=today())
        html = render_to_string("guides/parts/excerpt.html", {"page": page})
    return Preview(
        html, reader, languages.direction(reader), land.code if land else "",
        list(settings.LANGUAGES), names, stored is not None,
    )  # fmt: skip


def _stored(text: Translation, reader: str) -> Translation | None:
    if reader == text.language:
        return None
    same = Translation.objects.select_related("guide__topic")
    return same.filter(guide=text.guide, language=reader).first()
