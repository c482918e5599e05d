"""Proposal, second signature, announcement, and the papers that follow, on the Office's side."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding.choices import Verb
from funding.forms.desk_review import ProposalForm, SendBackForm
from funding.models import Decision, FundingRequest
from funding.services import decisions, proofs
from funding.views.desk_access import case_of, finished, person
from funding.views.desk_cases import case_url, step_click, step_page, submitted_proof
from portal.documents import views as documents
from portal.lib.kept import keeps_typing, kept_typing


@keeps_typing
def propose(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Propose amount, conditions and reasons for cuts."""
    row = case_of(request, slug, public_id, Verb.PROPOSE)
    by = person(request)
    form = ProposalForm(
        request.POST or None, request=row, initial={**_suggested(row), **(kept_typing(request) or {})}
    )
    return step_page(
        request,
        row,
        form,
        lambda data: decisions.propose(row, form.proposal(), by=by, version=data["version"]),
        "funding/desk/propose.html",
        _("The proposal waits for the second signature."),
        checks=row.checks.filter(submission=row.submission).select_related("checked_by"),
        data=row.submission.data if row.submission else {},
    )


def _suggested(row: FundingRequest) -> dict[str, Any]:
    """What the last voided proposal said, else what was asked for."""
    last = row.decisions.filter(submission=row.submission).first()
    if last is not None:
        costs = {f"cost_{kind}": amount for kind, amount in last.plan["costs"].items()}
        return {
            "version": row.version, "amount": last.amount, "start": last.period_start, "end": last.period_end,
            "reasons": last.reasons, "conditions": last.conditions, "note": last.note, **costs,
        }  # fmt: skip
    project = row.submission.data["project"] if row.submission else {}
    return {
        "version": row.version,
        "amount": row.submission.requested if row.submission else None,
        "start": project.get("start"),
        "end": project.get("end"),
        "conditions": row.programme.conditions,
    }


@login_required
@require_POST
def countersign(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    row = case_of(request, slug, public_id, Verb.COUNTERSIGN)
    by = person(request)
    return step_click(
        request,
        row,
        lambda version: decisions.countersign(row, by=by, version=version),
        _("The decision is signed."),
    )


@keeps_typing
def send_back(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The second officer does not sign and says why."""
    row = case_of(request, slug, public_id, Verb.SEND_BACK)
    by = person(request)
    form = SendBackForm(
        request.POST or None, initial={"version": row.version, **(kept_typing(request) or {})}
    )
    return step_page(
        request,
        row,
        form,
        lambda data: decisions.send_back(row, data["note"], by=by, version=data["version"]),
        "funding/desk/send_back.html",
        _("The proposal has been sent back."),
    )


@login_required
@require_POST
def announce(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    row = case_of(request, slug, public_id, Verb.ANNOUNCE)
    by = person(request)
    return step_click(
        request,
        row,
        lambda version: decisions.announce(row, by=by, version=version),
        _("The decision is announced. The applicant gets a mail; the letter is being made."),
    )


@login_required
@require_POST
def finalise(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    row = case_of(request, slug, public_id, Verb.FINALISE)
    by = person(request)
    return step_click(
        request,
        row,
        lambda version: decisions.finalise(row, by=by, version=version),
        _("The decision is final."),
    )


@login_required
def letter(request: HttpRequest, slug: str, public_id: Any) -> HttpResponseBase:
    """The decision letter, for the Office, as soon as it is countersigned."""
    row = case_of(request, slug, public_id)
    document = decisions.letter(_signed(row), by=person(request))
    return documents.waiting(
        request, document, back_url=case_url(row), file_url=case_url(row, "case_letter_file")
    )


@login_required
def letter_file(request: HttpRequest, slug: str, public_id: Any) -> HttpResponseBase:
    row = case_of(request, slug, public_id)
    return finished(decisions.letter(_signed(row), by=person(request)), case_url(row, "case_letter"))


def _signed(row: FundingRequest) -> Decision:
    decision = row.decisions.filter(voided__isnull=True, countersigned__isnull=False).first()
    if decision is None:
        raise Http404
    return decision


@login_required
def report(request: HttpRequest, slug: str, public_id: Any) -> HttpResponseBase:
    """The funding report of a submitted proof, for the Office."""
    row = case_of(request, slug, public_id)
    found = submitted_proof(row)
    if found is None:
        raise Http404
    document = proofs.report(found, by=person(request))
    return documents.waiting(
        request, document, back_url=case_url(row, "case_proof"), file_url=case_url(row, "case_report_file")
    )


@login_required
def report_file(request: HttpRequest, slug: str, public_id: Any) -> HttpResponseBase:
    row = case_of(request, slug, public_id)
    found = submitted_proof(row)
    if found is None:
        raise Http404
    return finished(proofs.report(found, by=person(request)), case_url(row, "case_report"))
