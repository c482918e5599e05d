"""The page of the helper at the door, behind a link that ends."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_http_methods, require_safe

from parentwork.choices import CountKind
from parentwork.forms.door import OthersForm, TallyForm, TickForm, sheet_of
from parentwork.models import Booking, DoorLink, Seat
from parentwork.services import door as services
from parentwork.services import tally
from parentwork.views.behind_codes import secret_page
from portal.lib.codes import qr_svg
from portal.lib.limits import rate_limited

# Thirty families in a quarter of an hour, each ticked, corrected, and sent twice by a weak network.
TICKS = "600/h"
# A tick sheet is sent with each tap, and there are more of those.
TAPS = "2000/h"
AT_THE_DOOR = "door"

type Posted = Callable[[HttpRequest, str], HttpResponse]


def _link(code: str) -> DoorLink:
    rows = DoorLink.objects.select_related("date__workshop__organisation", "date__venue")
    return get_object_or_404(rows, secret=code)


def _posted(view: Posted) -> Posted:
    """What is sent from the door; who only opens its address, as after a reload, is led to the door."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def posted(request: HttpRequest, code: str) -> HttpResponse:
        return view(request, code) if request.method == "POST" else redirect(_link(code))

    return posted


@secret_page
@require_safe
def door(request: HttpRequest, code: str) -> HttpResponse:
    """Who is expected, each with a large button; nothing but when it opens before its day, nothing after."""
    link = _link(code)
    if link.is_dead:
        return _ended(request, link)
    response = _page(request, link)
    if not (link.is_early or link.date.workshop.is_open):
        _keep(response, link)
    return response


def _keep(response: HttpResponse, link: DoorLink) -> None:
    """The phone that stands at the door knows so, for the codes that it scans there."""
    response.set_signed_cookie(
        AT_THE_DOOR,
        f"{get_language()}:{link.secret}",
        expires=link.ends,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def at_the_door(request: HttpRequest, booking: Booking) -> str | None:
    """Where the phone at the door ticks the family whose code it has scanned; None for any other phone."""
    kept = request.get_signed_cookie(AT_THE_DOOR, default="") or ""
    language, _colon, secret = kept.partition(":")
    link = DoorLink.objects.select_related("date").filter(secret=secret).first() if secret else None
    if link is None or link.is_dead or link.is_early:
        return None
    seat = booking.seats.alive().filter(date=link.date_id).first()
    if seat is None:
        return None
    with override(language):
        return f"{link.get_absolute_url()}#seat-{seat.pk}"


@secret_page
@_posted
@rate_limited("door", TICKS)
def tick(request: HttpRequest, code: str) -> HttpResponse:
    """One family came, or did not after all."""
    link, form = _link(code), TickForm.sent(request.POST)
    if form.is_valid():
        try:
            services.tick(link, form.cleaned_data["seat"], form.said())
        except ValidationError as error:
            form.add_error("adults" if _code(error) == "nobody" else None, error)
        else:
            return redirect(f"{link.get_absolute_url()}#seat-{form.cleaned_data['seat']}")
    return _refused(request, link, form)


@secret_page
@_posted
@rate_limited("door", TICKS)
def others(request: HttpRequest, code: str) -> HttpResponse:
    """How many came without a booking."""
    link, form = _link(code), OthersForm(request.POST)
    if form.is_valid():
        try:
            services.count_others(link, form.walk_ins())
        except ValidationError as error:
            _put(error, form)
        else:
            return redirect(f"{link.get_absolute_url()}?counted#others")
    return _refused(request, link, form, others=form)


@secret_page
@_posted
@rate_limited("door_count", TAPS)
def count(request: HttpRequest, code: str) -> HttpResponse:
    """One more, or one less, on the tick sheet of an open meeting."""
    link = _link(code)
    form = TallyForm(link.date.workshop, request.POST)
    if form.is_valid():
        try:
            tally.count(link, form.cleaned_data["slip"], form.said())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(f"{link.get_absolute_url()}#tally")
    return _refused(request, link, form)


@secret_page
@_posted
@rate_limited("door", TICKS)
def finish(request: HttpRequest, code: str) -> HttpResponse:
    """All who came are ticked; what was changed here of people without a booking is said with it."""
    link, form = _link(code), OthersForm(request.POST)
    says_others = form.has_changed()
    if says_others and not form.is_valid():
        return _refused(request, link, form, others=form)
    try:
        services.finish(link, form.walk_ins() if says_others else None)
    except ValidationError as error:
        _put(error, form)
        return _refused(request, link, form, **({"others": form} if says_others else {}))
    return redirect(f"{link.get_absolute_url()}?finished")


def _put(error: ValidationError, form: OthersForm) -> None:
    code = _code(error)
    form.add_error(code if code in form.fields else None, error)


def _code(error: ValidationError) -> str | None:
    """What kind of error it is; nothing is known of several at once."""
    return getattr(error, "code", None)


def _refused(request: HttpRequest, link: DoorLink, form: Any, **shown: Any) -> HttpResponse:
    """With what was wrong, and 410 where the link has died since the page was opened."""
    return _ended(request, link) if link.is_dead else _page(request, link, status=422, refused=form, **shown)


def _page(request: HttpRequest, link: DoorLink, *, status: int = 200, **shown: Any) -> HttpResponse:
    context: dict[str, Any] = {"link": link, "date": link.date, "workshop": link.date.workshop}
    if not link.is_early:
        sheet = _sheet(link) if link.date.workshop.is_open else _families(link, shown.get("refused"))
        context |= sheet | {
            "just_counted": "counted" in request.GET, "just_finished": "finished" in request.GET
        }  # fmt: skip
    return render(request, "parentwork/door.html", context | shown, status=status)


def _families(link: DoorLink, refused: Any) -> dict[str, Any]:
    """With the numbers of one family as they were typed, where they were `refused`."""
    rows = Seat.objects.alive().filter(date=link.date).select_related("booking", "attendance")
    seats = sorted(rows, key=lambda seat: (seat.queue or 0, seat.booking.name.casefold(), seat.pk))
    walk_ins = link.date.headcounts.filter(kind=CountKind.WALK_IN).first()
    came = [seat for seat in seats if _came(seat)]
    found_at = settings.SITE_URL + reverse("parentwork:lookup")
    lookup = f"{found_at}?evening={link.evening_code}"
    return {
        "rows": [_row(seat, refused) for seat in seats],
        "came": len(came),
        "others": OthersForm.of(walk_ins),
        "found_at": found_at,
        "lookup": lookup,
        "lookup_qr": qr_svg(lookup),
    }


def _row(seat: Seat, refused: Any) -> dict[str, Any]:
    known = TickForm.of(seat)
    is_refused = isinstance(refused, TickForm) and refused.is_about(seat)
    return {"seat": seat, "came": _came(seat), "known": known, "form": refused if is_refused else known}


def _sheet(link: DoorLink) -> dict[str, Any]:
    """A new slip for whoever opens the page, so that the taps of several phones add up."""
    workshop = link.date.workshop
    return {"sheet": sheet_of(workshop, tally.counted_so_far(link.date)), "slip": uuid4()}


def _came(seat: Seat) -> bool:
    attendance = getattr(seat, "attendance", None)
    return bool(attendance and (attendance.adults or attendance.children))


def _ended(request: HttpRequest, link: DoorLink) -> HttpResponse:
    return render(request, "parentwork/door_ended.html", {"date": link.date}, status=410)
