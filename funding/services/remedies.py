"""Legal remedy: until it is over a decision does not become final, and what is asked back can be put off.

Doubtful, from general knowledge: objection and lawsuit put off what the result of a check asks back (§ 80
Abs. 1 VwGO) until it can no longer be contested (§ 80b), unless immediate enforcement is ordered or a law
says otherwise. The Office says what it suggests (`Office.remedy_suspends`), the officer what holds in the
case. Interest may run on meanwhile.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding import finance, rules
from funding.choices import (
    ENDS_OF_DECISIONS,
    ENDS_OF_RESULTS,
    CheckState,
    ProofState,
    Remedy,
    RemedyEnd,
    State,
    Verb,
)
from funding.models import Award, Decision, FundingRequest, InterimProof, ProofCheck, ProofOfUse
from funding.services import budgets, decisions, notices, raising, repaying, results
from funding.services.checking import expect, locked_check, refuse_stale, settleable, version_of, written
from funding.services.steps import take
from portal.accounts.models import User
from portal.lib import money
from portal.lib.dates import day_of, today


@transaction.atomic
def contest(request: FundingRequest, day: date, note: str, *, by: User, version: int) -> FundingRequest:
    """Record that the organisation contests the decision, which came in on `day`: the way to final is shut.

    ValidationError for a day before the announcement or in the future.
    """
    step = take(request, Verb.CONTEST, by=by, version=version)
    if step is None:
        return request
    decision = Decision.objects.select_for_update().get(request=step.request, voided__isnull=True)
    if decision.announced is None or day < day_of(decision.announced):
        raise ValidationError({"day": _("Nobody contests a decision before it is announced.")})
    if day > today():
        raise ValidationError({"day": _("The day cannot be in the future.")})
    decision.contested = day
    decision.save(update_fields=["contested"])
    return step.write(State.CONTESTED, note=note.strip())


@transaction.atomic
def settle(
    request: FundingRequest, end: RemedyEnd, note: str, *, by: User, version: int, day: date | None = None
) -> FundingRequest:
    """Record how it ended on `day`, else today. What stands becomes final by the same rules as before.

    What is changed or annulled is void, its award with it, and the review goes on to a new decision. Not
    where the award has been worked with: that cannot be undone, and the decision stays in force with what
    the note says. The first line of what the log says is the code of the end and the day. ValidationError
    by field.
    """
    step = take(request, Verb.SETTLE, by=by, version=version)
    if step is None:
        return request
    decision = Decision.objects.select_for_update().get(request=step.request, voided__isnull=True)
    ended = day or today()
    _refuse_unsound_end(decision, end, note, ended)
    log = f"{end} {ended}\n{note.strip()}".strip()
    if end != RemedyEnd.CHANGED or is_worked_with(step.request):
        return step.write(State.ANNOUNCED, note=log)
    _undo(decision)
    step.request.due = step.request.programme.next_deadline
    return step.write(State.IN_REVIEW, note=log)


def _refuse_unsound_end(decision: Decision, end: RemedyEnd, note: str, day: date) -> None:
    errors = {}
    if end not in ENDS_OF_DECISIONS:
        errors["end"] = _("What is changed of a decision is a new decision.")
    if end == RemedyEnd.CHANGED and not note.strip():
        errors["note"] = _("Say who has changed it and how, such as the court and its file number.")
    if decision.contested is not None and day < decision.contested:
        errors["day"] = _("It cannot end before it was contested.")
    elif day > today():
        errors["day"] = _("The day cannot be in the future.")
    if errors:
        raise ValidationError(errors)


def is_worked_with(request: FundingRequest) -> bool:
    """Something was asked for, paid, proved or looked at by the award: it is more than what was decided."""
    award = Award.objects.filter(request=request).first()
    if award is None:
        return False
    rows = award.drawdowns, award.amendments, award.audits, award.funded_workshops, award.funded_helpers
    is_begun = ProofOfUse.objects.filter(award=award).exists() or any(it.exists() for it in rows)
    return is_begun or award.interims.exclude(state=ProofState.OPEN).exists()


def _undo(decision: Decision) -> None:
    """The decision is void: its budget is free again, and what it opened is gone."""
    decision.voided = timezone.now()
    decision.save(update_fields=["voided"])
    InterimProof.objects.filter(award__decision=decision).delete()
    Award.objects.filter(decision=decision).delete()


@dataclass(frozen=True)
class Contest:
    """How the result of a check is contested: what came in on which day, by whom if not the organisation."""

    day: date
    remedy: Remedy
    suspends: bool
    contestant: str = ""
    note: str = ""


@dataclass(frozen=True)
class Settlement:
    """How that ended, and on which day that counts as made known; EUR.

    `amount` is what is asked back in all if less is, `pay_by` the new last day for what is still owed,
    `grant` the whole grant if it is higher and nothing is asked back any more. `interest` is what is asked
    for on `amount`; None lowers it in proportion.
    """

    day: date
    end: RemedyEnd
    amount: Decimal | None = None
    pay_by: date | None = None
    note: str = ""
    grant: Decimal | None = None
    interest: Decimal | None = None


@transaction.atomic
def contest_result(checking: ProofCheck, said: Contest, *, by: User, version: int) -> ProofCheck:
    """Record that the result of a check is contested; after an objection also that a lawsuit is brought.

    A second click changes nothing. PermissionDenied, ValidationError by field, `Stale`.
    """
    row = locked_check(checking, by=by)
    expect(row, CheckState.CLOSED)
    if row.version == version + 1 and row.is_contested and row.contested == said.day:
        return row
    refuse_stale(row, version)
    if row.is_contested:
        raise ValidationError(_("It is contested already. Record first how that ended."), "contested")
    if not is_contestable(row):
        raise ValidationError(_("In this result nothing burdens the organisation."), "burden")
    assert row.closed is not None  # noqa: S101 - a closed check has its day
    if said.day < (row.settled or day_of(row.closed)):
        raise ValidationError({"day": _("Nobody contests a result before it is there.")})
    if said.day > today():
        raise ValidationError({"day": _("The day cannot be in the future.")})
    row.contested, row.remedy, row.contestant = said.day, said.remedy, said.contestant.strip()
    row.suspends = said.suspends and row.owed > 0
    row.settled, row.remedy_end = None, ""
    head = f"{said.remedy} {said.day}{' suspends' if row.suspends else ''}"
    words = [text for text in (row.contestant, said.note.strip()) if text]
    return written(row, Verb.CONTEST_RESULT, by=by, note="\n".join([head, *words]))


def is_contestable(row: ProofCheck) -> bool:
    """A closed check that burdens the organisation, and whose result is not contested already."""
    if not row.is_closed or row.is_contested:
        return False
    return bool(row.recovery) or results.preview(row).burdens


@transaction.atomic
def settle_result(checking: ProofCheck, said: Settlement, *, by: User, version: int) -> ProofCheck:
    """Record how it ended that the result was contested, and what is asked back by now until when.

    A higher grant waits until a second officer records the same sum and day. A second click changes nothing.
    PermissionDenied, ValidationError by field, `Stale`.
    """
    row = settleable(checking, by=by)
    expect(row, CheckState.CLOSED)
    if row.version == version + 1 and _is_done(row, said, by=by):
        return row
    refuse_stale(row, version)
    if not row.is_contested:
        raise ValidationError(_("It is not contested, or it is recorded already how that ended."), "state")
    amount = said.amount if said.end == RemedyEnd.REMEDIED else None
    if said.end == RemedyEnd.RAISED:
        amount = Decimal(0) if row.asked_back else None
    interest = _interest_then(row, said, amount)
    _refuse_unsound(row, said, amount, interest)
    is_raised = said.end == RemedyEnd.RAISED and said.grant is not None
    is_confirmed = is_raised and raising.is_confirmed(row, said.grant, said.day, by=by)
    if not is_confirmed and not rules.may_check_proof(by, row.proof):
        raise ValidationError({"grant": _("Confirm the sum and the day that are proposed, or leave it.")})
    if said.end == RemedyEnd.RAISED and said.grant is not None and not is_confirmed:
        return raising.propose(row, said.grant, said.day, said.note, by=by)
    raising.forget(row)
    return _settled(row, said, amount, interest, by=by)


def _is_done(row: ProofCheck, said: Settlement, *, by: User) -> bool:
    if said.end == RemedyEnd.RAISED and raising.is_proposed(row, said.grant, said.day):
        return row.raise_by_id == by.pk
    return (row.settled, row.remedy_end) == (said.day, said.end)


def _settled(
    row: ProofCheck, said: Settlement, amount: Decimal | None, interest: Decimal, *, by: User
) -> ProofCheck:
    if amount is not None:
        row.interest, row.remedied = interest, amount
        repaying.split(row, row.came_back)
    row.settled, row.remedy_end = said.day, said.end
    head = f"{said.end} {said.day}"
    if said.end == RemedyEnd.RAISED:
        row.regranted = said.grant
        head = f"{head}, {said.grant:.2f} EUR"
    elif amount is not None:
        head = f"{head}, {amount:.2f} EUR"
    if row.owed and said.pay_by:
        row.pay_anew_by = said.pay_by
        head = f"{head} → {said.pay_by}"
    budgets.release_unneeded(row)
    written(row, Verb.SETTLE_RESULT, by=by, note=f"{head}\n{said.note.strip()}".strip())
    notices.tell_applicant("funding.remedy_settled", row.proof.award.request, version=version_of(row))
    return row


def _interest_then(row: ProofCheck, said: Settlement, amount: Decimal | None) -> Decimal:
    """The interest that is asked for by now, in EUR: as it is said, else in proportion."""
    if amount is None:
        return row.interest
    if amount and said.interest is not None:
        return said.interest
    return finance.interest_left(row.interest, row.asked_back, amount)


def _refuse_unsound(row: ProofCheck, said: Settlement, amount: Decimal | None, interest: Decimal) -> None:
    errors = {}
    if said.end not in ENDS_OF_RESULTS:
        errors["end"] = _("A result stands, or what it says of the sums is changed.")
    if row.contested is None or said.day < row.contested:
        errors["day"] = _("It cannot end before it was contested.")
    elif said.day > today():
        errors["day"] = _("The day cannot be in the future.")
    if said.end == RemedyEnd.RAISED:
        errors |= _faults_of_raise(row, said)
    elif said.end == RemedyEnd.REMEDIED and (amount is None or not 0 <= amount < row.asked_back):
        text = _("Now %(sum)s are asked back. Write the smaller sum by the new decision, or 0.")
        errors["amount"] = text % {"sum": money.euros(row.asked_back)}
    elif not 0 <= interest <= row.interest:
        text = _("Now %(sum)s of interest are asked for. Write the sum by the new decision, or 0.")
        errors["interest"] = text % {"sum": money.euros(row.interest)}
    elif (row.asked_back if amount is None else amount) + interest > row.came_back:
        errors |= _unsound_day(row, said)
    if errors:
        raise ValidationError(errors)


def _faults_of_raise(row: ProofCheck, said: Settlement) -> dict[str, str]:
    least, most = row.granted + row.asked_back, row.proof.award.amount
    errors = {}
    if said.grant is None or not least < said.grant <= most:
        text = _("Write the whole grant by the new decision: more than %(least)s, at most %(most)s.")
        errors["grant"] = text % {"least": money.euros(least), "most": money.euros(most)}
    if not said.note.strip():
        errors["note"] = _("Say who has raised it and why. The second officer reads this.")
    return errors


def _unsound_day(row: ProofCheck, said: Settlement) -> dict[str, str]:
    """What is wrong with the day until which the rest is to be paid; without one the old day holds."""
    if said.pay_by is None:
        missing = {"pay_by": _("Say until when what is still owed is to be paid.")}
        return missing if row.suspends else {}
    if said.pay_by <= today():
        return {"pay_by": _("Choose a day in the future.")}
    last = decisions.last_day_for_remedy(row.proof.award.request, said.day)
    is_new = said.end != RemedyEnd.WITHDRAWN and row.remedy == Remedy.OBJECTION
    if row.suspends and is_new and said.pay_by <= last:
        text = _("Until %(day)s this can be contested and nothing has to be paid. Choose a later day.")
        return {"pay_by": text % {"day": date_format(last, "SHORT_DATE_FORMAT")}}
    return {}
