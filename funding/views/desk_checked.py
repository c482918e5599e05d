"""What the organisation has to do with the check of its proof: it answers questions and reads the letter."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding.forms.desk_requests import ExplainForm
from funding.models import ProofCheck
from funding.services import explaining
from funding.views.desk_access import finished, proof_of
from funding.views.desk_checking import checking_of, closing_letter_of
from funding.views.desk_proofs import url
from portal.accounts.views.signed_in import person
from portal.documents import views as documents
from portal.forms import carried_out, restored
from portal.lib.kept import keeps_typing


@keeps_typing
def explain(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The question of the Office, and the form for the answer."""
    proof = proof_of(request, slug, public_id, acting=True)
    row = proof.award.request
    question = row.clarifications.about_proofs().last()
    if question is None:
        raise Http404
    if request.method != "POST" and (question.answered or question.closed):
        return redirect(url("proof", proof))
    form = restored(ExplainForm(request.POST or None, initial={"version": row.version}), request)
    by = person(request)
    if request.method == "POST" and carried_out(
        form, lambda said: explaining.explain(row, said["answer"], by=by, version=said["version"])
    ):
        messages.success(request, _("Your answer has been sent."))
        return redirect(url("proof", proof))
    context = {"row": row, "proof": proof, "form": form, "question": question}
    return render(request, "funding/desk/explain.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def letter(request: HttpRequest, slug: str, public_id: Any) -> HttpResponseBase:
    """The closing letter, for the organisation."""
    proof = proof_of(request, slug, public_id)
    document = closing_letter_of(request, _closed(proof))
    back, file_url = url("proof", proof), url("closing_letter_file", proof)
    return documents.waiting(request, document, back_url=back, file_url=file_url)


@login_required
@require_safe
def letter_file(request: HttpRequest, slug: str, public_id: Any) -> HttpResponseBase:
    proof = proof_of(request, slug, public_id)
    return finished(closing_letter_of(request, _closed(proof)), url("closing_letter", proof))


def _closed(proof: Any) -> ProofCheck:
    found = checking_of(proof)
    if found is None:
        raise Http404
    return found
