"""All that stands against a proposal, said at once: who mends one fault should not meet the next then."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding import finance
from funding.choices import CheckKind, Outcome
from funding.models import FundingRequest, Snapshot
from funding.services import budgets, hearings, review
from funding.services.proposals import Proposal, outcome_of, refuse_unsound
from funding.services.terms import otherwise


@transaction.atomic
def refuse_faults(request: FundingRequest, proposal: Proposal) -> dict[int, Decimal]:
    """What each calendar year bears of the proposed grant in EUR, under the lock of the budget.

    ValidationError by field if this cannot be proposed on the present submission.
    """
    years = dict[int, Decimal]()
    found = list(_faults(request, proposal, submission_of(request), years))
    if len(found) == 1:
        raise found[0]
    errors: dict[str, Any] = {}
    for error in found:
        error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)
    return years


def submission_of(request: FundingRequest) -> Snapshot:
    """What the Office decides on."""
    if request.submission is None:
        raise ValidationError(_("Nothing has been submitted."), "state")
    return request.submission


def terms_said(request: FundingRequest, proposal: Proposal) -> dict[str, Any]:
    """What binds the award and how its use is to be proved: as proposed, else as the programme suggests."""
    programme, due = request.programme, proposal.proof_due
    if due is None and programme.proof_months is not None:
        due = proposal.end + relativedelta(months=programme.proof_months)
    years, interim = proposal.retention_years, proposal.interim_months
    return {
        "proof_mode": proposal.proof_mode or programme.proof_mode,
        "proof_due": due,
        "retention_years": programme.retention_years if years is None else years,
        "interim_months": programme.interim_months if interim is None else interim,
        "terms": otherwise(programme, proposal.terms) if proposal.amount else {},
    }


def _faults(
    request: FundingRequest, proposal: Proposal, submission: Snapshot, years: dict[int, Decimal]
) -> Iterator[ValidationError]:
    """What stands against it; `years` are filled with what they bear."""
    outcome = outcome_of(proposal, submission)
    looks: list[Callable[[], object]] = [
        partial(_refuse_unchecked, request, outcome),
        partial(refuse_unsound, proposal, submission),
    ]
    if request.office.hears and outcome != Outcome.APPROVED:
        looks.append(partial(hearings.refuse_unheard, request, proposal.amount, unheard=proposal.unheard))
    if proposal.start <= proposal.end:  # else nobody can say what the years cost
        budget = partial(budgets.borne_by, request, proposal.amount, submission)
        looks += [
            partial(_refuse_late_interims, request, proposal),
            lambda: years.update(budget(proposal.start, proposal.years)),
        ]
    for look in looks:
        try:
            look()
        except ValidationError as error:
            yield error


def _refuse_late_interims(request: FundingRequest, proposal: Proposal) -> None:
    """An interim proof that is due after the proof of use says nothing that this does not say."""
    terms = terms_said(request, proposal)
    periods = finance.interim_periods(proposal.start, proposal.end, terms["interim_months"])
    if proposal.amount and terms["proof_due"] and periods and periods[-1].due > terms["proof_due"]:
        text = _("An interim proof would be due on %(day)s, after the proof of use. Fewer months, or 0.")
        day = date_format(periods[-1].due, "DATE_FORMAT")
        raise ValidationError({"interim_months": text % {"day": day}})


def _refuse_unchecked(request: FundingRequest, outcome: Outcome) -> None:
    needed = {CheckKind.CONTENT} if outcome == Outcome.REJECTED else set(CheckKind)
    if missing := [kind for kind in review.unchecked(request) if kind in needed]:
        text = _("Of this submission, these must be recorded first: %(checks)s.")
        raise ValidationError(text % {"checks": ", ".join(str(kind.label) for kind in missing)}, "unchecked")
