"""What people without an account open: pages behind a secret, and the short code that leads to them."""

from collections.abc import Callable, Mapping
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
OF_BOOKINGS, OF_NEEDS = "code", "need-code"
# What rooms above this one hand a code out for, by the name under which tries are counted.
_OF_OTHERS: dict[str, Callable[[], "Rows"]] = {}


class Rows(Protocol):
    """The rows of a kind that a code opens; see `queries.codes`."""

    def opened_by(self, code: str, said: dict[str, str]) -> Any | None: ...


def also_behind(name: str, rows: Callable[[], Rows]) -> None:
    """Let the one page for codes look among `rows`, too; tries on their codes are counted under `name`."""
    _OF_OTHERS[name] = rows


def of_others() -> dict[str, Rows]:
    """Where a code may lead besides bookings and needs."""
    return {name: rows() for name, rows in _OF_OTHERS.items()}


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
    request: HttpRequest, form: LookupForm, among: Mapping[str, Rows], *, unknown: str
) -> HttpResponse | None:
    """The way to the page that the sent code and contact open; None, with its error in `form`, else.

    `among`: where it is looked for, by the name under which tries on a code are counted, wherever they are
    made. A wrong code and a wrong contact are answered alike.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    code = form.cleaned_data["code"]
    tries = [counted(name, code, PER_CODE) for name in among]
    if any(tries):
        return too_many(request, parse_rate(PER_CODE)[1])
    found = [row for rows in among.values() if (row := rows.opened_by(code, form.contacts()))]
    if found:
        return redirect(found[0])
    form.add_error(None, unknown)
    return None
