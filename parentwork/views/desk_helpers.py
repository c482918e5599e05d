"""Who helps: the list, one of them, and that they help no more."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations.models import Organisation
from parentwork.forms.desk_people import HelperForm
from parentwork.models import Helper
from parentwork.services import team
from parentwork.views.desk_base import planned_organisation
from portal.accounts.views.signed_in import person
from portal.forms import restored
from portal.lib.kept import keeps_typing


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def helper_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who helps, and a form for one more."""
    organisation = planned_organisation(request, slug)
    form = restored(HelperForm(request.POST or None), request)
    if request.method == "POST" and form.is_valid():
        team.add_helper(organisation, form.cleaned_data, by=person(request))
        messages.success(request, _("The helper is saved."))
        return redirect("parentwork:desk_helpers", slug=slug)
    context = {"organisation": organisation, "helpers": organisation.helpers.active(), "form": form}
    return render(request, "parentwork/desk/helpers.html", context, status=422 if form.errors else 200)


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
    form = restored(HelperForm(request.POST or None, instance=row), request)
    if request.method == "POST" and form.is_valid():
        team.change_helper(row, form.cleaned_data, by=person(request))
        messages.success(request, _("The helper is saved."))
        return redirect("parentwork:desk_helpers", slug=slug)
    context = {"organisation": organisation, "helper": row, "form": form}
    return render(request, "parentwork/desk/helper.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def retire(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """They help no more: mail address and telephone number are forgotten."""
    organisation = planned_organisation(request, slug)
    row = _helper(request, organisation, pk)
    team.retire_helper(row, by=person(request))
    messages.success(request, _("%(name)s helps no more. Mail and phone are deleted.") % {"name": row.name})
    return redirect("parentwork:desk_helpers", slug=slug)
