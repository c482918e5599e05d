"""Money is paid although the rule of calls gives less, or nothing yet: an officer says why."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from funding.choices import DrawdownState, Party, State, Verb
from funding.finance import ZERO, Drawable
from funding.models import Award, Drawdown, ProofCheck
from funding.reports.drawdowns import known_by_office, too_high
from funding.services.drawdowns import (
    expect,
    locked,
    locked_drawdown,
    pay,
    record_payment,
    refuse_against_check,
    refuse_others,
)
from funding.services.steps import write_log
from portal.accounts.models import User
from portal.lib import money
from portal.lib.dates import today


@transaction.atomic
def uphold(drawdown: Drawdown, reason: str, *, by: User, version: int) -> Drawdown:
    """Let an approved call be paid as it is, though less is owed by now; `reason` stands in the log.

    It holds as long as no still smaller sum is owed. Against the check of a proof nobody can. A second click
    changes nothing. PermissionDenied, ValidationError by field, `Stale`.
    """
    row = locked_drawdown(drawdown)
    refuse_others(by, row.award)
    if row.version == version + 1 and row.upheld is not None and row.upheld_reason == reason.strip():
        return row
    expect(row, DrawdownState.APPROVED, version)
    payable = too_high([row]).get(row.pk)
    if payable is None:
        raise ValidationError(_("Nothing speaks against the payment any more."), "state")
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is paid all the same.")})
    refuse_against_check(row, today(), "reason")
    row.upheld, row.upheld_reason, row.version = payable.amount, reason.strip(), row.version + 1
    row.released = row.released_by = None  # where a second officer releases payments, this one is to be, too
    row.save()
    request, note = row.award.request, f"{row.number}: {row.amount:.2f} EUR\n{row.upheld_reason}"
    write_log(request, Verb.ALLOW, source=request.state, by=by, party=Party.CASEWORKER, note=note)
    return row


def unreasoned(drawdown: Drawdown) -> Drawable | None:
    """What may be paid by now of an approved call that is higher, while nobody has said why it is paid.

    None once the proof is checked: against that no reason helps, see `refuse_against_check`.
    """
    if drawdown.state != DrawdownState.APPROVED:
        return None
    if ProofCheck.objects.filter(proof__award=drawdown.award_id).exists():
        return None
    payable = too_high([drawdown]).get(drawdown.pk)
    return None if payable is None or drawdown.is_upheld_at(payable.amount) else payable


@transaction.atomic
def pay_by_hand(drawdown: Drawdown, day: date, reason: str, *, by: User, version: int) -> Drawdown:
    """Record that an approved call was paid out on `day`; `reason` is wanted if it is too high by now.

    A second click changes nothing. PermissionDenied, ValidationError by field, `Stale`.
    """
    row = locked_drawdown(drawdown)
    if (row.state, row.paid_on, row.version) == (DrawdownState.PAID, day, version + 2):
        return row
    if unreasoned(row) is not None:
        version = uphold(row, reason, by=by, version=version).version
    return pay(row, day, by=by, version=version)


def is_early(award: Award, day: date) -> bool:
    """On `day` the decision is not final, or does not count as made known yet: nothing could be called up."""
    known = award.decision.known
    return award.request.state != State.FINAL or (known is not None and day < known)


def left_of_costs(award: Award) -> Decimal | None:
    """What the costs of the last call that was paid still give, in EUR; None where no costs bound it.

    That is so where nothing was called up yet, and once the proof says what was spent.
    """
    last = award.drawdowns.filter(state=DrawdownState.PAID, asked__isnull=False).order_by("-number").first()
    if last is None or last.entitled is None or known_by_office(award).is_proven:
        return None
    return max(ZERO, last.entitled - award.drawn)


@transaction.atomic
def pay_without_call(
    award: Award, amount: Decimal, day: date, reason: str, *, by: User, known: int
) -> Drawdown:
    """Record what was paid without a call; `reason` is wanted where a call would not have given it.

    PermissionDenied, ValidationError by field.
    """
    row = locked(award)
    refuse_others(by, row)
    early = is_early(row, day)
    possible = ZERO if early else left_of_costs(row)
    made = record_payment(row, amount, day, by=by, known=known)  # what is impossible is said first
    if possible is None or amount <= possible:
        return made
    if not reason.strip():
        text = _("By the costs of the last call at most %(sum)s are due. Say why more is paid.")
        if early:
            text = _(
                "On that day the decision was not final, or not known yet. Say why it is paid all the same."
            )
        raise ValidationError({"reason": text % {"sum": money.euros(possible)}})
    made.upheld, made.upheld_reason = possible, reason.strip()
    made.save(update_fields=["upheld", "upheld_reason"])
    request, note = row.request, f"{made.number}: {amount:.2f} EUR\n{made.upheld_reason}"
    write_log(request, Verb.ALLOW, source=request.state, by=by, party=Party.CASEWORKER, note=note)
    return made
