"""Who helps on a date: put on it, asked by message, taken off again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from parentwork.choices import HelperRole
from parentwork.forms.desk_dates import AssignForm
from parentwork.models import Assignment, Helper, WorkshopDate
from parentwork.services import asking, people
from parentwork.services.availability import Doubt, doubts
from parentwork.views.desk_base import own_date, planned_organisation
from parentwork.views.desk_dates import date_context
from portal.accounts.views.signed_in import person
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
    row = own_date(organisation, pk)
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
            _warn(request, said["helper"], row)
            return redirect("parentwork:desk_date", slug=slug, pk=pk)
    context = date_context(request, organisation, row) | {"assign_form": form}
    return render(request, "parentwork/desk/date.html", context, status=422)


def _warn(request: HttpRequest, helper: Helper, row: WorkshopDate) -> None:
    """What is known of her time is said, not enforced."""
    for doubt in doubts(helper, row):
        messages.warning(request, DOUBTS[doubt] % {"name": helper.name})


@login_required
@require_POST
def release(request: HttpRequest, slug: str, pk: int, assignment: int) -> HttpResponse:
    """A helper is not needed after all; a second tap finds it done."""
    organisation = planned_organisation(request, slug)
    row = own_date(organisation, pk)
    if found := Assignment.objects.filter(date=row, pk=assignment).first():
        people.release(found, by=person(request))
    return redirect("parentwork:desk_date", slug=slug, pk=pk)
