"""What somebody sends after their sign-in has expired is not lost: it is offered again behind the sign-in.

Text is kept in the session, for a day at most. Files cannot be kept; the page says so.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial, wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

_KEPT = "kept"
_PRESSED = "pressed_signed_out"
_MAX_KEPT = 60_000
_KEPT_FOR = timedelta(days=1)
_SHORTEST_WORDS = 20
_NOT_WORDS = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword"}

type View = Callable[..., HttpResponse]


def keeps_typing(view: View | None = None, *, page: str = "") -> Any:
    """Sign-in is needed; what somebody sends without one is kept for the page on which it was typed.

    That is the address of the view itself, or `page`: the name of an address with the same arguments, where
    the view only takes what another page sends.
    """
    if view is None:
        return partial(keeps_typing, page=page)
    guarded = login_required(view)

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            address = reverse(page, args=args, kwargs=kwargs) if page else request.get_full_path()
            if _keep(request, address):
                response = redirect_to_login(address)
                response.typing_is_kept = True  # type: ignore[attr-defined]
                return response
        return guarded(request, *args, **kwargs)

    return wrapper


def _keep(request: HttpRequest, address: str) -> bool:
    """Put what was sent into the session; False if it is too long for that."""
    sent = {key: values for key, values in request.POST.lists() if key != "csrfmiddlewaretoken"}
    if sum(len(value) for values in sent.values() for value in values) > _MAX_KEPT:
        return False
    path = urlsplit(address).path
    request.session[_KEPT] = {"path": path, "typed": sent, "had_files": bool(request.FILES)}
    request.session.set_expiry(_KEPT_FOR)  # `welcome_back` takes that away
    return True


def typed_words(request: HttpRequest) -> list[str]:
    """What a person has sent in words of her own, to be copied from a page that could not take it.

    Short values are left out: they are answers chosen, dates, secrets.
    """
    values = (value.strip() for key, some in request.POST.lists() if key not in _NOT_WORDS for value in some)
    return [value for value in values if " " in value and len(value) >= _SHORTEST_WORDS]


def kept_typing(request: HttpRequest) -> dict[str, Any] | None:
    """What was sent to this page while nobody was signed in, as initial values of a form; given out once.

    Several values of one name are a list. An empty box sends nothing: `portal.forms.restored` empties it.
    """
    kept = _kept_for(request)
    if kept is None:
        return None
    del request.session[_KEPT]
    if kept["had_files"]:
        messages.warning(request, _("The file could not be kept. Please choose it again."))
    return {key: values if len(values) > 1 else "".join(values) for key, values in kept["typed"].items()}


def kept_names(request: HttpRequest) -> frozenset[str]:
    """The names of what `kept_typing` will give out: they tell which of several forms of a page was sent."""
    kept = _kept_for(request)
    return frozenset(kept["typed"]) if kept is not None else frozenset()


def _kept_for(request: HttpRequest) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = request.session.get(_KEPT)
    return kept if kept and request.method == "GET" and kept["path"] == request.path else None


def led_back(request: HttpRequest) -> HttpResponse:
    """To the sign-in, and from there to the page on which the button stands that was pressed in vain."""
    request.session[_PRESSED] = True
    return redirect_to_login(_page_of_the_button(request))


def _page_of_the_button(request: HttpRequest) -> str:
    """As far as the browser says it; else the address that the button has."""
    said = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(said, {request.get_host()}, require_https=request.is_secure()):
        return request.get_full_path()
    parts = urlsplit(said)
    return parts._replace(scheme="", netloc="", fragment="").geturl()


def welcome_back(request: HttpRequest) -> None:
    """Who has just signed in learns that the button pressed before has done nothing."""
    if _KEPT in request.session:
        request.session.set_expiry(None)
    if request.session.pop(_PRESSED, False):
        messages.warning(
            request, _("You were signed out. Nothing was changed; please press the button again.")
        )
