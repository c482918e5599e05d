"""A new request that begins with what an earlier one of the organisation said."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction

from funding.choices import OF_THE_ORGANISATION
from funding.models import Attachment, CostItem, FundingRequest, IncomeItem, Programme
from funding.services import drafts
from portal.accounts.models import User
from portal.lib.dates import today

# What is true of the organisation, or likely to be said again. Dates and declarations are made anew.
TEXTS = ("venue", "need", "goals", "target_group", "reach", "activities", "partners")


@transaction.atomic
def begin_like(earlier: FundingRequest, programme: Programme, title: str, *, by: User) -> FundingRequest:
    """Begin a draft with texts, plan and the organisation's papers of `earlier`.

    Lines of past years move so that the first year of the plan is this one. PermissionDenied,
    ValidationError.
    """
    if not FundingRequest.objects.asked_by(by).filter(pk=earlier.pk).exists():
        raise PermissionDenied
    request = drafts.start(earlier.organisation, programme, title, by=by)
    for name in TEXTS:
        setattr(request, name, getattr(earlier, name))
    request.save()
    _copy_plan(earlier, request)
    for paper in earlier.attachments.filter(removed__isnull=True, kind__in=OF_THE_ORGANISATION):
        _copy_paper(paper, request, by)
    return request


def _copy_plan(earlier: FundingRequest, request: FundingRequest) -> None:
    costs, incomes = list(earlier.costs.all()), list(earlier.incomes.all())
    named = [*(item.year for item in costs), *(item.year for item in incomes)]
    years = max(0, today().year - min(named, default=today().year))
    CostItem.objects.bulk_create(_moved(costs, request, years))
    IncomeItem.objects.bulk_create(_moved(incomes, request, years))


def _moved[Item: (CostItem, IncomeItem)](
    items: Iterable[Item], request: FundingRequest, years: int
) -> list[Item]:
    """Copies of lines that belong to `request`, so many years later; nothing is promised yet."""
    copies = []
    for item in items:
        item.pk, item.request, item.year = None, request, item.year + years
        item._state.adding = True
        if isinstance(item, IncomeItem):
            item.is_granted = False
        copies.append(item)
    return copies


def _copy_paper(paper: Attachment, request: FundingRequest, by: User) -> None:
    """A file of its own: a paper is deleted with its request, and alone."""
    try:
        with paper.file.open("rb") as file:
            content = ContentFile(file.read(), name=paper.name)
    except FileNotFoundError:
        return  # lost on the disk: the form says what is missing
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
