"""Families on the phone: entering, changing and cancelling a booking."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisations.models import Organisation
from parentwork.choices import SignUp
from parentwork.forms.changes import NumbersForm
from parentwork.forms.desk_families import DeskBookingForm, DeskCancelForm, DeskContactForm, DeskWishForm
from parentwork.forms.offers import OfferForm, PromiseForm
from parentwork.messages.posting import recipient
from parentwork.models import Booking, Seat, Workshop, WorkshopDate
from parentwork.queries.bookings import SeatQuerySet
from parentwork.services import no_shows, offers
from parentwork.services.bookings import book as book_family
from parentwork.services.excuses import stay_away
from parentwork.services.numbers import change_numbers
from parentwork.services.reaching import change_contact
from parentwork.services.wishes import change_wish, languages_to_wish
from parentwork.views.bookings import JUST_BOOKED, offers_among
from parentwork.views.desk_base import own_workshop, run_organisation
from parentwork.views.public import coming_dates
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.kept import keeps_typing
from portal.outbox.choices import Channel


@never_cache
@keeps_typing
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Enter a booking for a family that calls; the same rules as on the public page."""
    organisation = run_organisation(request, slug)
    workshop = own_workshop(organisation, pk)
    dates = _bookable(request, workshop)
    if not (dates and workshop.takes_bookings):
        messages.error(request, _("This workshop takes no bookings."))
        return redirect("parentwork:desk_workshop", slug=slug, pk=pk)
    on = [date.pk for date in dates if str(date.pk) == request.GET.get("date")]
    form = restored(DeskBookingForm(workshop, dates, request.POST or None, initial={"dates": on}), request)
    if request.method == "POST" and form.is_valid():
        try:
            booking = book_family(workshop, form.family(), by=person(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            shown = reverse("parentwork:desk_booking", args=[slug, booking.pk])
            return redirect(f"{shown}?{JUST_BOOKED}")
    context = {
        "organisation": organisation, "workshop": workshop, "dates": dates, "form": form, "by_staff": True
    }  # fmt: skip
    return render(request, "parentwork/desk/book.html", context, status=422 if form.errors else 200)


def _bookable(request: HttpRequest, workshop: Workshop) -> list[WorkshopDate]:
    """The coming dates whose families the person sees; of a fixed group all, if it sees those of one."""
    dates = coming_dates(workshop)
    seen = set(workshop.dates.with_families_for(request.user).values_list("pk", flat=True))
    if workshop.sign_up == SignUp.SERIES:
        return dates if seen else []
    return [date for date in dates if date.pk in seen]


def _booking(request: HttpRequest, organisation: Organisation, pk: int) -> Booking:
    rows = Booking.objects.visible_to(request.user).select_related("workshop__organisation")
    return get_object_or_404(rows, workshop__organisation=organisation, pk=pk)


@never_cache
@login_required
@require_safe
def booking(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One family: its code, its seats on the dates whose families the person sees, how to reach it."""
    organisation = run_organisation(request, slug)
    row = _booking(request, organisation, pk)
    seats = list(_seats(row).visible_to(request.user))
    context = {
        "organisation": organisation,
        "booking": row,
        "workshop": row.workshop,
        "seats": seats,
        "offers": offers_among([seat for seat in seats if seat.is_coming]),
        "can_be_given_up": any(seat.can_be_given_up for seat in seats),
        "may_book": row.workshop.takes_bookings
        and row.workshop.dates.upcoming().with_families_for(request.user).exists(),
        "just_booked": JUST_BOOKED in request.GET,
        "may_wish": bool(languages_to_wish(row)),
        "is_told": recipient(row).channel != Channel.CALL,
    }
    return render(request, "parentwork/desk/booking.html", context)


def _seats(row: Booking) -> SeatQuerySet:
    return Seat.objects.filter(booking=row).select_related("date").order_by("date__starts", "pk")


def _seen_dates(request: HttpRequest, row: Booking) -> set[int]:
    """The dates of the booking, by id, about which the person may say something for the family."""
    return set(_seats(row).visible_to(request.user).values_list("date_id", flat=True))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Cancel for a family that called, all or the dates that it names; asked once."""
    organisation = run_organisation(request, slug)
    row = _booking(request, organisation, pk)
    seats = list(_seats(row))
    form = DeskCancelForm.sent(request, row.workshop, seats, seen=_seen_dates(request, row))
    if form.is_open and not (request.method == "POST" and form.is_valid()):
        context = {"organisation": organisation, "booking": row, "workshop": row.workshop, "form": form}
        status = 422 if form.errors else 200
        return render(request, "parentwork/desk/cancel_booking.html", context, status=status)
    if form.is_open:
        is_excuse = form.is_excuse
        stay_away(row, only=form.only, by=person(request))
        said = _("The family is excused.") if is_excuse else _("Cancelled. Who waits moves up.")
        messages.success(request, said)
    return redirect("parentwork:desk_booking", slug=slug, pk=pk)


@login_required
@require_POST
def answer_offer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A family that was called takes what is offered to it, or gives it on."""
    organisation = run_organisation(request, slug)
    row = _booking(request, organisation, pk)
    form = OfferForm(request.POST)
    if form.is_valid():
        takes = form.cleaned_data["answer"] == OfferForm.TAKE
        answer = offers.take if takes else offers.give_on
        said = _seen_dates(request, row).intersection(form.cleaned_data["dates"])
        if not answer(row, only=said, by=person(request)):
            messages.error(request, _("These places are not offered to the family any more."))
        else:
            messages.success(
                request, _("The family has its places.") if takes else _("The next family is asked.")
            )
    return redirect("parentwork:desk_booking", slug=slug, pk=pk)


@login_required
@require_POST
def comes(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A family that called comes to a date after all."""
    organisation = run_organisation(request, slug)
    row = _booking(request, organisation, pk)
    form = PromiseForm(request.POST)
    on = form.cleaned_data["date"] if form.is_valid() else None
    if on in _seen_dates(request, row) and no_shows.promise(row, on=on, by=person(request)):
        messages.success(request, _("Saved."))
    return redirect("parentwork:desk_booking", slug=slug, pk=pk)


@never_cache
@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def numbers(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A family that called comes with more or fewer people."""
    organisation = run_organisation(request, slug)
    row = _booking(request, organisation, pk)
    form = restored(NumbersForm(row, request.POST or None), request)
    if request.method == "POST" and form.is_valid():
        try:
            change_numbers(row, form.numbers(), by=person(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("parentwork:desk_booking", slug=slug, pk=pk)
    context = {"organisation": organisation, "booking": row, "workshop": row.workshop, "form": form}
    return render(request, "parentwork/desk/numbers.html", context, status=422 if form.errors else 200)


@never_cache
@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def interpreter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A family that called needs an interpreter after all, another one, or none."""
    organisation = run_organisation(request, slug)
    row = _booking(request, organisation, pk)
    form = restored(DeskWishForm(row, request.POST or None), request)
    if request.method == "POST" and carried_out(
        form, lambda _said: change_wish(row, *form.wish(), by=person(request))
    ):
        messages.success(request, _("Saved."))
        return redirect("parentwork:desk_booking", slug=slug, pk=pk)
    context = {"organisation": organisation, "booking": row, "workshop": row.workshop, "form": form}
    return render(request, "parentwork/desk/interpreter.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters()
@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def reach(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A family that called has another number, or wants no messages."""
    organisation = run_organisation(request, slug)
    row = _booking(request, organisation, pk)
    form = restored(DeskContactForm(row, request.POST or None), request)
    if request.method == "POST" and carried_out(
        form, lambda _said: change_contact(row, form.family(), by=person(request))
    ):
        messages.success(request, _("Saved."))
        return redirect("parentwork:desk_booking", slug=slug, pk=pk)
    context = {"organisation": organisation, "booking": row, "workshop": row.workshop, "form": form}
    return render(request, "parentwork/desk/reach.html", context, status=422 if form.errors else 200)
