"""The logo of an organisation: its picture for everybody, and the page on which it is sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisations import services
from organisations.forms.desk_logo import LogoForm, VersionForm
from organisations.models import Organisation
from organisations.views.access import editable
from portal.accounts.views.signed_in import person
from portal.forms import add_errors, overwriting, restored
from portal.lib.errors import Stale
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a logo, or another one."""
    organisation = editable(request, slug)
    form = LogoForm(request.POST or None, SentFiles(request) or None, organisation=organisation)
    form = restored(form, request)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.set_logo(organisation, data["file"], version=data["version"], by=person(request))
        except Stale as error:
            form.add_error(None, error)
            form = overwriting(form, error.current.version)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("organisations:logo", slug)
    context: dict[str, Any] = {"organisation": organisation, "form": form}
    status = 422 if form.errors else 200
    return render(request, "organisations/desk/logo.html", context, status=status)


@login_required
@require_POST
def logo_remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Show no logo any more."""
    organisation = editable(request, slug)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        services.remove_logo(organisation, version=version, by=person(request))
        messages.success(request, _("The logo is no longer shown. The history keeps it."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("organisations:logo", slug)


@require_safe
def logo_file(request: HttpRequest, slug: str, mark: str) -> HttpResponseBase:
    """The picture itself. Its address changes with it, so browsers may keep it for ever.

    Before the page is public its own people see it, and nobody else.
    """
    rows = Organisation.objects.filter(slug=slug, logo__sha256__startswith=mark).select_related("logo")
    is_public = rows.listed().exists()
    organisation = get_object_or_404(rows if is_public else rows.visible_to(request.user))
    try:
        response = FileResponse(organisation.logo.file.open("rb"), content_type="image/jpeg")
    except OSError:
        raise Http404 from None
    response["Cache-Control"] = "public, max-age=31536000, immutable" if is_public else "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
