"""A payment that was entered wrongly, or came back from the bank, is reversed (Stornierung)."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from funding.choices import CheckState, DrawdownState, Party, Verb
from funding.models import Award, Drawdown, ProofCheck, ProofOfUse
from funding.services import budgets, notices
from funding.services.drawdowns import expect, locked_drawdown, refuse_others
from funding.services.steps import write_log
from portal.accounts.models import User
from portal.lib.errors import Stale

_OVER = (DrawdownState.REFUSED, DrawdownState.TAKEN_BACK, DrawdownState.REVERSED)


def obstacle(award: Award, drawdown: Drawdown, others: Iterable[Drawdown]) -> str:
    """Why a payment of `award` stays as it is, in words for the officer; "" where it can be reversed.

    `others` are all calls and payments of the award.
    """
    if any(it.number > drawdown.number and it.state not in _OVER for it in others):
        return _("There are later calls or payments. Only the last one can be reversed.")
    if award.request.filed or award.request.offered:
        return _("The case is in the records.")
    proof: ProofOfUse | None = getattr(award, "proof", None)
    check: ProofCheck | None = getattr(proof, "checking", None)
    if check is not None and check.proposed and drawdown.updated < check.proposed:
        return _("The result of the check rests on this payment.")
    if proof is not None and proof.submitted and drawdown.updated < proof.submitted:
        return _("The proof of use rests on this payment.")
    return ""


@transaction.atomic
def reverse_payment(
    drawdown: Drawdown, reason: str, *, by: User, version: int, calls_anew: bool = False
) -> Drawdown:
    """The sum counts as paid no more. A call waits to be paid again, unless the organisation `calls_anew`,
    such as to another account; a payment without a call is over.

    A second click changes nothing. PermissionDenied, ValidationError by field, `Stale`.
    """
    row = locked_drawdown(drawdown)
    award = row.award
    refuse_others(by, award)
    if row.version == version + 1 and row.state != DrawdownState.PAID:
        return row
    if row.version != version:
        raise Stale(row)
    expect(row, DrawdownState.PAID)
    if words := obstacle(award, row, award.drawdowns.all()):
        raise ValidationError(words, "state")
    if not reason.strip():
        raise ValidationError({"reason": _("Say what was wrong.")})
    note = f"{row.number}: {row.amount:.2f} EUR\n{reason.strip()}"
    row.version += 1
    if row.requested is None or calls_anew:
        row.state = DrawdownState.REVERSED  # with its sum and its day, to be read
    else:
        row.state, row.paid_on = DrawdownState.APPROVED, None
    row.save()
    award.drawn = award.drawdowns.paid_out()
    award.save(update_fields=["drawn"])
    check = (
        ProofCheck.objects.select_related("proof").filter(proof__award=award, state=CheckState.CLOSED).first()
    )
    if check is not None:
        check.proof.award = award
        budgets.release_unneeded(check)
    request = award.request
    write_log(request, Verb.UNDO_PAYMENT, source=request.state, by=by, party=Party.CASEWORKER, note=note)
    version_now = f"{request.version}-{row.number}-{row.version}"
    notices.tell_applicant("funding.payment_reversed", request, version=version_now)
    return row
