"""A higher grant by legal remedy: one officer proposes it, a second one records the same.

Nobody gives money alone: it waits as a result does that burdens the organisation.
"""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from funding import rules
from funding.choices import OfficeRole, Party, Verb
from funding.models import ProofCheck
from funding.services import notices
from funding.services.checking import refuse_stale, settleable, version_of, written
from funding.services.steps import last_note
from portal.accounts.models import User


def is_proposed(row: ProofCheck, grant: Decimal | None, day: date) -> bool:
    """This grant in EUR, of this day, waits for a second officer."""
    return grant is not None and (row.raise_to, row.raise_day) == (grant, day)


def is_confirmed(row: ProofCheck, grant: Decimal | None, day: date, *, by: User) -> bool:
    """`by` says the same as somebody else has proposed."""
    return is_proposed(row, grant, day) and rules.may_confirm_raise(by, row)


def propose(row: ProofCheck, grant: Decimal, day: date, note: str, *, by: User) -> ProofCheck:
    """Write down what is proposed, in place of what was before, and tell the second officers."""
    row.raise_to, row.raise_day, row.raise_note, row.raise_by = grant, day, note.strip(), by
    written(row, Verb.PROPOSE_RESULT, by=by, note=f"{grant:.2f} EUR, {day}\n{row.raise_note}")
    request, version = row.proof.award.request, version_of(row)
    signing = OfficeRole.COUNTERSIGNER
    notices.tell_officers("funding.raise_proposed", request, signing, but=by, version=version)
    return row


def forget(row: ProofCheck) -> None:
    """It has ended: what was proposed stands in the log."""
    row.raise_to, row.raise_day, row.raise_note, row.raise_by = None, None, "", None


@transaction.atomic
def send_back(checking: ProofCheck, note: str, *, by: User, version: int) -> ProofCheck:
    """The second officer does not confirm it and says why. PermissionDenied, ValidationError, `Stale`."""
    row = settleable(checking, by=by)
    if row.raise_to is None:
        raise ValidationError(_("No higher grant is proposed."), "state")
    if not rules.may_confirm_raise(by, row):
        raise PermissionDenied
    refuse_stale(row, version)
    if not note.strip():
        raise ValidationError({"note": _("Say what is to be changed.")})
    forget(row)
    written(row, Verb.RETURN_RESULT, by=by, party=Party.COUNTERSIGNER, note=note.strip())
    notices.tell_caseworker("funding.raise_returned", row.proof.award.request, version=version_of(row))
    return row


def wanted_otherwise(checking: ProofCheck) -> str:
    """What the second officer said when a higher grant was last sent back; empty once it is proposed anew."""
    if not checking.is_contested or checking.raise_to is not None:
        return ""
    lines = checking.proof.award.request.transitions.filter(at__gt=checking.closed).order_by("at", "pk")
    return last_note(lines, Verb.RETURN_RESULT, over_by=(Verb.PROPOSE_RESULT, Verb.CONTEST_RESULT))
