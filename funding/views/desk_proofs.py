"""The proof of use: its overview, the funded series, the narrative, the report, sending it."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from funding import rules
from funding.choices import Thread
from funding.forms.desk_requests import SendProofForm
from funding.models import Award, ProofCheck, ProofOfUse
from funding.reports import collect
from funding.reports.afterwards import moved
from funding.reports.figures import volunteer_work_of
from funding.reports.pictures import shown_pictures
from funding.reports.proof_tables import tables_of
from funding.reports.proofs import chart_of, named
from funding.services import hearings, proofs, results
from funding.views.desk_access import (
    copies_to_read,
    copy_language,
    finished,
    proof_of,
    request_of,
)
from funding.views.desk_proof_tasks import gaps_of, tasks_of
from organisations.views.sheets import book
from portal.accounts.views.signed_in import person
from portal.documents import views as documents
from portal.forms import overwriting
from portal.lib.dates import today
from portal.lib.errors import Stale


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
    figures = named(collect(row))
    may = rules.may_request(person(request), row.award.request.organisation)
    threads = [] if row.is_open else list(row.award.request.clarifications.all())
    checking = None if row.is_open else ProofCheck.objects.filter(proof=row).first()
    closed = checking if checking and checking.is_closed else None
    context = {
        "proof": row,
        "row": row.award.request,
        "award": row.award,
        "day": today(),
        "figures": figures,
        "moved": moved(row),
        "chart": chart_of(figures),
        "pictures": shown_pictures(figures),
        "copies": copies_to_read(),
        "may_request": may,
        "as_applicant": True,
        "gaps": gaps_of(row) if row.is_open and may else [],
        "tasks": tasks_of(row, figures, person(request)) if row.is_open and may else [],
        "checking": checking,
        "closing": results.preview(closed) if closed else None,
        "result_until": results.contestable_until(closed) if closed else None,
        "retrievable": closed.retrievable_until(row.award.request.office) if closed else None,
        "open_now": results.open_for_applicant(closed) if closed else "",
        "question": next((it for it in threads if it.about == Thread.PROOF and it.is_open), None),
        "hearing": hearings.awaited(row.award.request, threads),
    }
    return render(request, "funding/desk/proof.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Read once more what is sent and what it binds; then freeze the figures and send them to the Office."""
    row = proof_of(request, slug, public_id, acting=True)
    if request.method != "POST":
        if not row.is_open:
            return redirect(url("proof", row))
        return _before_sending(request, row, SendProofForm(initial={"version": row.version}))
    form = SendProofForm(request.POST)
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
    if not row.is_open:
        messages.error(request, _("The proof of use has been submitted and can no longer be changed."))
        return redirect(url("proof", row))
    return _before_sending(request, row, form, status=422)


def _before_sending(
    request: HttpRequest, row: ProofOfUse, form: SendProofForm, status: int = 200
) -> HttpResponse:
    figures = named(collect(row))
    volunteers = volunteer_work_of(figures)
    context = {
        "row": row.award.request,
        "award": row.award,
        "day": today(),
        "paid": Decimal(figures["sums"]["actual"]) - volunteers,
        "volunteers": volunteers,
        "form": form,
        "figures": figures,
        "pictures": shown_pictures(figures),
        "gaps": gaps_of(row),
    }
    return render(request, "funding/desk/proof_send.html", context, status=status)


@login_required
@require_safe
def tables(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """All tables of the proof as one workbook."""
    return book(tables_of(proof_of(request, slug, public_id)), name=_("Proof of use"))


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
@require_POST
def reading_copy(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The report to be read in another language; the page of the document waits for it."""
    row = proof_of(request, slug, public_id)
    return redirect(proofs.reading_copy(row, copy_language(request), by=person(request)))


@login_required
def report_file(request: HttpRequest, slug: str, public_id: Any) -> HttpResponseBase:
    row = proof_of(request, slug, public_id)
    document = proofs.latest_report(row)
    if document is None:
        raise Http404
    return finished(document, url("report", row))
