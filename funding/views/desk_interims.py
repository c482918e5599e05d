"""Interim proofs: written and sent by the organisation, read and noted by the Office."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding import rules
from funding.forms.desk_interims import InterimForm, NoteInterimForm
from funding.models import Award, FundingRequest, InterimProof, NarrativeDraft
from funding.reports.interims import interim_figures
from funding.reports.proofs import chart_of, named
from funding.services import interims, proofs
from funding.views.desk_access import award_of, case_of, finished
from funding.views.desk_form import keep_refused, kept_by_itself, kept_words, saves_by_itself, typed_of
from portal.accounts.views.signed_in import person
from portal.documents import views as documents
from portal.forms import carried_out, differences, restored
from portal.lib.dates import today
from portal.lib.kept import keeps_typing, kept_typing


def interim_of(award: Award, number: int) -> InterimProof:
    """One interim proof of an award that the reader sees."""
    interim: InterimProof = get_object_or_404(award.interims, number=number)
    interim.award = award
    return interim


@keeps_typing
def interim(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponse:
    """What was done and spent in a part of the period; for those who ask for money a form, too."""
    award = award_of(request, slug, public_id)
    row, may = interim_of(award, number), rules.may_request(person(request), award.request.organisation)
    if not _has_begun(award):
        return _before_the_proof(request, row, may)
    if request.method != "POST":
        return _opened(request, row, writing=may and row.is_open and award.proof.is_open)
    award_of(request, slug, public_id, acting=True)
    sending = "send" in request.POST
    form = InterimForm(request.POST, instance=interim_of(award, number), sending=sending)
    do = interims.send_interim if sending else interims.save_interim
    if carried_out(form, lambda said: do(row, form.texts(), by=person(request), version=said["version"])):
        done = _("The interim proof has been sent. Its figures no longer change.") if sending else _("Saved.")
        messages.success(request, done)
        return redirect(request.path)
    keep_refused(
        request,
        lambda seen: interims.keep_interim(row, typed_of(request), by=person(request), version=seen),
    )
    return _show(request, row, form, stale=_stored(form), status=422)


def _stored(form: InterimForm) -> list[dict[str, str]]:
    """What somebody else has saved meanwhile, where it differs from what was sent."""
    if not form.has_error(NON_FIELD_ERRORS, "stale"):
        return []
    return differences(form, InterimForm(instance=InterimProof.objects.get(pk=form.instance.pk)))


def _has_begun(award: Award) -> bool:
    return getattr(award, "proof", None) is not None


def _before_the_proof(request: HttpRequest, row: InterimProof, may: bool) -> HttpResponse:
    """Expenses are entered in the proof of use: posting opens it, once the project has begun."""
    if request.method == "POST" and may:
        try:
            proofs.open_proof(row.award, by=person(request))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(request.path)
    context = {"interim": row, "award": row.award, "row": row.award.request, "day": today()}
    return render(request, "funding/desk/interim.html", context | {"may_open": may})


def _opened(request: HttpRequest, row: InterimProof, *, writing: bool) -> HttpResponse:
    """The page with what the reader typed there and did not save, where he or she may write."""
    if not writing:
        return _show(request, row, None)
    if kept := kept_typing(request):
        return _show(request, row, InterimForm(instance=row, initial=kept), source="sign-in")
    draft = _draft(request, row)
    typed = {**draft.data, "version": draft.base_version} if draft else {}
    return _show(request, row, InterimForm(instance=row, initial=typed))


def _draft(request: HttpRequest, row: InterimProof) -> NarrativeDraft | None:
    return row.drafts.filter(author=person(request)).first()


def _show(
    request: HttpRequest,
    row: InterimProof,
    form: InterimForm | None,
    *,
    source: str = "",
    stale: Sequence[dict[str, str]] = (),
    status: int = 200,
) -> HttpResponse:
    figures, draft = named(interim_figures(row)), _draft(request, row) if form else None
    context = {
        "source": source,
        "stale": stale,
        "kept": kept_words(draft.saved, button=_("Save")) if draft else "",
        "interim": row,
        "award": row.award,
        "proof": row.award.proof,
        "row": row.award.request,
        "form": form,
        "figures": figures,
        "chart": chart_of(figures),
        "day": today(),
        "as_applicant": True,
    }
    return render(request, "funding/desk/interim.html", context, status=status)


@saves_by_itself
def autosave(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponse:
    """The report as far as it is typed."""
    row = _begun(request, slug, public_id, number, acting=True)
    return kept_by_itself(
        request,
        lambda typed, seen: interims.keep_interim(row, typed, by=person(request), version=seen),
        stored=row.version,
        button=_("Save"),
    )


@login_required
@require_POST
def discard(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponse:
    """Throw away what was typed and not saved."""
    row = _begun(request, slug, public_id, number, acting=True)
    interims.forget_interim(row, by=person(request))
    return redirect("funding:interim", slug, public_id, number)


@login_required
def report(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponseBase:
    """The interim proof on paper; the page shows how far it is."""
    row = _begun(request, slug, public_id, number)
    document = interims.interim_report(row, by=person(request))
    back = reverse("funding:interim", args=[slug, public_id, number])
    file = reverse("funding:interim_report_file", args=[slug, public_id, number])
    return documents.waiting(request, document, back_url=back, file_url=file)


@login_required
def report_file(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponseBase:
    row = _begun(request, slug, public_id, number)
    waiting = reverse("funding:interim_report", args=[slug, public_id, number])
    return finished(interims.interim_report(row, by=person(request)), waiting)


def _begun(
    request: HttpRequest, slug: str, public_id: Any, number: int, *, acting: bool = False
) -> InterimProof:
    award = award_of(request, slug, public_id, acting=acting)
    if not _has_begun(award):
        raise Http404
    return interim_of(award, number)


def case_interim_of(request: HttpRequest, row: FundingRequest, number: int) -> InterimProof:
    """A submitted interim proof of the case, for the Office's side."""
    rows = InterimProof.objects.of_offices(request.user).select_related("award__request__office")
    found: InterimProof = get_object_or_404(rows, award__request=row, number=number)
    return found


@keeps_typing
def case_interim(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponse:
    """An interim proof as it was submitted; a caseworker takes note of it."""
    row = case_of(request, slug, public_id)
    found = case_interim_of(request, row, number)
    may = rules.may_note_interim(person(request), found) and found.noted is None
    usual = {"version": found.version}
    form = restored(NoteInterimForm(request.POST or None, initial=usual), request) if may else None
    if request.method == "POST" and form is not None:
        by = person(request)

        def note(said: dict[str, Any]) -> InterimProof:
            return interims.note_interim(found, said["note"], by=by, version=said["version"])

        if carried_out(form, note):
            messages.success(request, _("Noted. The organisation is told."))
            return redirect(request.path)
    figures = named(found.sent_figures)
    context = {"row": row, "interim": found, "form": form, "figures": figures, "chart": chart_of(figures)}
    status = 422 if form is not None and form.errors else 200
    return render(request, "funding/desk/case_interim.html", context, status=status)


@login_required
def case_report(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponseBase:
    """The interim proof on paper, for the Office."""
    found = case_interim_of(request, case_of(request, slug, public_id), number)
    document = interims.interim_report(found, by=person(request))
    back = reverse("funding:case_interim", args=[slug, public_id, number])
    file = reverse("funding:case_interim_report_file", args=[slug, public_id, number])
    return documents.waiting(request, document, back_url=back, file_url=file)


@login_required
def case_report_file(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponseBase:
    found = case_interim_of(request, case_of(request, slug, public_id), number)
    waiting = reverse("funding:case_interim_report", args=[slug, public_id, number])
    return finished(interims.interim_report(found, by=person(request)), waiting)
