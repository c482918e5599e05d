"""Filters of the inbox under a name, for the officer who gave it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding.forms.desk_inbox import InboxForm
from funding.services import assigning, inbox
from funding.views.desk_access import office_of
from portal.accounts.views.signed_in import person


@login_required
@require_POST
def save(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep the filters in the address; a refusal is said on the inbox."""
    office = office_of(request, slug)
    query = urlencode(InboxForm(request.GET, office=office, people=assigning.caseworkers(office)).as_params())
    try:
        inbox.save_view(office, request.POST.get("name", ""), query, by=person(request))
        messages.success(request, _("The view is saved."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(f"{reverse('funding:inbox', args=[slug])}?{query}")


@login_required
@require_POST
def delete(request: HttpRequest, slug: str, pk: Any) -> HttpResponse:
    """Forget one of the reader's own views."""
    office = office_of(request, slug)
    view = get_object_or_404(office.saved_views.filter(user=person(request)), pk=pk)
    inbox.delete_view(view, by=person(request))
    messages.success(request, _("The view is deleted."))
    return redirect("funding:inbox", slug)
