"""Consent of the Office to what goes beyond the plan: noted by the organisation, read by the Office."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding.forms.desk_consents import ConsentForm
from funding.models import Consent, ProofOfUse
from funding.reports import collect
from funding.services import consents as service
from funding.views.desk_access import case_of, proof_of
from funding.views.desk_cases import submitted_proof
from funding.views.desk_papers import served
from funding.views.desk_proofs import url
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing


@keeps_typing
def consent(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Note that the Office has consented."""
    proof = proof_of(request, slug, public_id, acting=True)
    sent = (request.POST, SentFiles(request)) if request.method == "POST" else ()
    form = restored(ConsentForm(*sent, initial=_lacking(proof), instance=Consent(proof=proof)), request)
    if request.method == "POST" and carried_out(
        form,
        lambda said: service.record_consent(proof, form.values(), said["receipt"], by=person(request)),
    ):
        messages.success(request, _("The consent is recorded: what it covers counts now."))
        return redirect(url("expenses", proof))
    context = {"proof": proof, "row": proof.award.request, "form": form}
    return render(request, "funding/desk/consent.html", context, status=422 if form.errors else 200)


def _lacking(proof: ProofOfUse) -> dict[str, str]:
    """The first kind of cost that goes further than it may, with what was spent on it."""
    over = (row for row in collect(proof)["costs"] if row["over"])
    return next(({"category": row["category"], "limit": row["actual"]} for row in over), {})


@login_required
@require_POST
def delete(request: HttpRequest, slug: str, public_id: Any, consent_id: int) -> HttpResponse:
    proof = proof_of(request, slug, public_id, acting=True)
    row = get_object_or_404(proof.consents, pk=consent_id)
    try:
        service.delete_consent(row, by=person(request))
        messages.success(request, _("It has been deleted."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(url("expenses", proof))


@login_required
def paper(request: HttpRequest, slug: str, public_id: Any, paper_id: Any) -> FileResponse:
    """The paper of a consent, for the Office: only one that came with a submitted proof."""
    proof = submitted_proof(case_of(request, slug, public_id))
    if proof is None:
        raise Http404
    return served(get_object_or_404(proof.receipts.filter(consent__isnull=False), public_id=paper_id))
