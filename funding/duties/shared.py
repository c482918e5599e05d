"""What both sides of the desk need to say what waits."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from funding.choices import Party
from funding.models import FundingRequest, Snapshot

MOST = 30
type Parties = dict[int, frozenset[Party]]
ABOUT_CHECKS, ABOUT_MONEY = "proof__award__request", "award__request"
# What both sides read of a request in their lists.
_SHOWN = (
    "public_id",
    "title",
    "organisation__slug",
    "office__slug",
    "office__name",
    "submission__title",
    "submission__applicant",
)


def named[Rows: QuerySet[Any]](rows: Rows, request: str, *own: str) -> Rows:
    """With what a list shows of the `request` behind each row, and the fields of their `own` that it needs.

    The rest is wide: all columns of five tables take longer to ask for than to find.
    """
    related = [f"{request}__{part}" for part in ("organisation", "office", "submission")]
    return rows.select_related(*related).only(*own, *(f"{request}__{name}" for name in _SHOWN))


def day(moment: datetime | None) -> date | None:
    """The day in Germany."""
    return timezone.localtime(moment).date() if moment else None


def submission_of(row: FundingRequest) -> Snapshot:
    """What an Office reads of a request."""
    assert row.submission is not None  # noqa: S101 - an Office sees nothing that was not submitted
    return row.submission


def is_heard(row: FundingRequest) -> bool:
    """The organisation can say something before it is decided, or money is asked back."""
    return row.heard_until is not None  # type: ignore[attr-defined]  # annotated
