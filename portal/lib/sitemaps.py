"""What search engines are told: every public address in every language in which it is there."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet


class InEachLanguage:
    """Items in each of the languages, of which only those are read that stand on a page.

    Django reads all of them for each page, and for the list of pages: of all of Germany that took seconds.
    """

    def __init__(self, items: Any, languages: Sequence[str]) -> None:
        self._items, self._languages = items, languages

    def count(self) -> int:
        number = self._items.count() if isinstance(self._items, QuerySet) else len(self._items)
        return number * len(self._languages)

    def __getitem__(self, page: slice) -> list[tuple[Any, str]]:
        each = len(self._languages)
        first, end = page.start // each, -(-page.stop // each)
        found = [(item, language) for item in self._items[first:end] for language in self._languages]
        return found[page.start - first * each : page.stop - first * each]


class HouseSitemap(Sitemap):
    """Addresses at `settings.SITE_URL`, each with its other languages beside it (hreflang)."""

    i18n = True
    alternates = True
    limit = 1000

    def _items(self) -> Any:
        if type(self).get_languages_for_item is not Sitemap.get_languages_for_item:
            return super()._items()  # type: ignore[misc]  # which the stubs leave out
        return InEachLanguage(self.items(), [code for code, _name in settings.LANGUAGES])

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc
