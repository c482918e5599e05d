"""What a family changes about its booking, each on a page behind its secret."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from parentwork.forms.changes import CancelForm, NumbersForm, WishForm
from parentwork.forms.offers import OfferForm, PromiseForm
from parentwork.forms.reaching import ChangeContactForm
from parentwork.services import no_shows, offers
from parentwork.services.excuses import stay_away
from parentwork.services.numbers import change_numbers
from parentwork.services.reaching import change_contact
from parentwork.services.wishes import change_wish, languages_to_wish
from parentwork.views.behind_codes import booking_behind, secret_page
from portal.forms import carried_out
from portal.lib.limits import rate_limited

# What the page of the booking says afterwards.
JUST_CANCELLED, JUST_CHANGED, JUST_WISHED = "cancelled", "changed", "wished"
JUST_TAKEN, JUST_PROMISED, JUST_EXCUSED, JUST_LEFT = "taken", "coming", "excused", "left"


@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("booking-cancel", "60/h")
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Which dates the family misses, where that is a choice; then a question; a second tap finds it done."""
    row = booking_behind(code)
    seats = list(row.seats.select_related("date").order_by("date__starts", "pk"))
    form = CancelForm.sent(request, row.workshop, seats)
    if not form.coming:
        return redirect(row)
    if request.method == "POST" and form.is_valid():
        said = JUST_EXCUSED if form.is_excuse else JUST_LEFT if form.leaves_the_line else JUST_CANCELLED
        stay_away(row, only=form.only)
        return redirect(row.get_absolute_url() + f"?{said}")
    context = {"booking": row, "workshop": row.workshop, "form": form}
    return render(request, "parentwork/cancel.html", context, status=422 if form.errors else 200)


@secret_page
@require_POST
@rate_limited("booking-offer", "60/h")
def answer_offer(request: HttpRequest, code: str) -> HttpResponse:
    """The family takes what is offered, or gives it on; a tap that comes too late changes nothing."""
    row = booking_behind(code)
    form = OfferForm(request.POST)
    if not form.is_valid():
        return redirect(row)
    dates = form.cleaned_data["dates"]
    if form.cleaned_data["answer"] == OfferForm.TAKE:
        done, said = offers.take(row, only=dates), JUST_TAKEN
    else:
        done, said = offers.give_on(row, only=dates), JUST_CANCELLED
    return redirect(row.get_absolute_url() + (f"?{said}" if done else ""))


@secret_page
@require_POST
@rate_limited("booking-coming", "60/h")
def promise(request: HttpRequest, code: str) -> HttpResponse:
    """“We are coming”, or after all, with one tap; a second one finds it said."""
    row = booking_behind(code)
    form = PromiseForm(request.POST)
    said = form.is_valid() and no_shows.promise(row, on=form.cleaned_data["date"])
    return redirect(row.get_absolute_url() + (f"?{JUST_PROMISED}" if said else ""))


@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("booking-numbers", "60/h")
def numbers(request: HttpRequest, code: str) -> HttpResponse:
    """The family comes with more or fewer people; its place in line is kept."""
    row = booking_behind(code)
    if not row.seats.coming().exists():
        return redirect(row)
    form = NumbersForm(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_numbers(row, form.numbers())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(row.get_absolute_url() + f"?{JUST_CHANGED}")
    context = {"booking": row, "workshop": row.workshop, "form": form}
    return render(request, "parentwork/numbers.html", context, status=422 if form.errors else 200)


@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("booking-interpreter", "60/h")
def interpreter(request: HttpRequest, code: str) -> HttpResponse:
    """The family needs an interpreter after all, another one, or none."""
    row = booking_behind(code)
    if not (languages_to_wish(row) and row.seats.coming().exists()):
        return redirect(row)
    form = WishForm(row, request.POST or None)
    if request.method == "POST" and carried_out(form, lambda _said: change_wish(row, *form.wish())):
        return redirect(row.get_absolute_url() + f"?{JUST_WISHED}")
    context = {"booking": row, "workshop": row.workshop, "form": form}
    return render(request, "parentwork/interpreter.html", context, status=422 if form.errors else 200)


@secret_page
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("booking-reach", "60/h")
def reach(request: HttpRequest, code: str) -> HttpResponse:
    """The family has another number, wants another language or no messages."""
    row = booking_behind(code)
    form = ChangeContactForm(row, request.POST or None)
    if request.method == "POST" and carried_out(form, lambda _said: change_contact(row, form.family())):
        return redirect(row.get_absolute_url() + f"?{JUST_WISHED}")
    context = {"booking": row, "workshop": row.workshop, "form": form}
    return render(request, "parentwork/reach.html", context, status=422 if form.errors else 200)
