"""Auditors: the Office lets one read an award for a time; what the auditor reads, and nothing else."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding import rules
from funding.choices import IncomeSource, Looked
from funding.forms.desk_auditing import AuditForm
from funding.models import Amendment, AuditAccess, InterimProof, ProofOfUse, Receipt
from funding.reports.amendments import AmendmentData
from funding.reports.figures import in_order_of_the_list
from funding.reports.pictures import shown_pictures
from funding.reports.proofs import chart_of, named
from funding.services import amendment_letters, auditing, interims, letters, proofs, proposals, results
from funding.views.desk_access import case_award_of
from funding.views.desk_cases import submitted_proof
from funding.views.desk_papers import served
from portal.accounts.views.signed_in import person
from portal.documents import views as documents
from portal.forms import carried_out, restored
from portal.lib.dates import today
from portal.lib.kept import keeps_typing


@keeps_typing
def case_audits(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Who may read this award, how often they looked, and a form for one more."""
    award, by = case_award_of(request, slug, public_id), person(request)
    may = rules.may_open_audit(by, award)
    form = restored(AuditForm(request.POST or None, initial={"start": today()}), request) if may else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if carried_out(form, lambda data: auditing.open_audit(award, form.auditor(), by=by)):
            messages.success(request, _("The auditor is invited, and the organisation is told."))
            return redirect(request.path)
    rows = award.audits.prefetch_related("looks").order_by("-granted", "-pk")
    context = {
        "row": award.request, "award": award, "form": form, "audits": rows, "may": may,
        "obstacle": auditing.obstacle(award),
    }  # fmt: skip
    status = 422 if form is not None and form.errors else 200
    return render(request, "funding/desk/case_audits.html", context, status=status)


@login_required
@require_POST
def end(request: HttpRequest, slug: str, public_id: Any, pk: int) -> HttpResponse:
    """Close an award to an auditor before the day."""
    award = case_award_of(request, slug, public_id)
    if not rules.may_open_audit(person(request), award):
        raise Http404
    auditing.end_audit(get_object_or_404(award.audits, pk=pk), by=person(request))
    messages.success(request, _("The auditor no longer reads this award."))
    return redirect("funding:case_audits", slug, public_id)


def _access(request: HttpRequest, pk: int) -> AuditAccess:
    rows = AuditAccess.objects.open_to(request.user).select_related(
        "award__request__office", "award__request__submission", "award__decision__submission"
    )
    access: AuditAccess = get_object_or_404(rows, pk=pk)
    return access


@login_required
@require_safe
def audit(request: HttpRequest, pk: int) -> HttpResponse:
    """One award as its auditor reads it: decision, hearings, payments, changes, the proof and its check."""
    access = _access(request, pk)
    auditing.look(access, Looked.AWARD)
    award = access.award
    proof = submitted_proof(award.request)
    checking = getattr(proof, "checking", None)
    figures = named(proof.sent_figures) if proof else None
    context = {
        "access": access,
        "award": award,
        "row": award.request,
        "decision": award.decision,
        "payments": award.drawdowns.order_by("number"),
        "plan": proposals.plan_in_force(award.decision, award),
        "letter": letters.preview(award.request, award.decision),
        "changes": [(row, _letter_on(row, access)) for row in award.amendments.exclude(decided__isnull=True)],
        "proof": proof,
        "figures": figures,
        "chart": chart_of(figures) if figures else "",
        "pictures": shown_pictures(figures) if figures else [],
        "checking": checking,
        "result_letter": results.preview(checking) if checking and checking.is_closed else None,
        "check": award.decision.submission.checks.of_figures().prefetch_related("cuts").first(),
        "hearings": award.request.clarifications.hearings(),
        "interims": _interims(access),
    }
    if proof and figures:
        if access.opens_vouchers:
            _attach_vouchers(figures, proof)
        else:
            _leave_names_out(figures)
    return render(request, "funding/desk/audit.html", context)


def _interims(access: AuditAccess) -> QuerySet[InterimProof]:
    return access.award.interims.filter(submitted__isnull=False).order_by("number")


def _letter_on(row: Amendment, access: AuditAccess) -> AmendmentData:
    """The letter on a change; who gave other money stays closed to whoever opens no vouchers."""
    data = amendment_letters.preview(row)
    if access.opens_vouchers or not data.letter["payer"]:
        return data
    return replace(data, letter={**data.letter, "payer": "einem Dritten (Name hier nicht gezeigt)"})


def _leave_names_out(figures: dict[str, Any]) -> None:
    """Whom money went to, and which private person gave some: only who may open the vouchers reads names."""
    for row in (row for group in figures["groups"] for row in group["rows"]):
        row["payee"] = ""
    for row in figures["incomes"]:
        if row["source"] == IncomeSource.PRIVATE:
            row["payer"] = ""


def _attach_vouchers(figures: dict[str, Any], proof: ProofOfUse) -> None:
    """Each line of the list that was submitted gets its files."""
    lines, files = _lines(proof), dict[int, list[Receipt]]()
    for receipt in proof.receipts.filter(expense__in=lines).order_by("pk"):
        files.setdefault(lines[receipt.expense_id or 0], []).append(receipt)
    for row in (row for group in figures["groups"] for row in group["rows"]):
        row["receipts"] = files.get(row["number"], [])


def _lines(proof: ProofOfUse) -> dict[int, int]:
    """The numbers of the lines by their expenses; none where no list was handed in."""
    listed = in_order_of_the_list(proof) if proof.sent_figures["expenses"] else []
    return {expense.pk: number for number, expense in enumerate(listed, start=1)}


@login_required
@require_safe
def interim(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An interim proof as it was submitted."""
    access = _access(request, pk)
    found: InterimProof = get_object_or_404(_interims(access), number=number)
    auditing.look(access, Looked.INTERIM, number)
    figures = named(found.sent_figures)
    if not access.opens_vouchers:
        _leave_names_out(figures)
    context = {
        "access": access, "row": access.award.request, "interim": found, "figures": figures,
        "chart": chart_of(figures),
    }  # fmt: skip
    return render(request, "funding/desk/audit_interim.html", context)


@login_required
def interim_report(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """The same as PDF, which names whom money went to."""
    access = _access(request, pk)
    if not access.opens_vouchers:
        raise Http404
    found = get_object_or_404(_interims(access), number=number)
    document = interims.interim_report(found, by=person(request))
    if document.is_done:
        auditing.look(access, Looked.INTERIM, number)
        return documents.serve(document)
    back, here = (
        reverse(f"funding:{name}", args=[pk, number]) for name in ("audit_interim", "audit_interim_report")
    )
    return documents.waiting(request, document, back_url=back, file_url=here)


@login_required
@require_safe
def voucher(request: HttpRequest, pk: int, receipt_id: Any) -> FileResponse:
    """A voucher of the list that was submitted, where the Office opened them to this auditor."""
    access = _access(request, pk)
    proof = submitted_proof(access.award.request)
    if proof is None or not access.opens_vouchers:
        raise Http404
    lines = _lines(proof)
    receipt: Receipt = get_object_or_404(proof.receipts.filter(expense__in=lines), public_id=receipt_id)
    auditing.look(access, Looked.VOUCHER, lines[receipt.expense_id or 0])
    return served(receipt)


@login_required
def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The funding report that was submitted, which names whom money went to."""
    access = _access(request, pk)
    proof = submitted_proof(access.award.request)
    if proof is None or not access.opens_vouchers:
        raise Http404
    document = proofs.report(proof, by=person(request))
    if document.is_done:
        auditing.look(access, Looked.REPORT)
        return documents.serve(document)
    here = reverse("funding:audit_report", args=[pk])
    return documents.waiting(request, document, back_url=reverse("funding:audit", args=[pk]), file_url=here)
