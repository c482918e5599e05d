"""Somebody asks for an organisation whose coordinators can not be reached; these may object."""

from __future__ import annotations

from pathlib import PurePath

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organisations import services
from organisations.forms.joining import RecoveryForm
from organisations.models import Claim, Organisation
from organisations.services.recovery import networks_to_ask
from organisations.views.access import managed
from portal.accounts.views.signed_in import person
from portal.forms import add_errors
from portal.lib.limits import counted, parse_rate, rate_limited, too_many

# How often one organisation may be asked for: each time its coordinators get a mail.
PER_ENTRY = "3/d"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("recovery", "10/h")
def recovery(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.recoverable(), slug=slug)
    networks = networks_to_ask(organisation)
    form = RecoveryForm(request.POST or None, request.FILES or None, networks=networks)
    if request.method == "POST" and form.is_valid():
        if counted("recovery-of", slug, PER_ENTRY):
            return too_many(request, parse_rate(PER_ENTRY)[1])
        try:
            asked = services.recover(organisation, language=get_language() or "de", **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("organisations:claimed", asked.key)
    looked_after = organisation.memberships.coordinating().exists()
    context = {"organisation": organisation, "form": form, "is_looked_after": looked_after}
    return render(request, "organisations/recovery.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_answer(request: HttpRequest, slug: str) -> HttpResponse:
    """A coordinator reads who asks, and says that he or she is still there."""
    organisation = managed(request, slug)
    asked = Claim.objects.recoveries_of(request.user).filter(organisation=organisation).first()
    if request.method == "POST":
        if asked is not None:
            services.object_to_recovery(asked, by=person(request))
        messages.success(request, _("Said. Nobody else becomes coordinator."))
        return redirect("organisations:recovery_answer", slug)
    context = {"organisation": organisation, "claim": asked}
    return render(request, "organisations/desk/recovery.html", context)


@login_required
@require_safe
def extract(request: HttpRequest, pk: int) -> FileResponse:
    """The register extract, for those who decide."""
    claim = get_object_or_404(Claim.objects.visible_to(request.user).exclude(extract=""), pk=pk)
    kind = PurePath(str(claim.extract.name)).suffix
    response = FileResponse(claim.extract.open("rb"), as_attachment=True, filename=f"extract{kind}")
    response["Cache-Control"] = "no-store"
    return response
