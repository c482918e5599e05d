"""The budget of an Office: kept by its budget holder, and not overspent by proposals."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

import pgtrigger
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding import finance, rules
from funding.choices import IncomeSource
from funding.models import (
    Budget,
    BudgetLine,
    Decision,
    FundingRequest,
    Office,
    ProofCheck,
    Snapshot,
    YearlyPart,
)
from funding.reports.budgets import LineStanding, YearStanding, standings
from portal.accounts.models import User
from portal.lib import money
from portal.lib.errors import Stale


@transaction.atomic
def save_line(
    office: Office, line: BudgetLine | None, code: str, name: str, programmes: Sequence[str], *,
    by: User, version: int = 0,
) -> BudgetLine:  # fmt: skip
    """Keep a line of the budget, a new one without `line`; a programme is paid from one line only.

    PermissionDenied, `Stale`, ValidationError by field.
    """
    if not rules.may_keep_budget(by, office):
        raise PermissionDenied
    Office.objects.select_for_update().get(pk=office.pk)
    row = BudgetLine(office=office, version=0) if line is None else _locked(line)
    if row.version != version:
        raise Stale(row)
    _refuse_twice(office, row, code, programmes)
    row.code, row.name, row.programmes = code, name, sorted(programmes)
    row.version += 1
    row.save()
    return row


def _locked(line: BudgetLine) -> BudgetLine:
    return BudgetLine.objects.select_for_update(of=("self",)).select_related("office").get(pk=line.pk)


def _refuse_twice(office: Office, line: BudgetLine, code: str, programmes: Sequence[str]) -> None:
    others = BudgetLine.objects.filter(office=office).exclude(pk=line.pk)
    if others.filter(code=code).exists():
        raise ValidationError({"code": _("There is a line with this number already.")})
    taken = others.filter(programmes__overlap=list(programmes)).first()
    if taken is not None:
        text = _("A programme is paid from one line only. One of these belongs to “%(line)s”.")
        raise ValidationError({"programmes": text % {"line": taken}})


@transaction.atomic
def save_budget(
    line: BudgetLine, year: int, amount: Decimal, closes: date | None, provisional: bool, *,
    by: User, version: int,
) -> Budget:  # fmt: skip
    """Say what `line` has in `year`, until when it can be promised, and whether it is locked.

    Less than is promised already is possible: then nothing is free. PermissionDenied, `Stale`.
    """
    row = _locked(line)
    if not rules.may_keep_budget(by, row.office):
        raise PermissionDenied
    budget = row.budgets.filter(year=year).first() or Budget(line=row, year=year, version=0)
    if budget.version != version:
        raise Stale(budget)
    budget.amount, budget.closes, budget.provisional = amount, closes, provisional
    budget.version += 1
    budget.save()
    return budget


def parts_of(amount: Decimal, submission: Snapshot, start: date) -> dict[int, Decimal]:
    """`amount` EUR by calendar year, as the grant was asked for; else in the year in which it starts."""
    asked: dict[int, Decimal] = {}
    for line in submission.data["incomes"]:
        if line["source"] == IncomeSource.GRANT:
            asked[line["year"]] = asked.get(line["year"], finance.ZERO) + Decimal(line["amount"])
    return finance.by_year(amount, asked) or ({start.year: amount} if amount else {})


def said_parts(decision: Decision) -> dict[int, Decimal]:
    """What each year bears of a proposal in EUR, if it is not simply as it was asked for; else empty."""
    kept = {part.year: part.amount for part in decision.parts.all()}
    usual = parts_of(decision.amount, decision.submission, decision.period_start)
    return {} if kept == usual else kept


def refuse_uneven(amount: Decimal, said: Mapping[int, Decimal]) -> None:
    """ValidationError unless what the years are `said` to bear is `amount` EUR together."""
    if said and (together := sum(said.values(), finance.ZERO)) != amount:
        text = _("The calendar years have %(sum)s together, but the grant is %(amount)s.")
        raise ValidationError(
            {"amount": text % {"sum": money.euros(together), "amount": money.euros(amount)}}
        )


def borne_by(
    request: FundingRequest, amount: Decimal, submission: Snapshot, start: date, said: Mapping[int, Decimal]
) -> dict[int, Decimal]:
    """What each year would bear of `amount` EUR: as `said`, else as it was asked for.

    ValidationError if the years do not add up, or if the budget does not allow it.
    """
    said = {year: part for year, part in sorted(said.items()) if part} if amount else {}
    refuse_uneven(amount, said)
    parts = said or parts_of(amount, submission, start)
    if errors := _overspending(request, parts, reserved={}):
        raise ValidationError({"amount": errors})
    return parts


def keep_parts(decision: Decision, parts: Mapping[int, Decimal]) -> None:
    """Write down what each year bears of the proposal, in EUR, as `borne_by` has found it."""
    YearlyPart.objects.bulk_create(
        YearlyPart(decision=decision, year=year, amount=amount) for year, amount in parts.items()
    )


def release(decision: Decision, amount: Decimal) -> None:
    """Give back to the budget what of a signed grant nobody needs any more, in EUR, the last year first."""
    for part in decision.parts.select_for_update().order_by("-year"):
        part.released = min(part.amount, amount)
        amount -= part.released
        part.save(update_fields=["released"])


def release_unneeded(checking: ProofCheck) -> None:
    """Let the budget bear what an award needs by its closed check and by legal remedy, and no more.

    That is the grant now, or what was paid out and has not come back yet. It is owed, whatever
    the budget says.

    Doubtful, from general knowledge: what comes back in the year of the payment is taken off what was paid
    (§ 35 of the budget codes); of an earlier year it is income, and that year is closed.
    """
    award = checking.proof.award
    needed = max(checking.granted, award.drawn - checking.paid_back)
    release(award.decision, max(finance.ZERO, award.amount - needed))


def refuse_moved(decision: Decision, years: Mapping[int, Decimal]) -> None:
    """ValidationError if the budget does not allow that a year bears more of a signed grant than it does."""
    borne = {part.year: part.amount for part in decision.parts.all()}
    more = {year: amount for year, amount in years.items() if amount > borne.get(year, finance.ZERO)}
    if errors := _overspending(decision.request, more, reserved=borne):
        raise ValidationError(errors)


def move(decision: Decision, years: Mapping[int, Decimal]) -> None:
    """Let the calendar years bear a signed grant as `years` say, in EUR, by a change of the award.

    How it was decided first stays in its letter, how it is changed in the letter about the change.
    ValidationError if the budget does not allow it.
    """
    refuse_moved(decision, years)
    with pgtrigger.ignore("funding.YearlyPart:part_stays", "funding.YearlyPart:part_is_only_released"):
        decision.parts.exclude(year__in=years).delete()
        for year, amount in years.items():
            YearlyPart.objects.update_or_create(decision=decision, year=year, defaults={"amount": amount})


def refuse_unpaid(decision: Decision) -> None:
    """ValidationError if the budget does not allow any more what was proposed."""
    parts = {part.year: part.amount for part in decision.parts.all()}
    if errors := _overspending(decision.request, parts, reserved=parts):
        raise ValidationError(errors)


def _overspending(
    request: FundingRequest, parts: Mapping[int, Decimal], *, reserved: Mapping[int, Decimal]
) -> list[str]:
    """What the budget has against `parts`, of which `reserved` are counted in it already.

    The row of the line is the lock: whoever proposes at the same time counts afterwards.
    """
    line = line_of(request, locked=True) if parts else None
    if line is None:
        return []
    (standing,) = standings(request.office, [line])
    return list(_objections(standing, parts, reserved))


def line_of(request: FundingRequest, *, locked: bool = False) -> BudgetLine | None:
    """The line that pays for the programme of `request`; None where its Office keeps no budget here."""
    lines = BudgetLine.objects.select_for_update() if locked else BudgetLine.objects.all()
    found: BudgetLine | None = lines.filter(
        office=request.office_id, programmes__contains=[request.programme.slug]
    ).first()
    return found


def standing_for(request: FundingRequest) -> LineStanding | None:
    """How the line stands that pays for `request`, for those who propose and sign."""
    line = line_of(request)
    return standings(request.office, [line])[0] if line else None


def _objections(
    standing: LineStanding, parts: Mapping[int, Decimal], reserved: Mapping[int, Decimal]
) -> Iterator[str]:
    for year, amount in sorted(parts.items()):
        found = standing.of_year(year)
        text = _objection(found, amount, found.free + reserved.get(year, finance.ZERO))
        if text:
            yield text


def _objection(year: YearStanding, amount: Decimal, free: Decimal) -> str:
    names: dict[str, object] = {"year": year.year}
    if year.budget is None:
        text = _("The line of the budget that pays for this programme has no money for %(year)s.")
    elif year.is_locked:
        text = _("The budget of %(year)s has not been passed: nothing new is promised from this line.")
    elif year.is_closed:
        text = _("Money of %(year)s could be promised until %(day)s.")
        names["day"] = date_format(year.budget.closes, "DATE_FORMAT")  # type: ignore[arg-type]  # it is over
    elif amount > free:
        text = _("Of the money of %(year)s %(free)s are free; this grant takes %(amount)s of it.")
        names |= {"free": money.euros(max(free, finance.ZERO)), "amount": money.euros(amount)}
    else:
        return ""
    return text % names
