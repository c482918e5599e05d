"""Who helps: the list, one of them, and that they help no more."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations.models import Organisation
from parentwork.forms.desk_people import AwayForm, HelperForm
from parentwork.messages import put_asked_from_on
from parentwork.models import Assignment, Helper
from parentwork.services import availability, team
from parentwork.views.desk_base import asks_first, planned_organisation
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.dates import today
from portal.lib.kept import keeps_typing

MOST_QUESTIONS = 50


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def helper_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who helps, and a form for one more."""
    organisation = planned_organisation(request, slug)
    form = restored(HelperForm(organisation, request.POST or None), request)
    alike = _alike(request, organisation, form)
    if (
        request.method == "POST"
        and not alike
        and carried_out(form, lambda said: team.add_helper(organisation, said, by=person(request)))
    ):
        messages.success(request, _("The helper is saved."))
        return redirect("parentwork:desk_helpers", slug=slug)
    open_ = Assignment.objects.open().filter(helper__organisation=organisation)
    questions = list(open_.select_related("helper", "date__workshop")[:MOST_QUESTIONS])
    put_asked_from_on(questions)
    context = {
        "organisation": organisation,
        "helpers": organisation.helpers.active(),
        "form": form,
        "alike": alike,
        "questions": questions,
    }
    return render(request, "parentwork/desk/helpers.html", context, status=422 if form.errors else 200)


def _alike(request: HttpRequest, organisation: Organisation, form: HelperForm) -> list[Helper]:
    """Who helps already and may be the person that is added; asked about once."""
    if not asks_first(request, form):
        return []
    return list(organisation.helpers.like(form.cleaned_data["name"], form.cleaned_data["email"]))


def _helper(request: HttpRequest, organisation: Organisation, pk: int) -> Helper:
    rows = Helper.objects.visible_to(request.user).active().filter(organisation=organisation)
    helper: Helper = get_object_or_404(rows, pk=pk)
    return helper


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def helper(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Correct what is known of somebody who helps."""
    organisation = planned_organisation(request, slug)
    row = _helper(request, organisation, pk)
    form = restored(HelperForm(organisation, request.POST or None, instance=row), request)
    if request.method == "POST" and carried_out(
        form, lambda said: team.change_helper(row, said, by=person(request))
    ):
        messages.success(request, _("The helper is saved."))
        return redirect("parentwork:desk_helpers", slug=slug)
    # The form has written what was typed into `row`; the page speaks of what is noted.
    noted = _helper(request, organisation, pk) if form.errors else row
    return _helper_page(request, organisation, noted, form, AwayForm())


def _helper_page(
    request: HttpRequest, organisation: Organisation, row: Helper, form: HelperForm, away_form: AwayForm
) -> HttpResponse:
    context = {
        "organisation": organisation, "helper": row, "form": form, "away_form": away_form,
        "days_away": list(row.days_away.filter(last__gte=today())),
    }  # fmt: skip
    status = 422 if form.errors or away_form.errors else 200
    return render(request, "parentwork/desk/helper.html", context, status=status)


@keeps_typing(page="parentwork:desk_helper")
@require_POST
def away(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Days on which somebody cannot help."""
    organisation = planned_organisation(request, slug)
    row = _helper(request, organisation, pk)
    form = AwayForm(request.POST)
    if form.is_valid():
        try:
            availability.add_days_away(row, **form.cleaned_data, by=person(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("parentwork:desk_helper", slug=slug, pk=pk)
    return _helper_page(request, organisation, row, HelperForm(organisation, instance=row), form)


@login_required
@require_POST
def back(request: HttpRequest, slug: str, pk: int, days: int) -> HttpResponse:
    """She can help on these days after all; a second tap finds it done."""
    organisation = planned_organisation(request, slug)
    availability.remove_days_away(_helper(request, organisation, pk), days, by=person(request))
    return redirect("parentwork:desk_helper", slug=slug, pk=pk)


@login_required
@require_POST
def retire(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """They help no more: mail address and telephone number are forgotten."""
    organisation = planned_organisation(request, slug)
    row = _helper(request, organisation, pk)
    try:
        team.retire_helper(row, by=person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("parentwork:desk_helper", slug=slug, pk=pk)
    messages.success(request, _("%(name)s helps no more. Mail and phone are deleted.") % {"name": row.name})
    return redirect("parentwork:desk_helpers", slug=slug)
