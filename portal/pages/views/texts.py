from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from portal.lib.languages import EASY_GERMAN
from portal.pages.choices import Page
from portal.pages.models import SiteText


def imprint(request: HttpRequest) -> HttpResponse:
    return _page(request, Page.IMPRINT)


def privacy(request: HttpRequest) -> HttpResponse:
    return _page(request, Page.PRIVACY)


def accessibility(request: HttpRequest) -> HttpResponse:
    return _page(request, Page.ACCESSIBILITY)


def _page(request: HttpRequest, key: Page) -> HttpResponse:
    """The text in the reader's language; above it, for readers of any other, the same in easy German."""
    language = get_language() or "de"
    text = SiteText.objects.text(key, language)
    easy = SiteText.objects.text(key, EASY_GERMAN) if language != EASY_GERMAN else None
    if easy and easy.language != EASY_GERMAN:
        easy = None
    return render(request, "pages/text.html", {"key": key.value, "text": text, "easy": easy})
