"""What stays of a case that is forgotten: sums for its Office, and what was public of a grant."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from funding.choices import DrawdownState
from funding.finance import ZERO
from funding.models import (
    Award,
    Decision,
    Drawdown,
    ForgottenCases,
    ForgottenGrant,
    ForgottenMoney,
    FundingRequest,
    ProofCheck,
    YearlyPart,
)
from funding.reports.open_data import open_grant_of
from portal.lib.dates import day_of


def keep_sums(request: FundingRequest) -> None:
    """Add a case that is about to be deleted to the sums of its Office, as its figures counted it.

    Within the transaction of the deletion, so that the case counts once at every moment.
    """
    decision = Decision.objects.filter(request=request, voided__isnull=True).first()
    _add_case(request, decision)
    _add_money(request, decision)
    _keep_what_is_public(request)


def _add_case(request: FundingRequest, decision: Decision | None) -> None:
    award = Award.objects.filter(request=request).first()
    submission, sent = request.submission, request.submitted_at
    assert submission is not None  # noqa: S101 - what was never sent is no case
    assert sent is not None  # noqa: S101 - nor is it without its day
    row = _locked(
        ForgottenCases,
        office_id=request.office_id,
        year=day_of(sent).year,
        programme=request.programme.slug,
        state=request.state,
        outcome=decision.outcome if decision else "",
        refusal=decision.refusal if decision else "",
    )
    row.number += 1
    row.asked += submission.requested
    if award:
        row.granted, row.paid = row.granted + award.amount, row.paid + award.drawn - _paid_back(award)
        row.cut += _cut_by_check(award)
    if decision and decision.announced:
        took = str((decision.announced - sent).days)
        row.days[took] = row.days.get(took, 0) + 1
    row.save()


def _paid_back(award: Award) -> Decimal:
    back = ProofCheck.objects.filter(proof__award=award).values_list("paid_back", flat=True).first()
    return back or ZERO


def _cut_by_check(award: Award) -> Decimal:
    """What of the award the closed check of its proof has not left, in EUR."""
    closed = ProofCheck.objects.filter(proof__award=award, closed__isnull=False)
    found = closed.only("entitled", "recovery", "remedied", "regranted").first()
    return ZERO if found is None else award.amount - found.granted


def _add_money(request: FundingRequest, decision: Decision | None) -> None:
    committed: dict[int, Decimal] = defaultdict(Decimal)
    paid: dict[int, Decimal] = defaultdict(Decimal)
    if decision and decision.countersigned:
        for part in YearlyPart.objects.filter(decision=decision):
            committed[part.year] += part.amount - part.released
    payments = Drawdown.objects.filter(award__request=request, state=DrawdownState.PAID)
    for year, amount in payments.values_list("paid_on__year", "amount"):
        paid[year] += amount or ZERO
    for year in sorted({*committed, *paid}):
        named = {"office_id": request.office_id, "programme": request.programme.slug, "year": year}
        row = _locked(ForgottenMoney, **named)
        row.committed, row.paid = row.committed + committed[year], row.paid + paid[year]
        row.save()


def _keep_what_is_public(request: FundingRequest) -> None:
    """A grant that its Office has published stays public, without the case."""
    award = Award.objects.filter(request=request).first()
    grant = open_grant_of(award) if award else None
    if grant is None:
        return
    said = ("title", "applicant", "place", "programme", "financing")
    sums = ("asked", "awarded", "settled", "paid_out")
    days = ("announced", "start", "end", "modified")
    ForgottenGrant.objects.update_or_create(
        uuid=grant.uuid,
        defaults={name: getattr(grant, name) for name in (*said, *sums, *days)}
        | {
            "office_id": request.office_id,
            "applicant_uuid": request.organisation.public_id,
            "programme_slug": request.programme.slug,
        },
    )


def _locked(model: Any, **named: Any) -> Any:
    """The row of sums for these keys, which nobody else changes until this is through."""
    row, _is_new = model.objects.get_or_create(**named)
    return model.objects.select_for_update(of=("self",)).get(pk=row.pk)
