"""The desk of directory editors: the contact points they keep up to date."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from funding.forms.desk_directory import EntryForm
from funding.models import Office
from funding.services import directory
from portal.accounts.views.signed_in import person
from portal.forms import add_errors, differences, overwriting, restored
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing

PER_PAGE = 25


@login_required
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """The entries that the reader keeps, those to be checked marked."""
    rows = Office.objects.kept_by(request.user).select_related("land").order_by("name", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    if not page.object_list:
        raise Http404
    return render(request, "funding/desk/directory.html", {"page_obj": page})


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, slug: str) -> HttpResponse:
    """One entry as a form; who was slower sees both versions."""
    office: Office = get_object_or_404(Office.objects.kept_by(request.user), slug=slug)
    context: dict[str, Any] = {"office": office}
    form = restored(EntryForm(request.POST or None, office=office), request)
    if request.method == "POST":
        if _saved(request, office, form):
            return redirect("funding:kept_entries")
        if stale := form.stale:
            stored = EntryForm(office=stale)
            context["stored"] = differences(form, stored)
            form = overwriting(form, stored.initial["version"])
    status = 422 if form.errors else 200
    return render(request, "funding/desk/directory_entry.html", context | {"form": form}, status=status)


def _saved(request: HttpRequest, office: Office, form: EntryForm) -> bool:
    if not form.is_valid():
        return False
    checked, version = form.cleaned_data["is_checked"], form.cleaned_data["version"]
    try:
        directory.keep_entry(office, form.said(), version=version, is_checked=checked, by=person(request))
    except Stale as error:
        form.add_error(None, error)
        form.stale = error.current
        return False
    except ValidationError as error:
        add_errors(form, error)
        return False
    messages.success(request, _("Saved. The public page shows it now."))
    return True
