"""The page cache before everything else, and the language, which the address alone says."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from portal.lib import languages, pagecache


class PathLanguageMiddleware(LocaleMiddleware):
    """Django's locale middleware, and German for signed-in pages in a language the desk does not speak."""

    def process_request(  # type: ignore[override]
        self, request: HttpRequest
    ) -> HttpResponse | None:
        super().process_request(request)
        language = translation.get_language_from_path(request.path_info)
        if language is None or language in settings.DESK_LANGUAGES or request.method != "GET":
            return None
        rest = request.path_info[len(language) + 1 :]
        if rest.startswith(languages.SIGNED_IN_PARTS):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponseRedirect(f"/{settings.LANGUAGE_CODE}{rest}" + (f"?{query}" if query else ""))
        return None


class PageCacheMiddleware:
    """Answers from the memory of this process what was asked before and has not changed.

    The first middleware of all, so that a page that is kept costs no session, no routing and no query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.pages = pagecache.PageCache(settings.PAGE_CACHE_MB)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (self.pages.limit and pagecache.may_be_kept(request)):
            return self.get_response(request)
        request.get_host()  # refuses a host that is not ours
        address = pagecache.address_of(request)
        page = self.pages.get(address)
        if page is None or page.stamp != pagecache.stamps.of(page.shelf):
            request.may_be_kept = True  # type: ignore[attr-defined]
            response = self.get_response(request)
            page = pagecache.kept(request, response)
            if page is None:
                return response
            self.pages.put(address, page)
        return page.response(request)
