"""Who helps on a date, or on many at once: put on it, asked by message, taken off again."""

import re
from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations.models import Organisation
from parentwork.choices import HelperRole
from parentwork.forms.desk_assign import AssignForm, CourseForm
from parentwork.models import Assignment, Helper, WorkshopDate
from parentwork.services import asking, people, staffing
from parentwork.services.availability import Doubt, doubts
from parentwork.services.staffing import Staffed
from parentwork.views.desk_base import own_date, own_workshop, planned_organisation
from parentwork.views.desk_dates import date_context
from portal.accounts.models import User
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.dates import moment_words
from portal.lib.kept import keeps_typing

DOUBTS = {
    Doubt.AWAY: _("“%(name)s” is away on that day."),
    Doubt.OTHER_DAY: _("“%(name)s” usually has no time on this day of the week."),
    Doubt.OTHER_TIME: _("“%(name)s” usually has no time at this time of day."),
}


@keeps_typing(page="parentwork:desk_date")
@require_POST
def assign(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put a helper on a date who has agreed, or ask her by message."""
    organisation = planned_organisation(request, slug)
    row = own_date(request, organisation, pk)
    form = AssignForm(organisation, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        verb = asking.ask if "ask" in request.POST else people.assign
        try:
            verb(row, said["helper"], HelperRole(said["role"]), by=person(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if "ask" in request.POST:
                messages.success(request, _("The question is on its way. The answer stands here."))
            _warn(request, said["helper"], [row])
            return redirect("parentwork:desk_date", slug=slug, pk=pk)
    context = date_context(request, organisation, row) | {"assign_form": form}
    return render(request, "parentwork/desk/date.html", context, status=422)


def _warn(request: HttpRequest, helper: Helper, rows: list[WorkshopDate]) -> None:
    """What is known of her time is said, not enforced; of many dates with those that are meant."""
    doubtful: dict[Doubt, list[str]] = defaultdict(list)
    for row in rows:
        for doubt in doubts(helper, row):
            doubtful[doubt].append(_when(row))
    for doubt, whens in doubtful.items():
        said = str(DOUBTS[doubt] % {"name": helper.name})
        messages.warning(request, f"{said} ({'; '.join(whens)})" if len(rows) > 1 else said)


def _when(row: WorkshopDate) -> str:
    return moment_words(row.starts, get_language() or "de")


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def course(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One helper for all dates of a workshop that are to come, or for those that are ticked."""
    organisation = planned_organisation(request, slug)
    workshop = own_workshop(organisation, pk)
    coming = list(workshop.dates.upcoming().with_helpers())
    form = CourseForm(organisation, coming, request.POST or None, initial=_named(request, organisation))
    form = restored(form, request)
    if request.method == "POST":
        asks = "ask" in request.POST
        done = carried_out(form, lambda _said: _staffed(form, asks=asks, by=person(request)))
        if done is not None:
            _say(request, form.cleaned_data["helper"], done, asks=asks)
            return redirect("parentwork:desk_workshop", slug=slug, pk=pk)
    context = {"organisation": organisation, "workshop": workshop, "form": form, "coming": coming}
    return render(request, "parentwork/desk/course.html", context, status=422 if form.errors else 200)


def _named(request: HttpRequest, organisation: Organisation) -> dict[str, Any]:
    """Whom the page came from means, and for what."""
    pk, role = request.GET.get("helper", ""), request.GET.get("role", "")
    known = re.fullmatch(r"[0-9]{1,18}", pk) and organisation.helpers.active().filter(pk=int(pk)).exists()
    helper = {"helper": int(pk)} if known else {}
    return helper | ({"role": role} if role in HelperRole.values else {})


def _staffed(form: CourseForm, *, asks: bool, by: User) -> Staffed:
    said = form.cleaned_data
    verb = staffing.ask_about if asks else staffing.assign_to
    staffed = verb(form.chosen(), said["helper"], HelperRole(said["role"]), by=by)
    if not staffed.done:
        raise ValidationError([_left_out(*pair) for pair in staffed.left_out])
    return staffed


def _left_out(row: WorkshopDate, why: str) -> str:
    return f"{_when(row)}: {why}"


def _say(request: HttpRequest, helper: Helper, staffed: Staffed, *, asks: bool) -> None:
    """What was done, and each date that was left out."""
    count = len(staffed.done)
    if asks:
        text = ngettext(
            "“%(name)s” is asked about %(count)d date in one message. The answer stands at the date.",
            "“%(name)s” is asked about %(count)d dates in one message. The answers stand at the dates.",
            count,
        )
    else:
        text = ngettext(
            "“%(name)s” is on %(count)d date now.", "“%(name)s” is on %(count)d dates now.", count
        )
    messages.success(request, text % {"name": helper.name, "count": count})
    for pair in staffed.left_out:
        messages.warning(request, _("Left out: %(date)s") % {"date": _left_out(*pair)})
    _warn(request, helper, [row.date for row in staffed.done])


@login_required
@require_POST
def release(request: HttpRequest, slug: str, pk: int, assignment: int) -> HttpResponse:
    """A helper is not needed after all; a second tap finds it done."""
    organisation = planned_organisation(request, slug)
    row = own_date(request, organisation, pk)
    if found := Assignment.objects.filter(date=row, pk=assignment).first():
        people.release(found, by=person(request))
    return redirect("parentwork:desk_date", slug=slug, pk=pk)
