"""The certificate of attendance: made for one print, from hours attended; the name is kept nowhere."""

from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from parentwork.forms.desk_certificates import CertificateForm
from parentwork.views.desk_base import own_workshop, planned_organisation
from portal.lib.dates import today


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The form, and after it the page to print: the answer itself, since no address may name anybody."""
    organisation = planned_organisation(request, slug)
    workshop = own_workshop(organisation, pk)
    held = list(workshop.dates.held().order_by("starts", "pk"))
    form = CertificateForm(workshop, held, request.POST or None)
    context = {"organisation": organisation, "workshop": workshop, "form": form, "held": held}
    if request.method == "POST" and form.is_valid():
        hours = (Decimal(form.minutes()) / 60).quantize(Decimal("0.01"))
        context |= {
            "name": form.cleaned_data["name"], "dates": form.attended(), "hours": hours, "today": today(),
            "words": form.second_language(),
        }  # fmt: skip
        return render(request, "parentwork/desk/certificate.html", context)
    status = 422 if form.errors else 200
    return render(request, "parentwork/desk/certificate_form.html", context, status=status)
