"""One date: change, cancel, add; its families and its helpers."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organisations.models import Organisation
from parentwork import rules
from parentwork.choices import AssignmentState, DateState, SeatState
from parentwork.forms.desk_assign import AssignForm
from parentwork.forms.desk_dates import CancelDateForm, DateForm
from parentwork.messages import put_asked_from_on
from parentwork.models import Seat, Workshop, WorkshopDate
from parentwork.models.openings import NameList
from parentwork.queries.interpreting import put_wishes_on
from parentwork.queries.turnout import turnout_of
from parentwork.services import dates as services
from parentwork.services.dates import Day
from parentwork.services.openings import note_opening
from parentwork.views.desk_base import (
    BACK,
    SURE,
    Told,
    ToldHelpers,
    asks_first,
    done_words,
    helpers_told_of_cancelling,
    helpers_told_of_move,
    own_date,
    own_workshop,
    planned_organisation,
    run_organisation,
    told_of_cancelling,
    told_of_move,
)
from parentwork.views.desk_warnings import doubts, in_the_way
from portal.accounts.models import User
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, overwriting, restored
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing


@never_cache
@login_required
@require_safe
def date(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who comes on a date, who waits, who has cancelled, who helps."""
    organisation = run_organisation(request, slug)
    row = own_date(request, organisation, pk)
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
    assignments = list(
        row.assignments.exclude(state=AssignmentState.RELEASED).with_recorded().select_related("helper")
    )
    for assignment in assignments:
        assignment.date = row
    put_asked_from_on(assignments)
    user = person(request)
    return {
        "excused": [seat for seat in confirmed if seat.excused],
        "unanswered": sum(seat.is_asked for seat in confirmed),
        "organisation": organisation,
        "workshop": row.workshop,
        "date": row,
        "confirmed": confirmed,
        "turnout": turnout_of(row) if row.recorded else None,
        "withdrawals": list(row.withdrawals.select_related("by")),
        "offered": sorted(
            (seat for seat in seats if seat.answer_by), key=lambda seat: (seat.answer_by, seat.pk)
        ),
        "waiting": sorted((seat for seat in seats if seat.queue), key=lambda seat: (seat.queue, seat.pk)),
        "given_up": [seat for seat in known if seat.state == SeatState.CANCELLED],
        "adults": sum(seat.adults for seat in confirmed),
        "childcare": sum(seat.childcare for seat in confirmed),
        "assignments": assignments,
        "assign_form": restored(AssignForm(organisation), request),
        "may_plan": rules.may_plan(user, organisation),
    }


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One more date of a workshop; what speaks against it is asked about before."""
    organisation = planned_organisation(request, slug)
    workshop = own_workshop(organisation, pk)
    like = _like(request, workshop)
    initial = _as(like) if like else _as_planned(workshop)
    form = restored(DateForm(organisation, request.POST or None, initial=initial), request)
    context: dict[str, Any] = {
        "organisation": organisation, "workshop": workshop, "form": form, "like": like
    }  # fmt: skip
    question = _question_of_new(request, workshop, form, context)
    if question is None and BACK not in request.POST and request.method == "POST" and form.is_valid():
        try:
            services.add(workshop, form.day(), by=person(request), instead_of=like)
        except ValidationError as error:
            context["in_the_way"] = in_the_way(form.day(), error)
            form.add_error(None, error)
        else:
            messages.success(request, _("The date is added."))
            return redirect("parentwork:desk_workshop", slug=slug, pk=pk)
    context["question"] = question
    return render(request, "parentwork/desk/date_form.html", context, status=422 if form.errors else 200)


def _like(request: HttpRequest, workshop: Workshop) -> WorkshopDate | None:
    """The cancelled date of the workshop that is held after all, from whose page one comes."""
    pk = request.GET.get("like", "")
    cancelled = workshop.dates.filter(state=DateState.CANCELLED)
    return cancelled.filter(pk=int(pk)).first() if re.fullmatch(r"[0-9]{1,18}", pk) else None


def _as(date: WorkshopDate) -> dict[str, Any]:
    return DateForm.initial_of(date) | {"version": None}


def _as_planned(workshop: Workshop) -> dict[str, Any]:
    return {"venue": workshop.venue_id, "seats": workshop.seats, "childcare": workshop.childcare}


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Move a date or change its size; before people are told that it moves, the page says who."""
    organisation = planned_organisation(request, slug)
    row = own_date(request, organisation, pk)
    form = DateForm(organisation, request.POST or None, initial=DateForm.initial_of(row))
    form = restored(form, request)
    context: dict[str, Any] = {
        "organisation": organisation, "workshop": row.workshop, "date": row, "form": form
    }  # fmt: skip
    question = _question(request, row, form, context)
    if question is None and BACK not in request.POST and request.method == "POST" and form.is_valid():
        told = told_of_move(row, form.day()) if form.moves(row) else None
        try:
            version = form.cleaned_data["version"] or 0
            row = services.change(row, form.day(), by=person(request), version=version)
        except Stale as error:
            context["rows"] = _stored_date(form, error.current)
            overwriting(form, error.current.version)
            form.add_error(None, error)
        except ValidationError as error:
            context["in_the_way"] = in_the_way(form.day(), error, but=row)
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved.") if told is None else done_words(_("Moved."), told))
            return redirect("parentwork:desk_workshop", slug=slug, pk=row.workshop_id)
    context["question"] = question
    return render(request, "parentwork/desk/date_form.html", context, status=422 if form.errors else 200)


def _question_of_new(
    request: HttpRequest, workshop: Workshop, form: DateForm, context: dict[str, Any]
) -> dict[str, Any] | None:
    """As `_question`, before a date is added."""
    if not asks_first(request, form) or _is_refused(None, form, context):
        return None
    day = form.day()
    row = WorkshopDate(workshop=workshop, starts=day.starts, ends=day.ends, venue=day.venue)
    said = doubts(row, row)
    return {"doubts": said} if said else None


def _question(
    request: HttpRequest, row: WorkshopDate, form: DateForm, context: dict[str, Any]
) -> dict[str, Any] | None:
    """What is asked before a date moves of which somebody has to be told, or against which something speaks;
    None where nothing is to be asked, or where it is refused, which then stands at the fields.
    """
    if not asks_first(request, form) or not form.moves(row) or _is_refused(row, form, context):
        return None
    told = told_of_move(row, form.day())
    helpers = helpers_told_of_move(row, form.day(), by=person(request))
    question = {"told": told, "helpers": helpers, "doubts": doubts(row, form.day())}
    return question if told.number or helpers.anybody or question["doubts"] else None


def _is_refused(row: WorkshopDate | None, form: DateForm, context: dict[str, Any]) -> bool:
    """`row`: the date that is to change; None for a new one."""
    try:
        if row is None:
            services.check_new(context["workshop"], form.day())
        else:
            services.check_change(row, form.day())
    except ValidationError as error:
        context["in_the_way"] = in_the_way(form.day(), error, but=row)
        form.add_error(None, error)
    return bool(form.errors)


def _stored_date(form: DateForm, current: WorkshopDate) -> list[dict[str, Any]]:
    now = DateForm.initial_of(current) | {"venue": current.venue}
    typed = form.cleaned_data
    names = [name for name in now if name != "version" and typed.get(name) != now[name]]
    return [{"label": form.fields[name].label, "stored": now[name]} for name in names]


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Cancel one date, or put it off: first what, then the question that says how many families are told."""
    organisation = planned_organisation(request, slug)
    row = own_date(request, organisation, pk)
    form = restored(CancelDateForm(row, request.POST or None), request)
    taken: list[WorkshopDate] = []
    if SURE in request.POST:
        told = _told(row, form)
        if carried_out(form, lambda _said: _cancelled_or_moved(row, form, taken, by=person(request))):
            done = _("Moved.") if form.instead() else _("Cancelled.")
            messages.success(request, done_words(done, told))
            return redirect("parentwork:desk_workshop", slug=slug, pk=row.workshop_id)
        row = own_date(request, organisation, pk)  # somebody may have been faster
    asks = asks_first(request, form)
    instead = form.instead() if asks else None
    context = {
        "organisation": organisation,
        "workshop": row.workshop,
        "date": row,
        "form": form,
        "told": _told(row, form) if asks else told_of_cancelling(row),
        "doubts": doubts(row, instead) if instead else [],
        "helpers": _helpers_told(row, instead, by=person(request)),
        "in_the_way": taken,
        "asks": asks,
        "instead": instead,
        "over": row.is_cancelled,
    }
    return render(request, "parentwork/desk/cancel.html", context, status=422 if form.errors else 200)


def _told(row: WorkshopDate, form: CancelDateForm) -> Told:
    instead = form.instead() if form.is_valid() else None
    return told_of_move(row, instead) if instead else told_of_cancelling(row)


def _helpers_told(row: WorkshopDate, instead: Day | None, *, by: User) -> ToldHelpers:
    return helpers_told_of_move(row, instead, by=by) if instead else helpers_told_of_cancelling(row)


def _cancelled_or_moved(
    row: WorkshopDate, form: CancelDateForm, taken: list[WorkshopDate], *, by: User
) -> WorkshopDate:
    """Where the place is not free then, the dates that take it up are added to `taken`."""
    version, reason = form.cleaned_data["version"] or 0, form.cleaned_data["reason"]
    instead = form.instead()
    if instead is None:
        return services.cancel(row, by=by, version=version, reason=reason)
    try:
        return services.change(row, instead, by=by, version=version, reason=reason)
    except ValidationError as error:
        taken += in_the_way(instead, error, but=row)
        raise
