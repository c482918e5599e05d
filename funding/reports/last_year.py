"""What was asked for an earlier year beside what is asked for now, where money is given by year."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from funding import finance
from funding.choices import CostCategory, IncomeSource, Purpose, State
from funding.models import Decision, FundingRequest, Snapshot


@dataclass(frozen=True)
class Compared:
    """A category or source with what the plan had of it before and has now, in EUR."""

    name: str
    before: Decimal
    now: Decimal

    @property
    def difference(self) -> Decimal:
        return self.now - self.before


@dataclass(frozen=True)
class LastYear:
    """The request of an earlier year under the same programme, beside a submission of this one."""

    year: str
    costs: tuple[Compared, ...]
    incomes: tuple[Compared, ...]
    staff: Compared | None
    granted: Decimal | None  # None where it is not decided, or not made known to whoever reads this


def last_year(request: FundingRequest, submission: Snapshot, *, as_applicant: bool) -> LastYear | None:
    """The newest request of an earlier year, as it was sent; None for a project, and for the first time.

    `as_applicant`: what was granted is left out until the organisation has been told.
    """
    if submission.data["programme"].get("purpose") != Purpose.INSTITUTIONAL or request.start is None:
        return None
    rows = FundingRequest.objects.filter(
        organisation=request.organisation_id, office=request.office_id, submission__isnull=False,
        programme__slug=request.programme.slug, start__year__lt=request.start.year,
    )  # fmt: skip
    rows = rows.exclude(state=State.WITHDRAWN).select_related("submission").with_announced()
    earlier = rows.order_by("-start", "-pk").first()
    if earlier is None or earlier.submission is None:
        return None
    before, now = earlier.submission.data, submission.data
    return LastYear(
        year=str(before["project"]["start"])[:4],
        costs=tuple(_compared(CostCategory, "category", before["costs"], now["costs"])),
        incomes=tuple(_compared(IncomeSource, "source", before["incomes"], now["incomes"])),
        staff=_staff(before, now),
        granted=_granted(earlier, as_applicant=as_applicant),
    )


def _granted(earlier: FundingRequest, *, as_applicant: bool) -> Decimal | None:
    decision: Decision | None = next(iter(earlier.announced_decisions), None)  # type: ignore[attr-defined]
    if decision is None or (as_applicant and decision.waits_to_be_retrieved):
        return None
    return decision.amount


def _compared(
    names: type[CostCategory] | type[IncomeSource],
    key: str,
    before: Iterable[Mapping[str, Any]],
    now: Iterable[Mapping[str, Any]],
) -> Iterator[Compared]:
    """One side of both plans, in the order of the plan."""
    old, new = list(before), list(now)
    for kind in names:
        row = Compared(str(kind.label), *(_sum(lines, key, kind) for lines in (old, new)))
        if row.before or row.now:
            yield row


def _sum(lines: Iterable[Mapping[str, Any]], key: str, kind: str) -> Decimal:
    return sum((Decimal(line["amount"]) for line in lines if line[key] == kind), finance.ZERO)


def _staff(before: Mapping[str, Any], now: Mapping[str, Any]) -> Compared | None:
    """Full posts; None where one of them came without a staff plan, on paper."""
    sums = [data.get("staff_sums") for data in (before, now)]
    if None in sums:
        return None
    return Compared("", *(Decimal(it["full_posts"]) for it in sums if it is not None))
