"""What the result of a check has to have before it is proposed or closed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding.choices import Effect
from funding.models import Award, FundingRequest, ProofCheck
from funding.reports.checking import Outcome
from funding.reports.drawdowns import standing_of
from funding.services import hearings
from portal.lib import money
from portal.lib.dates import today


@dataclass(frozen=True)
class Result:
    """What the caseworker says at the end; the sums follow from the lines."""

    note: str = ""
    pay_back_by: date | None = None
    unheard: str = ""
    effect: Effect | None = None  # wanted where less is given than was awarded
    rests_on: str = ""
    interest: Decimal = Decimal(0)  # in EUR on what is asked back
    interest_why: str = ""


def refuse_unsound(request: FundingRequest, found: Outcome, result: Result) -> None:
    """What burdens comes after a hearing, has its reasons (§ 39 VwVfG), and names on what it rests."""
    errors: dict[str, Any] = _faults_of_recovery(result) if found.recovery else {}
    heard = hearings.all_on(request) if found.burdens else []
    if any(it.answer for it in heard) and not result.note.strip():
        errors["note"] = _("The organisation has answered in the hearing. Say what you think of it, and why.")
    elif found.is_cut and not result.note.strip():
        errors["note"] = _("Say why the Office does not follow the proof. The organisation reads this.")
    lowers = found.burdens and found.entitled < found.awarded
    if lowers and result.effect is None:
        errors["effect"] = _("Choose what becomes of the decision on the grant.")
    elif lowers and result.effect != Effect.FIXES and not result.rests_on.strip():
        errors["rests_on"] = _("Name the side condition or the law on which this rests.")
    if found.gives_less:
        try:
            hearings.refuse_unheard(request, found.recovery, grant=found.entitled, unheard=result.unheard)
        except ValidationError as error:
            error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


def _faults_of_recovery(result: Result) -> dict[str, str]:
    faults = {}
    if result.pay_back_by is None or result.pay_back_by <= today():
        faults["pay_back_by"] = _("Choose a day in the future.")
    if result.interest and not result.interest_why.strip():
        faults["interest_why"] = _("Say from which day on interest is asked for and why.")
    return faults


def refuse_unfinished(request: FundingRequest, row: ProofCheck) -> None:
    """ValidationError while a question or a call for money is open, or a drawn line has no result."""
    question = request.clarifications.about_proofs().running().first()
    if question is not None:
        day = date_format(question.deadline, "DATE_FORMAT")
        text = _("A question is open: the organisation can answer until %(day)s.")
        raise ValidationError(text % {"day": day}, "running")
    _refuse_open_call(row.proof.award)
    unseen = set(row.sample) - set(row.findings.values_list("number", flat=True))
    if unseen:
        numbers = ", ".join(str(number) for number in sorted(unseen)[:10])
        raise ValidationError(
            _("Lines that were drawn have no result yet: %(numbers)s.") % {"numbers": numbers}, "sample"
        )


def _refuse_open_call(award: Award) -> None:
    call = award.drawdowns.open().first()
    if call is None:
        return
    text = _("A call for money is under way. Decide on it and pay it first.")
    possible = standing_of(award).payable(call).amount
    if possible <= 0:
        text = _("A call for money is under way, and by this check nothing more is due. Refuse it first.")
    elif possible < (call.amount or call.asked or Decimal(0)):
        text = _("A call for money is under way. By this check at most %(sum)s of it can be paid.")
        text %= {"sum": money.euros(possible)}
    raise ValidationError(text, "running")
