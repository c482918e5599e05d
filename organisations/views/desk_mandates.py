"""What an organisation lets its networks do in its place."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations import services
from organisations.forms.desk_mandates import MandateForm
from organisations.models import Mandate
from organisations.views.access import managed
from portal.accounts.views.signed_in import person
from portal.forms import add_errors, restored
from portal.lib import dates
from portal.lib.kept import keeps_typing


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def mandates(request: HttpRequest, slug: str) -> HttpResponse:
    """The mandates that hold, and a form to give one."""
    organisation = managed(request, slug)
    form = restored(MandateForm(request.POST or None, organisation=organisation), request)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_mandate(organisation, **form.cleaned_data, by=person(request))
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Allowed. You can end it here at any time."))
            return redirect("organisations:mandates", slug)
    given = Mandate.objects.visible_to(request.user).running(dates.today()).filter(member=organisation)
    context = {"organisation": organisation, "form": form, "mandates": given.select_related("umbrella")}
    context["networks"] = form.fields["umbrella"].queryset  # type: ignore[attr-defined]
    status = 422 if form.errors else 200
    return render(request, "organisations/desk/mandates.html", context, status=status)


@login_required
@require_POST
def mandate_revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Either side ends it: `slug` is the one that the person coordinates."""
    organisation = managed(request, slug)
    rows = Mandate.objects.filter(member=organisation) | Mandate.objects.filter(umbrella=organisation)
    mandate = get_object_or_404(rows, pk=pk)
    services.revoke_mandate(mandate, by=person(request))
    messages.success(request, _("Ended. The network can no longer write the profile."))
    of_network = mandate.umbrella_id == organisation.pk
    return redirect("organisations:network" if of_network else "organisations:mandates", slug)
