"""The papers of an organisation that all its requests can use."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from funding import rules
from funding.choices import Task
from funding.forms.desk_requests import KeptPaperForm
from funding.services import bank_accounts
from funding.services import kept_papers as service
from funding.views.desk_access import draft_of, organisation_of
from funding.views.desk_papers import served
from funding.views.desk_requests import task_url
from portal.accounts.views.signed_in import person
from portal.forms import restored
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing


@keeps_typing
def kept_papers(request: HttpRequest, slug: str) -> HttpResponse:
    """The papers that are kept, and a form that puts one in the place of the former."""
    organisation = organisation_of(request, slug, acting=request.method == "POST")
    form = restored(KeptPaperForm(request.POST or None, SentFiles(request) or None), request)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            service.keep(organisation, data["file"], data["kind"], data["valid_until"], by=person(request))
            messages.success(request, _("The paper is kept."))
            return redirect(request.path)
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        "organisation": organisation,
        "papers": organisation.kept_papers.all(),
        "bank_account": bank_accounts.of(organisation),
        "signatories": organisation.signatories.all(),
        "form": form,
        "may_request": rules.may_request(person(request), organisation),
    }
    return render(request, "funding/desk/kept_papers.html", context, status=422 if form.errors else 200)


@login_required
def kept_paper(request: HttpRequest, slug: str, paper_id: Any) -> FileResponse:
    """The file, for the organisation's own people; an Office gets it with a request."""
    organisation = organisation_of(request, slug)
    return served(get_object_or_404(organisation.kept_papers, public_id=paper_id))


@login_required
@require_POST
def delete(request: HttpRequest, slug: str, paper_id: Any) -> HttpResponse:
    """Delete a paper; the copies in requests stay."""
    organisation = organisation_of(request, slug, acting=True)
    service.delete(get_object_or_404(organisation.kept_papers, public_id=paper_id), by=person(request))
    messages.success(request, _("The paper is deleted. Requests that hold it keep their copy."))
    return redirect("funding:kept_papers", slug)


@login_required
@require_POST
def take(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Put the papers of the organisation into a request."""
    row = draft_of(request, slug, public_id)
    number = len(service.take(row, by=person(request)))
    text = ngettext("%(number)d paper has been added.", "%(number)d papers have been added.", number)
    messages.success(request, text % {"number": number})
    return redirect(task_url(row, Task.PAPERS))
