"""The proposal of a decision, and the papers that follow it, on the Office's side."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding.choices import Verb
from funding.forms.desk_proposals import ProposalForm, mark
from funding.models import Decision, FundingRequest
from funding.services import budgets, decisions, departures, letters, proofs, proposals, review, snapshots
from funding.services.cuts import cuts_in_force, reasons_of
from funding.services.terms import terms_of
from funding.views.desk_access import case_of, copy_language, finished
from funding.views.desk_cases import case_url, step_page, submitted_proof
from portal.accounts.views.signed_in import person
from portal.documents import views as documents
from portal.forms import restored
from portal.lib.kept import keeps_typing

PROPOSE = "funding/desk/propose.html"


@keeps_typing
def propose(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Propose amount, conditions and reasons for cuts, with the plan of the award before one's eyes."""
    row = case_of(request, slug, public_id, Verb.PROPOSE)
    if {"look", "cut", "insert"} & set(request.POST):
        return _look(request, row)
    by = person(request)
    form = restored(ProposalForm(request.POST or None, request=row, initial=_suggested(row)), request)
    return step_page(
        request,
        row,
        form,
        lambda data: decisions.propose(row, form.proposal(), by=by, version=data["version"]),
        PROPOSE,
        _("The proposal waits for the second signature."),
        **_beside(row, form),
    )


def _look(request: HttpRequest, row: FundingRequest) -> HttpResponse:
    """The plan that the amounts make, the costs cut to it, or text blocks put in; what is typed stays."""
    form = ProposalForm(request.POST, request=row)
    typed: dict[str, Any] = request.POST.dict() | {"blocks": request.POST.getlist("blocks")}
    if "insert" in request.POST:
        typed |= form.with_blocks() | {"blocks": []}
        form = ProposalForm(request=row, initial=typed)
        return render(request, PROPOSE, {"row": row, "form": form, **_beside(row, form)})
    if form.plan() is None:
        return render(request, PROPOSE, {"row": row, "form": form, **_beside(row, form)}, status=422)
    if "cut" in request.POST:
        typed |= form.with_costs_cut()
    form = ProposalForm(request=row, initial=typed)
    return render(request, PROPOSE, {"row": row, "form": form, **_beside(row, form)})


def _beside(row: FundingRequest, form: ProposalForm) -> dict[str, Any]:
    """What stands beside the form: the checks, the submission, the plan and where it leaves the rules."""
    plan, said = form.plan(), form.said
    return {
        "wanted": decisions.wanted_otherwise(row.transitions.order_by("at", "pk")),
        "checks": row.checks.of_submission(row.submission),
        "missing": review.unchecked(row),
        "data": row.submission.data if row.submission else {},
        "plan": plan,
        "mark": mark(plan) if plan else "",
        "doubts": proposals.doubts(plan, row, said) if plan else [],
        "hints": departures.hints(row, said) if plan and plan.grant.awarded else [],
        "interims": departures.interims(row.programme, said),
        "standing": budgets.standing_for(row),
    }


def _suggested(row: FundingRequest) -> dict[str, Any]:
    """What the last voided proposal said, else what was asked for and found eligible."""
    last = row.decisions.filter(submission=row.submission).first()
    if last is not None:
        costs = {f"cost_{kind}": Decimal(amount) for kind, amount in last.plan["costs"].items()}
        # What legal remedy has set aside is decided anew: its reasons are no reasons any more.
        names = () if last.announced else ("reasons", "note", "unheard", "refusal")
        return {
            "version": row.version, "amount": last.amount, "start": last.period_start, "end": last.period_end,
            "conditions": last.conditions, **{name: getattr(last, name) for name in names},
            "proof_mode": last.proof_mode,
            "proof_due": last.proof_due, "retention_years": last.retention_years,
            "interim_months": last.interim_months, **terms_of(row.programme, last.terms), **costs,
            **{f"year_{year}": amount for year, amount in budgets.said_parts(last).items()},
        }  # fmt: skip
    assert row.submission is not None  # noqa: S101 - the desk shows nothing else
    project, costs = row.submission.data["project"], proposals.eligible_costs(row.submission)
    period = [day and date.fromisoformat(day) for day in (project["start"], project["end"])]
    return {
        "version": row.version, "amount": proposals.most_for(costs, row.submission),
        "start": project["start"], "end": project["end"], "conditions": row.programme.conditions,
        "reasons": reasons_of(cuts_in_force(row.submission)),
        "proof_mode": row.programme.proof_mode, "retention_years": row.programme.retention_years,
        "interim_months": departures.usual_interim_months(row.programme, *period),
        **terms_of(row.programme, {}),
        **{f"cost_{kind}": amount for kind, amount in costs.items()},
    }  # fmt: skip


@login_required
def letter(request: HttpRequest, slug: str, public_id: Any) -> HttpResponseBase:
    """The decision letter, for the Office, as soon as it is countersigned."""
    row = case_of(request, slug, public_id)
    document = letters.letter(_signed(row), by=person(request))
    return documents.waiting(
        request, document, back_url=case_url(row), file_url=case_url(row, "case_letter_file")
    )


@login_required
def letter_file(request: HttpRequest, slug: str, public_id: Any) -> HttpResponseBase:
    row = case_of(request, slug, public_id)
    return finished(letters.letter(_signed(row), by=person(request)), case_url(row, "case_letter"))


@login_required
def submission(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponseBase:
    """A submission on paper, for the Office's file: the present one, or one before it."""
    row = case_of(request, slug, public_id)
    document = snapshots.paper_of(get_object_or_404(row.snapshots, number=number), by=person(request))
    file = reverse("funding:case_submission_file", args=[slug, public_id, number])
    return documents.waiting(request, document, back_url=case_url(row), file_url=file)


@login_required
def submission_file(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponseBase:
    row = case_of(request, slug, public_id)
    document = snapshots.paper_of(get_object_or_404(row.snapshots, number=number), by=person(request))
    return finished(document, reverse("funding:case_submission", args=[slug, public_id, number]))


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
@require_POST
def reading_copy(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The report of a submitted proof in another language; the page of the document waits for it."""
    found = submitted_proof(case_of(request, slug, public_id))
    if found is None:
        raise Http404
    return redirect(proofs.reading_copy(found, copy_language(request), by=person(request)))


@login_required
def report_file(request: HttpRequest, slug: str, public_id: Any) -> HttpResponseBase:
    row = case_of(request, slug, public_id)
    found = submitted_proof(row)
    if found is None:
        raise Http404
    return finished(proofs.report(found, by=person(request)), case_url(row, "case_report"))
