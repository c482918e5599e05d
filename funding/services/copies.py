"""A new request that begins with what an earlier one of the organisation said."""

from collections.abc import Iterable
from datetime import date

from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied
from django.db import transaction

from funding.choices import OF_THE_ORGANISATION, Task
from funding.models import Attachment, CostItem, FundingRequest, IncomeItem, Post, Programme
from funding.services import drafts
from funding.services.periods import errors_of_period
from portal.accounts.models import User
from portal.lib.dates import today
from portal.lib.storage import copied

# What is true of the organisation, or likely to be said again. Dates and declarations are made anew.
TEXTS = ("venue", "need", "goals", "target_group", "reach", "activities", "partners")


@transaction.atomic
def begin_like(earlier: FundingRequest, programme: Programme, title: str, *, by: User) -> FundingRequest:
    """Begin a draft with texts, plan and the organisation's papers of `earlier`.

    Lines of past years move so that the first year of the plan is this one. Money that is given a year at a
    time is asked for the year after, with the same posts. PermissionDenied, ValidationError.
    """
    if not FundingRequest.objects.asked_by(by).filter(pk=earlier.pk).exists():
        raise PermissionDenied
    request = drafts.start(earlier.organisation, programme, title, by=by)
    for name in TEXTS:
        setattr(request, name, getattr(earlier, name))
    if years := _renewed(earlier, request):
        request.start, request.end = (_later(day, years) for day in (earlier.start, earlier.end))
    request.save()
    _copy_plan(earlier, request, years)
    if programme.is_institutional:
        _copy_posts(earlier, request)
    for paper in earlier.attachments.filter(removed__isnull=True, kind__in=OF_THE_ORGANISATION):
        _copy_paper(paper, request, by)
    return request


@transaction.atomic
def fill_in_dates(
    request: FundingRequest, start: date | None, months: int | None, *, by: User
) -> FundingRequest:
    """Put the dates that somebody has named before into a draft that has none, as far as they can be."""
    if start is None or request.start is not None:
        return request
    end = start + relativedelta(months=months, days=-1) if months else None
    wrong = errors_of_period(FundingRequest(programme=request.programme, start=start, end=end))
    if "start" in wrong:
        return request
    said = {"start": start, "end": None if "end" in wrong else end}
    return drafts.save_page(request, Task.PROJECT, said, by=by, version=request.version)


def _renewed(earlier: FundingRequest, request: FundingRequest) -> int:
    """How many years later the year lies that is asked for after that of `earlier`; 0 for a project."""
    both = earlier.programme.is_institutional and request.programme.is_institutional
    if not both or earlier.start is None:
        return 0
    return max(1, today().year - earlier.start.year)


def _later(day: date | None, years: int) -> date | None:
    return day + relativedelta(years=years) if day else None


def _copy_posts(earlier: FundingRequest, request: FundingRequest) -> None:
    Post.objects.bulk_create(_rewritten(earlier.posts.all(), request))


def _copy_plan(earlier: FundingRequest, request: FundingRequest, years: int = 0) -> None:
    costs, incomes = list(earlier.costs.all()), list(earlier.incomes.all())
    named = [*(item.year for item in costs), *(item.year for item in incomes)]
    years = years or max(0, today().year - min(named, default=today().year))
    CostItem.objects.bulk_create(_moved(costs, request, years))
    IncomeItem.objects.bulk_create(_moved(incomes, request, years))


def _moved[Item: (CostItem, IncomeItem)](
    items: Iterable[Item], request: FundingRequest, years: int
) -> list[Item]:
    """Copies of lines that belong to `request`, so many years later; nothing is promised yet."""
    copies = _rewritten(items, request)
    for item in copies:
        item.year += years
        if isinstance(item, IncomeItem):
            item.is_granted = False
    return copies


def _rewritten[Line: (CostItem, IncomeItem, Post)](
    lines: Iterable[Line], request: FundingRequest
) -> list[Line]:
    """The same lines as new ones of `request`."""
    found = list(lines)
    for line in found:
        line.pk, line.request = None, request
        line._state.adding = True
    return found


def _copy_paper(paper: Attachment, request: FundingRequest, by: User) -> None:
    """A file of its own: a paper is deleted with its request, and alone."""
    content = copied(paper.file, paper.name)
    if content is None:
        return  # the form says what is missing
    Attachment.objects.create(
        request=request,
        kind=paper.kind,
        file=content,
        name=paper.name,
        mime=paper.mime,
        size=paper.size,
        sha256=paper.sha256,
        uploaded_by=by,
    )
