"""What people without an account open: pages behind a secret, and the short code that leads to them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache

from parentwork.forms.booking import LookupForm
from parentwork.models import Booking
from portal.lib.limits import counted, parse_rate, too_many

type View = Callable[..., HttpResponseBase]
# Nobody tries names on one code, from however many addresses.
PER_CODE = "20/h"


class Rows(Protocol):
    """The rows of a kind that a code opens; see `queries.codes`."""

    def opened_by(self, code: str, said: dict[str, str]) -> Any | None: ...


def booking_behind(secret: str) -> Booking:
    """The booking whose page has this address, with all that the page says; 404 without one."""
    rows = Booking.objects.select_related("workshop__organisation", "workshop__venue__postal_code")
    return get_object_or_404(rows, secret=secret)


def secret_page(view: View) -> View:
    """Whoever has the address has the booking: it is not kept, not found by search engines, not passed on."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        # Not "no-referrer": browsers would then send "Origin: null" with the form, which is refused.
        response["Referrer-Policy"] = "same-origin"
        return response

    return never_cache(guarded)


def by_code(
    request: HttpRequest, form: LookupForm, rows: Rows, *, counted_as: str, unknown: str
) -> HttpResponse | None:
    """The way to the page that the sent code and contact open; None, with its error in `form`, else.

    A wrong code and a wrong contact are answered alike.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    code = form.cleaned_data["code"]
    if counted(counted_as, code, PER_CODE):
        return too_many(request, parse_rate(PER_CODE)[1])
    if found := rows.opened_by(code, form.contacts()):
        return redirect(found)
    form.add_error(None, unknown)
    return None
