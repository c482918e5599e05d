"""Money of a grant that comes back after the check of its proof, and that the Office gives back."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from funding import finance
from funding.choices import CheckState, Verb
from funding.models import ProofCheck, Repayment
from funding.services import budgets
from funding.services.checking import expect, locked_check, refuse_stale, written
from portal.accounts.models import User
from portal.lib import money
from portal.lib.dates import today


@transaction.atomic
def record_return(checking: ProofCheck, amount: Decimal, day: date, *, by: User, version: int) -> ProofCheck:
    """Record what was paid back, in EUR. PermissionDenied, ValidationError by field, `Stale`."""
    row = locked_check(checking, by=by)
    expect(row, CheckState.CLOSED)
    if row.version == version + 1 and row.paid_back_on == day and row.came_back >= amount:
        return row
    refuse_stale(row, version)
    errors = {}
    if not 0 < amount <= row.owed:
        errors["amount"] = _("Still owed: %(owed)s.") % {"owed": money.euros(row.owed)}
    if not row.proof.sent_on <= day <= today():
        errors["day"] = _("Choose a day between the submission of the proof and today.")
    if errors:
        raise ValidationError(errors)
    row.repayments.create(day=day, amount=amount)
    row.paid_back_on = day
    return _came_back(row, Verb.PAID_BACK, row.came_back + amount, f"{amount:.2f} EUR · {day}", by=by)


@transaction.atomic
def give_back(checking: ProofCheck, day: date, *, by: User, version: int) -> ProofCheck:
    """Record that the Office gave back what had come back and is not asked back any more.

    PermissionDenied, ValidationError by field, `Stale`.
    """
    row = locked_check(checking, by=by)
    expect(row, CheckState.CLOSED)
    if row.version == version + 1 and row.contested and not row.overpaid:
        return row
    refuse_stale(row, version)
    first, amount = row.settled or row.contested, row.overpaid
    if not amount or first is None:
        raise ValidationError(_("No more came back than is asked back."), "state")
    if not first <= day <= today():
        raise ValidationError({"day": _("Choose a day between the end of the legal remedy and today.")})
    row.repayments.create(day=day, amount=amount, is_given_back=True)
    return _came_back(row, Verb.GIVE_BACK, row.came_back - amount, f"{amount:.2f} EUR · {day}", by=by)


def undoable(checking: ProofCheck) -> Repayment | None:
    """The last entry, which can be taken back because it was wrong; None if there is none."""
    return checking.repayments.entered().last()


@transaction.atomic
def undo(entry: Repayment, reason: str, *, by: User, version: int) -> ProofCheck:
    """Take the last entry back, which was wrong: a second one says so, and the sums are as before.

    A second click changes nothing. PermissionDenied, ValidationError by field, `Stale`.
    """
    row = locked_check(entry.checking, by=by)
    expect(row, CheckState.CLOSED)
    if Repayment.objects.filter(corrects=entry).exists():
        return row
    refuse_stale(row, version)
    if undoable(row) != entry:
        raise ValidationError(_("Take the later entries back first."), "state")
    if not reason.strip():
        raise ValidationError({"note": _("Say what was wrong.")})
    row.repayments.create(
        day=today(), amount=entry.amount, is_given_back=not entry.is_given_back, corrects=entry
    )
    last = row.repayments.entered().filter(is_given_back=False).last()
    row.paid_back_on = last.day if last else None
    back = entry.amount if entry.is_given_back else -entry.amount
    note = f"{entry.amount:.2f} EUR · {entry.day}\n{reason.strip()}"
    return _came_back(row, Verb.UNDO_RETURN, row.came_back + back, note, by=by)


def split(row: ProofCheck, came_back: Decimal) -> None:
    """Let `came_back` EUR be what has come back in all; the locked row is not stored."""
    most = row.recovery or Decimal(0)
    row.paid_back, row.interest_paid = finance.as_grant_and_interest(
        came_back, row.asked_back, row.interest, most
    )


def _came_back(row: ProofCheck, verb: Verb, came_back: Decimal, note: str, *, by: User) -> ProofCheck:
    split(row, came_back)
    budgets.release_unneeded(row)
    return written(row, verb, by=by, note=note)
