"""What the organisation says to questions about its proof of use."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from funding.forms.desk_requests import ExplainForm
from funding.services import explaining
from funding.views.desk_access import proof_of
from funding.views.desk_proofs import url
from portal.accounts.views.signed_in import person
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
