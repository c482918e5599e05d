"""What somebody sends after their sign-in has expired is not lost: it is offered again behind the sign-in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

_KEPT = "kept"
_MAX_KEPT = 60_000


def keeps_typing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Sign-in is needed; what somebody sends without one is kept in the session."""
    guarded = login_required(view)

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            typed = {key: str(value) for key, value in request.POST.items() if key != "csrfmiddlewaretoken"}
            if sum(map(len, typed.values())) <= _MAX_KEPT:
                request.session[_KEPT] = {"path": request.path, "typed": typed}
        return guarded(request, *args, **kwargs)

    return wrapper


def kept_typing(request: HttpRequest) -> dict[str, str] | None:
    """What was sent to this page while nobody was signed in; given out once."""
    kept = request.session.get(_KEPT)
    if request.method != "GET" or not kept or kept["path"] != request.path:
        return None
    del request.session[_KEPT]
    return dict(kept["typed"])
