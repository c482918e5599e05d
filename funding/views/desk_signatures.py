"""The signature under a request: who may sign, the scan of the organisation, the paper that came by post."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding import workflow
from funding.choices import State, Verb
from funding.forms.desk_signatures import PaperReceivedForm, ScanForm, SignatoryForm
from funding.models import FundingRequest, Signatory
from funding.services import signatories, signing
from funding.views.desk_access import case_of, organisation_of, request_of
from funding.views.desk_cases import case_url, step_page
from funding.views.desk_papers import served
from organisations.models import Organisation
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.dates import today
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing


@keeps_typing
def signatory(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Add somebody who signs for the organisation, or change what is known."""
    organisation = organisation_of(request, slug, acting=True)
    known = _signatory(organisation, pk) if pk else None
    form = restored(SignatoryForm(request.POST or None, instance=known), request)

    def keep(data: dict[str, Any]) -> Signatory:
        return signatories.keep(organisation, data, by=person(request), signatory=known)

    if request.method == "POST" and carried_out(form, keep):
        messages.success(request, _("It is kept."))
        return redirect("funding:kept_papers", slug)
    context = {"organisation": organisation, "signatory": known, "form": form}
    return render(request, "funding/desk/signatory.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Delete somebody from the list; what was signed keeps the name."""
    organisation = organisation_of(request, slug, acting=True)
    signatories.delete(_signatory(organisation, pk), by=person(request))
    messages.success(request, _("Deleted from the list."))
    return redirect("funding:kept_papers", slug)


def _signatory(organisation: Organisation, pk: int) -> Signatory:
    row: Signatory = get_object_or_404(organisation.signatories, pk=pk)
    return row


@keeps_typing
def sign(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Print, sign, send a scan: the organisation's side."""
    row = request_of(request, slug, public_id, acting=True)
    if request.method != "POST" and not row.is_to_be_signed:
        return redirect(row)
    everybody = list(row.organisation.signatories.all())
    form = ScanForm(
        request.POST or None,
        SentFiles(request) or None,
        signatories=everybody,
        initial={"version": row.version},
    )
    form = restored(form, request)

    def send(data: dict[str, Any]) -> FundingRequest:
        return signing.add(row, form.signed(), by=person(request), version=data["version"])

    if request.method == "POST" and carried_out(form, send):
        messages.success(request, _("The signed request has been sent."))
        return redirect(row)
    context = {"row": row, "form": form, "over": [one for one in everybody if one.is_over]}
    return render(request, "funding/desk/sign.html", context, status=422 if form.errors else 200)


@login_required
def signed(request: HttpRequest, slug: str, public_id: Any, pk: int) -> FileResponse:
    """A scan, for the organisation."""
    return _served(request_of(request, slug, public_id), pk)


@keeps_typing
def case_sign(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Record that the signed paper came to the Office."""
    row, by = case_of(request, slug, public_id, Verb.SIGN_AGAIN), person(request)
    first, submissions = row.state == State.UNSIGNED, list(row.snapshots.defer("data").order_by("-number"))
    if request.method != "POST" and row.state not in workflow.AT_THE_OFFICE:
        return redirect(case_url(row))
    form = PaperReceivedForm(
        request.POST or None,
        SentFiles(request) or None,
        signatories=row.submission.data.get("signatories", []) if row.submission else [],
        submissions=submissions,
        initial={"version": row.version, "received": today()},
    )
    form = restored(form, request)
    return step_page(
        request,
        row,
        form,
        lambda data: signing.add(row, form.signed(), by=by, version=data["version"]),
        "funding/desk/case_sign.html",
        _("The signed paper is recorded. The organisation gets a mail."),
        first=first,
        submissions=submissions,
    )


@login_required
def case_signed(request: HttpRequest, slug: str, public_id: Any, pk: int) -> FileResponse:
    """A scan, for the Office."""
    return _served(case_of(request, slug, public_id), pk)


def _served(row: FundingRequest, pk: int) -> FileResponse:
    return served(get_object_or_404(row.signed_papers.exclude(file=""), pk=pk))
