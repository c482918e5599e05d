"""The letter about what the check of a proof of use has come to, for both sides."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding import rules
from funding.forms.desk_review import PostedForm
from funding.models import ProofCheck, ProofOfUse
from funding.services import results, retrieving
from funding.views.desk_access import finished, proof_of
from funding.views.desk_cases import case_url
from funding.views.desk_checking import check_of, step_of_check
from funding.views.desk_proofs import url
from portal.accounts.views.signed_in import person
from portal.documents import views as documents
from portal.documents.models import Document
from portal.lib.dates import today
from portal.lib.kept import keeps_typing


@login_required
def letter(request: HttpRequest, slug: str, public_id: Any) -> HttpResponseBase:
    """The closing letter, for the organisation; POST is how one retrieves it."""
    proof = proof_of(request, slug, public_id)
    if request.method == "POST":
        found = get_object_or_404(ProofCheck, proof=proof)
        try:
            retrieving.retrieve_result(found, by=person(request))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(url("proof", proof))
        return redirect(request.path)
    back, file_url = url("proof", proof), url("closing_letter_file", proof)
    return documents.waiting(request, _of_proof(request, proof), back_url=back, file_url=file_url)


@login_required
@require_safe
def letter_file(request: HttpRequest, slug: str, public_id: Any) -> HttpResponseBase:
    proof = proof_of(request, slug, public_id)
    return finished(_of_proof(request, proof), url("closing_letter", proof))


@login_required
@require_safe
def case_letter(request: HttpRequest, slug: str, public_id: Any) -> HttpResponseBase:
    """The same for the Office."""
    row, found = check_of(request, slug, public_id)
    back, file_url = case_url(row, "checking"), case_url(row, "case_closing_letter_file")
    return documents.waiting(request, _document(request, found), back_url=back, file_url=file_url)


@login_required
@require_safe
def case_letter_file(request: HttpRequest, slug: str, public_id: Any) -> HttpResponseBase:
    row, found = check_of(request, slug, public_id)
    return finished(_document(request, found), case_url(row, "case_closing_letter"))


@keeps_typing
def posted(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Record the day on which the letter left the Office by post."""
    row, found = check_of(request, slug, public_id)
    by = person(request)
    if not rules.may_check_proof(by, found.proof) or not found.is_closed:
        raise Http404
    day = found.posted or today()
    return step_of_check(
        request,
        row,
        PostedForm(request.POST or None, initial={"version": found.version, "posted": day}),
        lambda said: results.record_posting(found, said["posted"], by=by, version=said["version"]),
        _("It is recorded. The time for legal remedy begins."),
        title=_("The letter was sent by post"),
        lead=_("The day on which the letter leaves the Office."),
        button=_("Record"),
        after=_("Then the time for legal remedy begins."),
    )


def _of_proof(request: HttpRequest, proof: ProofOfUse) -> Document:
    return _document(request, ProofCheck.objects.filter(proof=proof).first())


def _document(request: HttpRequest, found: ProofCheck | None) -> Document:
    if found is None or not rules.may_read_result(person(request), found):
        raise Http404
    return results.letter(found, by=person(request))
