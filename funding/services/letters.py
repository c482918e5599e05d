"""The decision letter: what it will say, what it has said since it was signed, and its document."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from funding import reports
from funding.finance import interim_periods
from funding.models import Decision, FundingRequest, Office, Programme
from funding.services import wording
from funding.services.proposals import plan_of_decision
from funding.services.terms import terms_of
from portal.accounts.models import User
from portal.documents.models import Document
from portal.documents.services import keep_or_request
from portal.lib.dates import day_of, today
from portal.lib.freezing import frozen
from portal.lib.languages import best_words


def letter(decision: Decision, *, by: User | None) -> Document:
    """The decision letter, made once after the signature. Whether `by` may read it is asked before."""
    return keep_or_request(reports.DecisionLetter.key, {"decision": decision.pk}, language="de", by=by)


@transaction.atomic
def open_letter(decision: Decision, *, by: User) -> Document:
    """The letter, for somebody of the organisation; when the first of them opened it is noted."""
    Decision.objects.filter(pk=decision.pk, opened__isnull=True).update(opened=timezone.now())
    return letter(decision, by=by)


def preview(request: FundingRequest, decision: Decision) -> reports.Letter:
    """The letter as it stands: frozen once it is signed, else as a signature of today would make it."""
    with translation.override("de"):  # the language of the letter, whoever reads it
        if decision.frozen is not None:
            return reports.Letter.of(decision.frozen, decision.sha256)
        return reports.Letter.of(*frozen(content(request, decision, today())))


def sender(office: Office) -> dict[str, Any]:
    """What a letter says of the Office that writes it."""
    return {
        "name": office.name,
        "unit": office.unit,
        "letterhead": office.letterhead,
        "place": office.place,
        "contact": [part for part in (office.email, str(office.phone or ""), office.website) if part],
    }


def caseworker(request: FundingRequest) -> str:
    """Who works on it at the Office and signs its letters; empty if nobody does."""
    return request.caseworker.name if request.caseworker else ""


def conditions(request: FundingRequest, decision: Decision) -> str:
    """The conditions with the numbers of the award: as signed, else as a signature would freeze them."""
    if decision.frozen is not None:
        return decision.conditions_in_letter
    return wording.filled(decision.conditions, _values(request, decision))


def _values(request: FundingRequest, decision: Decision) -> dict[str, Any]:
    values = terms_of(request.programme, decision.terms)
    return values | {"retention_years": decision.retention_years, "proof_due": decision.proof_due}


def content(request: FundingRequest, decision: Decision, signed: date) -> dict[str, Any]:
    """All that the letter says once it is signed on that day."""
    office, programme, data = request.office, request.programme, decision.submission.data
    values = _values(request, decision)
    return {
        "office": sender(office),
        "organisation": data["organisation"],
        "title": data["project"]["title"],
        "countersigned": signed,
        **_replaced(request, decision),
        "submitted": request.submitted_at and day_of(request.submitted_at),
        "submission": decision.submission.number,
        "submission_sha256": decision.submission.sha256,
        "file_number": request.file_number,
        "caseworker": caseworker(request),
        "programme": best_words(programme, "name", "de")[0],
        "purpose": programme.purpose,
        "legal_basis": programme.legal_basis,
        "outcome": decision.outcome,
        "financing": decision.financing,
        "requested": decision.submission.requested,
        "eligible": decision.eligible,
        "amount": decision.amount,
        "plan": decision.plan,
        "asked": _asked(decision),
        "period_start": decision.period_start,
        "period_end": decision.period_end,
        "early_start": request.early_start,
        "reasons": decision.reasons,
        "conditions": wording.filled(decision.conditions, values),
        "calling_up": wording.filled(programme.calling_up, values),
        "terms": decision.terms,
        **_years(decision, programme),
        "remedy": programme.remedy or office.remedy,
        "proof_mode": decision.proof_mode,
        "proof_due": decision.proof_due,
        "retention_years": decision.retention_years,
        "interims": [
            {"start": it.start, "end": it.end, "due": it.due}
            for it in interim_periods(decision.period_start, decision.period_end, decision.interim_months)
        ],
    }


def _replaced(request: FundingRequest, decision: Decision) -> dict[str, Any]:
    """Which decision this one replaces, where one was contested and did not stand."""
    earlier = request.decisions.exclude(pk=decision.pk).filter(announced__isnull=False, voided__isnull=False)
    last = earlier.first()
    if last is None or last.countersigned is None:
        return {}
    return {"replaces": {"decided": day_of(last.countersigned), "contested": last.contested}}


def _years(decision: Decision, programme: Programme) -> dict[str, Any]:
    """What each calendar year bears of the grant, where it is more than one."""
    parts = list(decision.parts.all())
    if len(parts) < 2:
        return {}
    years = [{"year": part.year, "amount": part.amount} for part in parts]
    return {"years": years, "unused_lapses": programme.unused_lapses}


def _asked(decision: Decision) -> dict[str, dict[str, str]]:
    plan = plan_of_decision(decision)
    return {
        "costs": {change.kind: str(change.asked) for change in plan.costs},
        "incomes": {change.kind: str(change.asked) for change in plan.incomes},
    }
