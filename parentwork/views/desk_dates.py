"""One date: change, cancel, add; its families, its helpers, the list, and who came."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organisations.models import Organisation
from parentwork import rules
from parentwork.choices import AssignmentState, CountKind, SeatState
from parentwork.forms.desk_dates import AssignForm, AttendanceForm, CancelForm, DateForm
from parentwork.models import Seat, WorkshopDate
from parentwork.models.openings import NameList
from parentwork.queries.interpreting import put_wishes_on
from parentwork.queries.turnout import Turnout, turnout_of
from parentwork.reports import attendance_list
from parentwork.services import attendance
from parentwork.services import dates as services
from parentwork.services.openings import note_opening
from parentwork.views.desk_base import (
    carry_version,
    family_organisation,
    own_date,
    own_workshop,
    planned_organisation,
    told_by_way,
)
from parentwork.views.desk_warnings import warn
from portal.accounts.views.signed_in import person
from portal.documents.models import Document
from portal.documents.services import request_document
from portal.documents.views import waiting
from portal.forms import restored
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing


@never_cache
@login_required
@require_safe
def date(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who comes on a date, who waits, who has cancelled, who helps."""
    organisation = family_organisation(request, slug)
    row = own_date(organisation, pk)
    note_opening(row, NameList.DATE, by=person(request))
    return render(request, "parentwork/desk/date.html", date_context(request, organisation, row))


def date_context(request: HttpRequest, organisation: Organisation, row: WorkshopDate) -> dict[str, Any]:
    """What the page of a date shows."""
    known = list(Seat.objects.filter(date=row).select_related("booking", "attendance").order_by("pk"))
    seats = [seat for seat in known if seat.state != SeatState.CANCELLED]
    confirmed = [seat for seat in seats if seat.is_given]
    for seat in confirmed:
        seat.date = row
    if row.workshop.interpreting:
        put_wishes_on([row])
    user = person(request)
    return {
        "unanswered": sum(seat.is_asked for seat in confirmed),
        "organisation": organisation,
        "workshop": row.workshop,
        "date": row,
        "confirmed": confirmed,
        "turnout": turnout_of(row) if row.recorded else None,
        "offered": sorted(
            (seat for seat in seats if seat.answer_by), key=lambda seat: (seat.answer_by, seat.pk)
        ),
        "waiting": sorted((seat for seat in seats if seat.queue), key=lambda seat: (seat.queue, seat.pk)),
        "given_up": [seat for seat in known if seat.state == SeatState.CANCELLED],
        "adults": sum(seat.adults for seat in confirmed),
        "childcare": sum(seat.childcare for seat in confirmed),
        "assignments": list(row.assignments.exclude(state=AssignmentState.RELEASED).select_related("helper")),
        "assign_form": restored(AssignForm(organisation), request),
        "may_plan": rules.may_plan(user, organisation),
    }


def _seats(row: WorkshopDate) -> Any:
    return Seat.objects.alive().filter(date=row).select_related("booking", "attendance").order_by("pk")


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One more date of a workshop."""
    organisation = planned_organisation(request, slug)
    workshop = own_workshop(organisation, pk)
    initial = {"venue": workshop.venue_id, "seats": workshop.seats, "childcare": workshop.childcare}
    form = restored(DateForm(organisation, request.POST or None, initial=initial), request)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.add(workshop, form.day(), by=person(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The date is added."))
            warn(request, row)
            return redirect("parentwork:desk_workshop", slug=slug, pk=pk)
    context = {"organisation": organisation, "workshop": workshop, "form": form}
    return render(request, "parentwork/desk/date_form.html", context, status=422 if form.errors else 200)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Move a date or change its size; families are told when it moves."""
    organisation = planned_organisation(request, slug)
    row = own_date(organisation, pk)
    form = DateForm(organisation, request.POST or None, initial=DateForm.initial_of(row))
    form = restored(form, request)
    context: dict[str, Any] = {
        "organisation": organisation, "workshop": row.workshop, "date": row, "form": form
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            row = services.change(row, form.day(), by=person(request), version=version)
        except Stale as error:
            context["rows"] = _stored_date(form, error.current)
            carry_version(form, error.current.version)
            form.add_error(None, error)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved. Families are told if the date has moved."))
            warn(request, row)
            return redirect("parentwork:desk_workshop", slug=slug, pk=row.workshop_id)
    return render(request, "parentwork/desk/date_form.html", context, status=422 if form.errors else 200)


def _stored_date(form: DateForm, current: WorkshopDate) -> list[dict[str, Any]]:
    now = DateForm.initial_of(current) | {"venue": current.venue}
    typed = form.cleaned_data
    names = [name for name in now if name != "version" and typed.get(name) != now[name]]
    return [{"label": form.fields[name].label, "stored": now[name]} for name in names]


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Cancel one date, after a look at how many families are told."""
    organisation = planned_organisation(request, slug)
    row = own_date(organisation, pk)
    form = restored(CancelForm(request.POST or None, initial={"version": row.version}), request)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel(
                row, by=person(request), version=form.cleaned_data["version"] or 0,
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except Stale as error:
            row = own_date(organisation, pk)
            carry_version(form, error.current.version)
            form.add_error(None, error)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Cancelled. The families are told."))
            return redirect("parentwork:desk_workshop", slug=slug, pk=row.workshop_id)
    context = {
        "organisation": organisation,
        "workshop": row.workshop,
        "date": row,
        "form": form,
        "ways": told_by_way(row.workshop, seats__date=row),
        "over": row.is_cancelled,
    }
    return render(request, "parentwork/desk/cancel.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def printed_list(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The attendance list to print."""
    organisation = family_organisation(request, slug)
    row = own_date(organisation, pk)
    note_opening(row, NameList.PRINT, by=person(request))
    context = {
        "organisation": organisation,
        "date": row,
        "list": attendance_list(row, get_language() or "de"),
    }
    return render(request, "parentwork/desk/attendance_list.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def list_pdf(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for the attendance list as a file (POST) and wait for it (GET)."""
    organisation = family_organisation(request, slug)
    row = own_date(organisation, pk)
    asked: tuple[str, dict[str, Any]] = ("parentwork.attendance_list", {"date": row.pk})
    language = get_language() or "de"
    if request.method == "POST":
        note_opening(row, NameList.FILE, by=person(request))
        request_document(*asked, language=language, by=person(request))
        return redirect("parentwork:desk_attendance_pdf", slug=slug, pk=pk)
    document = Document.objects.newest(*asked, language)
    back = reverse("parentwork:desk_date", args=[slug, pk])
    if document is None:
        return redirect(back)
    file = reverse("documents:file", args=[document.pk])
    return waiting(request, document, back_url=back, file_url=file)


@never_cache
@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Type in who came, all lines and the walk-ins saved together."""
    organisation = family_organisation(request, slug)
    row = own_date(organisation, pk)
    note_opening(row, NameList.TYPING, by=person(request))
    seats = sorted(_seats(row), key=lambda seat: (seat.queue or 0, seat.booking.name.casefold(), seat.pk))
    walk_ins = row.headcounts.filter(kind=CountKind.WALK_IN).first()
    form = restored(AttendanceForm(row, seats, walk_ins, request.POST or None), request)
    context: dict[str, Any] = {
        "organisation": organisation, "workshop": row.workshop, "date": row, "form": form
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            attendance.record(
                row, form.families(), form.walk_ins(), by=person(request),
                version=form.cleaned_data["version"], parts=form.parts(),
            )  # fmt: skip
        except Stale as error:
            context["rows"] = _stored_attendance(form, row)
            carry_version(form, error.current.attendance_version)
            form.add_error(None, error)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _saved(turnout_of(row)))
            return redirect("parentwork:desk_date", slug=slug, pk=pk)
    return render(request, "parentwork/desk/attendance.html", context, status=422 if form.errors else 200)


def _saved(turnout: Turnout) -> str:
    """What was counted, so that a slip shows at once."""
    words = [
        ngettext("%(number)s adult", "%(number)s adults", turnout.adults) % {"number": turnout.adults},
        ngettext("%(number)s child", "%(number)s children", turnout.children) % {"number": turnout.children},
    ]
    if turnout.families or turnout.absent:
        came = ngettext(
            "%(number)s family with a booking came, %(absent)s did not",
            "%(number)s families with a booking came, %(absent)s did not",
            turnout.families,
        )
        words.append(came % {"number": turnout.families, "absent": turnout.absent})
    return _("Saved. This is counted: %(numbers)s.") % {"numbers": ", ".join(words)}


def _stored_attendance(form: AttendanceForm, row: WorkshopDate) -> list[dict[str, str]]:
    return form.stored(_seats(row), row.headcounts.filter(kind=CountKind.WALK_IN).first())
