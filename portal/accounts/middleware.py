from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from portal.accounts.rules import needs_second_factor

# What somebody may still open who has to set up a second factor.
STILL_OPEN = {
    "account_confirm_email",
    "account_email_verification_sent",
    "account_inactive",
    "account_logout",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_view_recovery_codes",
    "healthz",
    "readyz",
}
AFTERWARDS = "after_second_factor"  # in the session: where the person wanted to go


class SecondFactorMiddleware:
    """Leads people whose work needs a second factor to setting one up, before any other page.

    Everything is closed but the pages for setting it up, so that a page added later is closed, too.
    Visitors without a session cookie are not looked at: their pages stay free of sessions.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        request.second_factor_needed = False  # type: ignore[attr-defined]
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        if not needs_second_factor(request.user):
            return None
        request.second_factor_needed = True  # type: ignore[attr-defined]
        if request.resolver_match and request.resolver_match.view_name in STILL_OPEN:
            return None
        if request.method == "GET":
            request.session[AFTERWARDS] = (
                reverse("desk") if "HX-Request" in request.headers else quote(request.path)
            )
        return redirect("mfa_index")


class AdminLanguageMiddleware:
    """The admin speaks the language of the account, since its addresses carry none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/admin/") or not request.user.is_authenticated:
            return self.get_response(request)
        language = request.user.language
        if language not in settings.DESK_LANGUAGES:
            language = settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            return self.get_response(request)
