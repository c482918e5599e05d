"""The proof of use: its overview, the funded series, the narrative, the report, sending it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding import rules
from funding.forms.desk_requests import SubmitForm
from funding.models import Award, ProofCheck, ProofOfUse
from funding.reports import collect
from funding.reports.proof_tables import tables_of
from funding.reports.proofs import chart_of, named
from funding.services import proofs
from funding.views.desk_access import finished, proof_of, request_of
from funding.views.desk_proof_tasks import gaps_of, tasks_of
from organisations.views.sheets import book
from portal.accounts.views.signed_in import person
from portal.documents import views as documents
from portal.forms import overwriting
from portal.lib.dates import today
from portal.lib.errors import Stale
from portal.lib.languages import best_words

PER_PAGE = 25


def url(name: str, proof: ProofOfUse) -> str:
    request = proof.award.request
    return reverse(f"funding:{name}", args=[request.organisation.slug, request.public_id])


@login_required
@require_POST
def open_proof(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Begin the proof of an announced award."""
    row = request_of(request, slug, public_id, acting=True)
    award = get_object_or_404(Award.objects.of_applicants(request.user), request=row)
    try:
        return redirect(url("proof", proofs.open_proof(award, by=person(request))))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(row)


@login_required
def proof(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """What is there already, and what is missing."""
    row = proof_of(request, slug, public_id)
    return _show(request, row, SubmitForm(initial={"version": row.version}))


def _show(request: HttpRequest, row: ProofOfUse, form: SubmitForm, status: int = 200) -> HttpResponse:
    figures = named(collect(row))
    may = rules.may_request(person(request), row.award.request.organisation)
    context = {
        "proof": row,
        "row": row.award.request,
        "award": row.award,
        "day": today(),
        "form": form,
        "figures": figures,
        "chart": chart_of(figures),
        "may_request": may,
        "as_applicant": True,
        "gaps": gaps_of(row) if row.is_open and may else [],
        "tasks": tasks_of(row, figures, person(request)) if row.is_open and may else [],
        "checking": None if row.is_open else ProofCheck.objects.filter(proof=row).first(),
        "question": None if row.is_open else row.award.request.clarifications.about_proofs().open().first(),
    }
    return render(request, "funding/desk/proof.html", context, status=status)


@login_required
def workshops(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Which series the award paid for: one click each."""
    row = proof_of(request, slug, public_id, acting=True)
    own = proofs.linkable(row)
    if request.method == "POST":
        workshop = get_object_or_404(own, pk=_number(request.POST.get("workshop", "")))
        title, _language = best_words(workshop, "title", get_language() or "de")
        change, done = (
            (proofs.unlink_workshop, _("“%(title)s” no longer counts for this proof."))
            if "unlink" in request.POST
            else (proofs.link_workshop, _("“%(title)s” now counts for this proof."))
        )
        try:
            change(row, workshop, by=person(request))
            messages.success(request, done % {"title": title})
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(request.get_full_path())
    page = Paginator(own, PER_PAGE).get_page(request.GET.get("page"))
    context = {"proof": row, "row": row.award.request, "award": row.award, "page_obj": page}
    context["kept_days"] = settings.BOOKINGS_KEPT_DAYS
    return render(request, "funding/desk/proof_workshops.html", context)


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 15:
        raise Http404
    return int(text)


@login_required
@require_POST
def submit(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Freeze the figures and send them to the Office."""
    row = proof_of(request, slug, public_id, acting=True)
    form = SubmitForm(request.POST)
    if form.is_valid():
        try:
            proofs.submit_proof(row, by=person(request), version=form.cleaned_data["version"])
            messages.success(request, _("The proof of use has been sent. Its figures no longer change."))
            return redirect(url("proof", row))
        except Stale as error:
            form.add_error(None, error)
            form = overwriting(form, error.current.version)
        except ValidationError as error:
            form.add_error(None, error)
    return _show(request, row, form, status=422)


@login_required
@require_safe
def tables(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """All tables of the proof as one workbook."""
    return book(tables_of(proof_of(request, slug, public_id)), name="proof")


@login_required
def report(request: HttpRequest, slug: str, public_id: Any) -> HttpResponseBase:
    """POST makes the report of this moment; the page shows how far it is."""
    row = proof_of(request, slug, public_id)
    if request.method == "POST":
        proofs.report(row, by=person(request))
        return redirect(url("report", row))
    document = proofs.latest_report(row)
    if document is None:
        return redirect(url("proof", row))
    return documents.waiting(request, document, back_url=url("proof", row), file_url=url("report_file", row))


@login_required
def report_file(request: HttpRequest, slug: str, public_id: Any) -> HttpResponseBase:
    row = proof_of(request, slug, public_id)
    document = proofs.latest_report(row)
    if document is None:
        raise Http404
    return finished(document, url("report", row))
