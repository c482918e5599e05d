"""What goes with the narrative report: answers of families, the self-evaluation, pictures."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from funding.forms.desk_enclosures import EnclosuresForm, PictureForm
from funding.models import ProofOfUse, ProofPicture
from funding.reports.counting import counted
from funding.reports.voices import answers_on, means_of
from funding.services import enclosures as service
from funding.views.desk_access import case_of, proof_of
from funding.views.desk_cases import submitted_proof
from funding.views.desk_papers import served
from funding.views.desk_proofs import url
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing, kept_names


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def enclosures(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """What the report shows, and its pictures; each is kept as soon as it is there."""
    proof = proof_of(request, slug, public_id, acting=True)
    choosing = request.method == "POST" and "choose" in request.POST
    adding = request.method == "POST" and not choosing
    chosen = {"feedback": proof.shows_feedback, "evaluation": proof.shows_evaluation}
    form = EnclosuresForm(request.POST if choosing else None, initial=chosen)
    if "choose" in kept_names(request):
        form = restored(form, request)
    picture = PictureForm(request.POST, SentFiles(request)) if adding else restored(PictureForm(), request)
    if choosing and carried_out(form, lambda said: service.choose(proof, by=person(request), **said)):
        messages.success(request, _("Saved."))
        return redirect(url("enclosures", proof))
    if adding and carried_out(picture, lambda said: service.add_picture(proof, by=person(request), **said)):
        messages.success(request, _("The picture has been added."))
        return redirect(url("enclosures", proof))
    context = {
        "proof": proof, "row": proof.award.request, "form": picture if adding else form, "choices": form,
        "picture": picture, "pictures": proof.pictures.all(), "has": _has(proof), "most": service.MOST,
    }  # fmt: skip
    status = 422 if form.errors or picture.errors else 200
    return render(request, "funding/desk/enclosures.html", context, status=status)


def _has(proof: ProofOfUse) -> dict[str, bool]:
    """Whether there is anything that the report could show."""
    return {
        "feedback": bool(answers_on(proof, counted(proof.award))),
        "evaluation": bool(means_of(proof.award)),
    }


@login_required
@require_POST
def take_out(request: HttpRequest, slug: str, public_id: Any, picture_id: Any) -> HttpResponse:
    """Delete a picture, also from a report that was sent."""
    proof = proof_of(request, slug, public_id, acting=True)
    service.take_out_picture(_picture(proof, picture_id), by=person(request))
    messages.success(request, _("The picture has been taken out."))
    return redirect(url("enclosures", proof))


@login_required
@require_safe
def picture(request: HttpRequest, slug: str, public_id: Any, picture_id: Any) -> FileResponse:
    """A picture of the report, for the organisation."""
    return served(_picture(proof_of(request, slug, public_id), picture_id))


@login_required
@require_safe
def case_picture(request: HttpRequest, slug: str, public_id: Any, picture_id: Any) -> FileResponse:
    """A picture of a report that was submitted, for the Office."""
    proof = submitted_proof(case_of(request, slug, public_id))
    if proof is None:
        raise Http404
    return served(_picture(proof, picture_id))


def _picture(proof: ProofOfUse, picture_id: Any) -> ProofPicture:
    rows = proof.pictures.filter(taken_out__isnull=True)
    return get_object_or_404(rows, public_id=picture_id)
