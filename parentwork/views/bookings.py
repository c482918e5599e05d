"""Booking without an account, and the family's own page behind its secret."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from parentwork.choices import SeatState
from parentwork.forms.booking import BookingForm, BookingLookupForm, LookupForm
from parentwork.forms.changes import CancelForm
from parentwork.models import Booking, DoorLink, Need, Seat, Workshop
from parentwork.queries.bookings import each_date_once
from parentwork.services.bookings import book as book_family
from parentwork.services.bookings import booked_here
from parentwork.services.own_data import all_of, forget_now, kept_of
from parentwork.services.waiting import Reason, standings
from parentwork.services.wishes import languages_to_wish
from parentwork.views.behind_codes import (
    OF_BOOKINGS,
    OF_NEEDS,
    Rows,
    booking_behind,
    by_code,
    of_others,
    secret_page,
)
from parentwork.views.changes import (
    JUST_CANCELLED,
    JUST_CHANGED,
    JUST_EXCUSED,
    JUST_LEFT,
    JUST_PROMISED,
    JUST_TAKEN,
    JUST_WISHED,
)
from parentwork.views.consents import asked_of
from parentwork.views.door import at_the_door
from parentwork.views.public import coming_dates, public_workshop
from portal.documents.models import Document
from portal.documents.services import request_document
from portal.documents.views import serve, waiting
from portal.lib.codes import qr_svg
from portal.lib.limits import counted, limited, parse_rate, rate_limited, too_many

# How often one network may look for bookings; and at an evening with thirty families in the room.
LOOKUPS, LOOKUPS_OF_AN_EVENING = "30/10m", "300/10m"
# What the browser knows of the bookings that were made in it, so that nobody books twice unawares.
MADE_HERE, ONE_DAY, MOST_MADE_HERE = "booked", timedelta(days=1), 5
JUST_BOOKED, JUST_FORGOTTEN, BY_CODE = "booked", "forgotten", "by-code"


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("booking", "40/h")
def book(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The booking form, a page of its own so that the public pages need no cookie."""
    workshop = public_workshop(pk)
    dates = coming_dates(workshop)
    if not (dates and workshop.families_may_book):
        return redirect(workshop)
    form = BookingForm(workshop, dates, request.POST or None, initial=_said_before(request, workshop))
    context: dict[str, Any] = {"workshop": workshop, "dates": dates, "form": form}
    if request.method == "POST" and form.is_valid():
        family, made_here = form.family(), _made_here(request)
        try:
            booking = book_family(workshop, family, made_here=made_here)
        except ValidationError as error:
            form.add_error(None, error)
            if "is_another_family" in form.errors:
                context["earlier"] = booked_here(workshop, family, made_here)
        else:
            response = redirect(booking.get_absolute_url() + f"?{JUST_BOOKED}")
            _note_here(response, request, [*made_here, booking.pk])
            return response
    return render(request, "parentwork/book.html", context, status=422 if form.errors else 200)


def _made_here(request: HttpRequest) -> list[int]:
    """The ids of what was booked on this page in this browser, until it is closed or for a day."""
    kept = request.get_signed_cookie(MADE_HERE, default="", max_age=ONE_DAY) or ""
    return [int(pk) for pk in kept.split(".") if pk]


def _note_here(response: HttpResponse, request: HttpRequest, made: list[int]) -> None:
    """For this page alone: no other one learns of it, and no other browser."""
    response.set_signed_cookie(
        MADE_HERE,
        ".".join(str(pk) for pk in dict.fromkeys(made[-MOST_MADE_HERE:])),
        path=request.path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _said_before(request: HttpRequest, workshop: Workshop) -> dict[str, Any]:
    """For a family that gave up and books again: what its earlier booking says, as long as that is kept."""
    secret = request.GET.get("again", "")
    earlier = workshop.bookings.filter(secret=secret).first() if re.fullmatch(r"[\w-]+", secret) else None
    return BookingForm.said_in(earlier) if earlier else {}


@secret_page
@require_safe
def booking(request: HttpRequest, code: str) -> HttpResponse:
    """The family's page: code, when, what, where, and the way to cancel.

    The helper at the door who scans the code of the family is led to the button that ticks it.
    """
    row = booking_behind(code)
    if not request.GET and (to_tick := at_the_door(request, row)):
        return redirect(to_tick)
    seats = each_date_once(row.seats.select_related("date__venue__postal_code"))
    for seat in seats:
        seat.booking, seat.date.workshop = row, row.workshop
    coming = [seat for seat in seats if seat.is_coming]
    kept = [seat for seat in seats if seat.state != SeatState.CANCELLED]
    context = {
        "booking": row,
        "workshop": row.workshop,
        "seats": seats,
        "coming": coming,
        "confirmed": [seat for seat in coming if seat.is_given],
        "offers": offers_among(coming),
        "reasons": _reasons_to_wait(coming),
        "has_lapsed": any(seat.lapsed and seat.state == SeatState.WAITING for seat in coming),
        "to_give_up": [seat for seat in coming if seat.can_be_given_up],
        "may_miss": _may_miss(row, coming),
        "is_given_up": not kept,
        "is_released": any(seat.is_released for seat in seats),
        "has_left_the_line": all(seat.left_the_line for seat in seats),
        "just_promised": JUST_PROMISED in request.GET,
        "is_called_off": all(seat.date.is_cancelled for seat in kept),
        "may_book_again": _may_book_again(row, seats, coming),
        "qr": qr_svg(row.whole_address(get_language() or "de")),
        "just_booked": JUST_BOOKED in request.GET,
        "just_taken": JUST_TAKEN in request.GET,
        "just_cancelled": JUST_CANCELLED in request.GET,
        "just_left": JUST_LEFT in request.GET,
        "just_excused": JUST_EXCUSED in request.GET,
        "just_changed": JUST_CHANGED in request.GET,
        "just_wished": JUST_WISHED in request.GET,
        "may_wish": bool(languages_to_wish(row)),
        "allows": (allows := asked_of(row, comes=bool(kept))),
        "has_allowed": any(ask["given"] for ask in allows),
        "kept_months": settings.CONSENTS_KEPT_MONTHS,
    }
    return render(request, "parentwork/booking.html", context)


def offers_among(seats: list[Seat]) -> list[list[Seat]]:
    """Seats that are offered, in groups that are answered together, the most urgent first."""
    by_time: dict[datetime, list[Seat]] = {}
    for seat in seats:
        if seat.answer_by:
            by_time.setdefault(seat.answer_by, []).append(seat)
    return [by_time[until] for until in sorted(by_time)]


def _may_miss(row: Booking, coming: list[Seat]) -> list[Seat]:
    """Dates that the family can say no to, and still come to others."""
    form = CancelForm(row.workshop, coming)
    return [seat for seat in form.coming if "dates" in form.fields and form.is_choosable(seat)]


def _reasons_to_wait(coming: list[Seat]) -> list[Reason]:
    """Why the family still waits, each reason once; its seats learn where they stand."""
    waiting = [seat for seat in coming if seat.state == SeatState.WAITING]
    line = standings(waiting) if waiting else {}
    for seat in waiting:
        seat.standing = line[seat.pk]  # type: ignore[attr-defined]
    return list(dict.fromkeys(reason for standing in line.values() for reason in standing.reasons))


def _may_book_again(row: Booking, seats: list[Seat], coming: list[Seat]) -> bool:
    """Nothing is left of the booking, or a date that is still to come was given up."""
    now = timezone.now()
    missed = [seat for seat in seats if seat.state == SeatState.CANCELLED and seat.date.starts > now]
    may = (missed or not coming) and row.workshop.families_may_book
    return bool(may and coming_dates(row.workshop))


@secret_page
@require_safe
def own_data(request: HttpRequest, code: str) -> HttpResponse:
    """All that is kept of the booking, in words; `?file` the same to take along, or for programs."""
    row = booking_behind(code)
    response: HttpResponse
    if request.GET.get("file") == "json":
        response = JsonResponse(kept_of(row), json_dumps_params={"ensure_ascii": False, "indent": 2})
        return _to_take_along(response, f"{row.code}.json")
    context = {"booking": row, "workshop": row.workshop, **all_of(row)}
    if "file" in request.GET:
        response = render(request, "parentwork/own_data_file.html", context)
        return _to_take_along(response, f"{row.code}.html")
    return render(request, "parentwork/own_data.html", context)


def _to_take_along(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("booking-forget", "60/h")
def forget(request: HttpRequest, code: str) -> HttpResponse:
    """Asked once, then the booking is deleted, and the page that it had is gone."""
    row = booking_behind(code)
    if "sure" in request.POST:
        forget_now(row)
        return redirect(f"{reverse('parentwork:lookup')}?{JUST_FORGOTTEN}")
    context = {"booking": row, "workshop": row.workshop, "comes": row.seats.coming().exists()}
    return render(request, "parentwork/forget.html", context)


@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("slip", "60/h")
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the A6 slip (POST), which comes at once if it is there, and wait for it (GET)."""
    row = booking_behind(code)
    if request.method == "POST":
        asked: tuple[str, dict[str, Any]] = ("parentwork.booking_slip", {"booking": row.pk})
        made = request_document(*asked, language=get_language() or "de", by=None)
        return redirect("parentwork:slip_file" if made.is_done else "parentwork:slip", code=code)
    document = _slip(row)
    if document is None:
        return redirect(row)
    back = row.get_absolute_url()
    title = _("Slip to print (PDF)")
    return waiting(request, document, back_url=back, file_url=f"{back}slip/file/", title=title)


@secret_page
@require_safe
def slip_file(request: HttpRequest, code: str) -> HttpResponseBase:
    document = _slip(booking_behind(code))
    if document is None:
        raise Http404
    return serve(document)


def _slip(row: Booking) -> Document | None:
    """The newest slip of this booking in the reader's language."""
    found: Document | None = Document.objects.newest(
        "parentwork.booking_slip", {"booking": row.pk}, get_language() or "de"
    )
    return found


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Code and contact open a booking, or whatever else has a code; what is wrong is answered alike.

    A room full of families shares one network: with the code of the evening they may try more often.
    """
    if request.method == "POST" and (wait := _tries_too_often(request)):
        return too_many(request, wait)
    form = BookingLookupForm(request.POST or None)
    unknown = _("We found no booking with this code and contact. Please check both.")
    among: dict[str, Rows] = {OF_BOOKINGS: Booking.objects, OF_NEEDS: Need.objects, **of_others()}
    if answer := by_code(request, form, among, unknown=unknown):
        # Whoever typed code and contact wants the booking itself, also on the phone at the door.
        return redirect(f"{answer.url}?{BY_CODE}") if isinstance(answer, HttpResponseRedirect) else answer
    evening = LookupForm.evening_of(request.POST or request.GET)
    context = {"form": form, "evening": evening, "just_forgotten": JUST_FORGOTTEN in request.GET}
    return render(request, "parentwork/lookup.html", context, status=422 if form.errors else 200)


def _tries_too_often(request: HttpRequest) -> int:
    """The seconds to wait; 0 where this network may look once more. A wrong code lifts nothing."""
    evening = LookupForm.evening_of(request.POST)
    if not limited(request, "booking-lookup", LOOKUPS):
        return 0
    rate = LOOKUPS_OF_AN_EVENING
    if evening and DoorLink.objects.opened_by_evening(evening) and not counted("evening", evening, rate):
        return 0
    return parse_rate(LOOKUPS)[1]
