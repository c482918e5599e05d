"""One payment for several awards: each counts its part, together never more than was paid."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from funding import finance
from funding.choices import Alike
from funding.models import Award, Expense, ProofOfUse, Receipt
from funding.services.expenses import check
from funding.services.likeness import join, parts_of, refuse_too_much
from funding.services.proofs import editable_proof, open_proof
from portal.accounts.models import User
from portal.lib.dates import today
from portal.lib.errors import Stale
from portal.lib.money import euros
from portal.lib.storage import copied


def sharers(expense: Expense) -> QuerySet[Award]:
    """Other awards of the organisation that can pay a part: begun, not accounted for, without a part yet."""
    award = expense.proof.award
    rows = Award.objects.known().filter(request__organisation=award.request.organisation_id)
    known = parts_of(expense).values("proof__award")
    open_ones = rows.unaccounted().filter(start__lte=today()).exclude(pk=award.pk).exclude(pk__in=known)
    return open_ones.select_related("request__organisation")


@transaction.atomic
def share_expense(
    expense: Expense, award: Award, part: Decimal, outside_reason: str = "", *, by: User, version: int
) -> Expense:
    """Let `award` count `part` EUR of a payment, whose other parts then count as much less as they must.

    The part is a line of its own there, with copies of the vouchers. PermissionDenied, ValidationError by
    field, `Stale`.
    """
    own, other = _locked(expense.proof, open_proof(award, by=by), by=by)
    if own.award.request.organisation_id != other.award.request.organisation_id:
        raise PermissionDenied
    row = expense.proof.expenses.get(pk=expense.pk)
    row.proof = own
    if row.version != version:
        raise Stale(row)
    if not sharers(row).filter(pk=award.pk).exists():
        raise ValidationError({"award": _("This award has its part already, or can have none any more.")})
    _give_up(row, part)
    made = _part_for(other, row, part, outside_reason, by=by)
    check(made)
    row.payment = made.payment = join(row)
    row.version += 1
    row.save()
    refuse_too_much(made)
    made.save()
    for receipt in row.receipts.all():
        _copy(receipt, made, by=by)
    return made


def part_in_per_cent(expense: Expense, percent: Decimal) -> Decimal:
    """So many per cent of what was paid, in EUR with whole cents."""
    return finance.cents(expense.amount * percent / 100)


def elsewhere(expense: Expense) -> list[Expense]:
    """The parts of the same payment in other awards, with their awards at hand."""
    others = parts_of(expense).exclude(proof=expense.proof_id)
    return list(others.select_related("proof__award__request").order_by("pk"))


def _locked(own: ProofOfUse, other: ProofOfUse, *, by: User) -> tuple[ProofOfUse, ProofOfUse]:
    """Both proofs, in the order of their rows, so that two who share with each other do not wait for ever."""
    if own.pk == other.pk:
        raise ValidationError({"award": _("Choose another award.")})
    rows = {proof.pk: editable_proof(proof, by=by) for proof in sorted((own, other), key=lambda it: it.pk)}
    return rows[own.pk], rows[other.pk]


def _give_up(row: Expense, part: Decimal) -> None:
    """What is not counted yet goes first; only then this award counts less."""
    counted = sum((it.eligible for it in parts_of(row)), row.eligible)
    lost = max(Decimal(0), part - (row.amount - counted))
    if not part > 0 or lost > row.eligible:
        most = euros(row.amount - counted + row.eligible)
        raise ValidationError({"part": _("More than nothing, and at most %(sum)s.") % {"sum": most}})
    row.eligible -= lost


def _part_for(proof: ProofOfUse, row: Expense, part: Decimal, outside_reason: str, *, by: User) -> Expense:
    return Expense(
        proof=proof, eligible=part, outside_reason=outside_reason, alike=Alike.DIVIDED, created_by=by,
        paid=row.paid, payee=row.payee, reason=row.reason, category=row.category, amount=row.amount,
        voucher_number=row.voucher_number, invoiced=row.invoiced,
    )  # fmt: skip


def _copy(receipt: Receipt, expense: Expense, *, by: User) -> None:
    """A copy of its own: it is deleted with its award, and each Office asks about its own list."""
    content = copied(receipt.file, receipt.name)
    if content is None:
        return  # its list says that the voucher is missing
    Receipt.objects.create(
        proof=expense.proof, expense=expense, file=content, name=receipt.name, mime=receipt.mime,
        size=receipt.size, sha256=receipt.sha256, uploaded_by=by,
    )  # fmt: skip
