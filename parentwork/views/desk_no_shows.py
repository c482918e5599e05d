"""Places without an answer are released, and bookings removed that no family meant; asked once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parentwork import rules
from parentwork.forms.desk_no_shows import ClearForm
from parentwork.models import Seat, WorkshopDate
from parentwork.models.openings import NameList
from parentwork.services import no_shows
from parentwork.services.openings import note_opening
from parentwork.views.desk_base import own_date, run_organisation
from portal.accounts.views.signed_in import person

HINTS = {
    no_shows.Suspicion.SAME_CONTACT: _("same contact as another booking"),
    no_shows.Suspicion.SAME_MINUTE: _("several bookings in the same minute"),
}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def clear(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Tick bookings (GET), look at the question (GET with the ticks), say yes (POST)."""
    organisation = run_organisation(request, slug)
    if not rules.may_clear_bookings(person(request), organisation):
        raise Http404
    row = own_date(request, organisation, pk)
    note_opening(row, NameList.DATE, by=person(request))
    seats = _seats(row)
    sent = request.POST if request.method == "POST" else request.GET if "what" in request.GET else None
    form = ClearForm(sent)
    chosen = form.chosen(seats) if form.is_valid() else []
    if request.method == "POST" and form.is_valid():
        return _cleared(request, row, form, [seat.pk for seat in chosen])
    context = {
        "organisation": organisation, "workshop": row.workshop, "date": row, "form": form, "seats": seats,
        "chosen": chosen, "removes": bool(chosen) and form.removes,
        "was_asked": any(seat.is_asked or seat.promised for seat in seats),
    }  # fmt: skip
    return render(request, "parentwork/desk/clear.html", context, status=422 if form.errors else 200)


def _seats(row: WorkshopDate) -> list[Any]:
    """The families with a place or in line, with what is known of each."""
    rows = Seat.objects.alive().filter(date=row).select_related("booking").order_by("pk")
    seats = list(rows)
    hints = no_shows.suspicions(seats)
    for seat in seats:
        seat.date = row
        seat.hints = [HINTS[hint] for hint in hints[seat.pk]]  # type: ignore[attr-defined]
    return seats


def _cleared(request: HttpRequest, row: WorkshopDate, form: ClearForm, ids: list[int]) -> HttpResponse:
    if form.removes:
        count = no_shows.remove(row, ids, by=person(request))
        text = ngettext("%(count)d booking is removed.", "%(count)d bookings are removed.", count)
    else:
        count = no_shows.release(row, ids, by=person(request))
        text = ngettext(
            "The places of %(count)d family are free again; it is told.",
            "The places of %(count)d families are free again; they are told.",
            count,
        )
    messages.success(request, text % {"count": count})
    return redirect("parentwork:desk_date", slug=row.workshop.organisation.slug, pk=row.pk)
