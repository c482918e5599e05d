"""The address alone says the language, and a page that came with a session is private.

What leads nowhere is told: a button pressed after the sign-in has expired, an address that only takes one.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.urls import get_resolver
from django.utils import translation

from portal.lib import kept, languages, requestid, uploads, virus_scan


class RequestIdMiddleware:
    """Gives each request a name, which all lines of the log carry that it causes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        requestid.begin()  # and does not end here: some lines are written after all middleware
        return self.get_response(request)


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


class ExpiredSignInMiddleware:
    """Who presses a button after the sign-in has expired comes back to the page on which it stands.

    The sign-in itself would lead to the address of the button, which shows nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST" or hasattr(response, "typing_is_kept"):
            return response
        in_vain = response.headers.get("Location") == redirect_to_login(request.get_full_path()).url
        return kept.led_back(request) if in_vain else response


class WrongMethodMiddleware:
    """An address of a page that cannot be opened, since it belongs to a button, says so in words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.content or not languages.split_path(request.path)[0]:
            return response
        page: HttpResponse = get_resolver().resolve_error_handler(405)(request)
        page.headers["Allow"] = response.headers["Allow"]
        return page


class VirusScanMiddleware:
    """Files that were sent with a valid token are shown to the virus scanner before the page begins its work.

    What it found stands on each file; `uploads.check` refuses by it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_rest: Any) -> None:
        if request.method == "POST" and virus_scan.is_on():
            for _name, files in request.FILES.lists():
                for file in files:
                    uploads.scan(file)
