"""What was changed in an entry, by whom and when; and back to what it said before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organisations import services
from organisations.forms.desk_history import PutBackForm
from organisations.models import Organisation
from organisations.reports import history as past
from organisations.views.access import editable_by_its_own
from portal.accounts.views.signed_in import person
from portal.forms import overwriting, restored
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing

PAGE = 20


@login_required
@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """All edits of an entry, the newest first."""
    organisation = editable_by_its_own(request, slug)
    page = Paginator(past.events_of(organisation), PAGE).get_page(request.GET.get("page"))
    edits = past.edits(list(page.object_list), organisation)
    context = {"organisation": organisation, "page_obj": page, "edits": edits}
    return render(request, "organisations/desk/history.html", context)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def former(request: HttpRequest, slug: str, event: int) -> HttpResponse:
    """An entry as it was after one edit, beside what it says now; each field can be put back."""
    organisation = editable_by_its_own(request, slug)
    then = get_object_or_404(past.events_of(organisation), pgh_id=event)
    differences = list(past.differences(organisation, then))
    form = PutBackForm(request.POST or None, organisation=organisation, differences=differences)
    form = restored(form, request)
    if request.method == "POST":
        if form.is_valid() and _put_back(request, organisation, event, form):
            return redirect("organisations:history", slug)
        if form.stale:
            differences = list(past.differences(form.stale, then))
            form = overwriting(form, form.stale.version)
    context: dict[str, Any] = {"organisation": organisation, "form": form, "differences": differences}
    context["edit"] = past.edits([then], organisation)[0]
    status = 422 if form.errors else 200
    return render(request, "organisations/desk/former.html", context, status=status)


def _put_back(request: HttpRequest, organisation: Organisation, event: int, form: PutBackForm) -> bool:
    data = form.cleaned_data
    try:
        services.put_back(
            organisation, event, data["columns"], version=data["version"], by=person(request)
        )  # fmt: skip
    except Stale as error:
        form.add_error(None, error)
        form.stale = error.current
        return False
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return False
    messages.success(request, _("Restored."))
    return True
