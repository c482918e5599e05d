"""The address alone says the language, and a page that came with a session is private."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from portal.lib import languages


class PrivatePagesMiddleware:
    """What somebody with a session gets is kept by no cache but their own, unless the view says more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class PathLanguageMiddleware(LocaleMiddleware):
    """Django's locale middleware, and German for signed-in pages in a language the desk does not speak.

    No cookie says the language, so that public pages can be cached.
    """

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
