"""What both sides of the desk need to say what waits."""

from datetime import date, datetime

from django.utils import timezone

from funding.choices import Party
from funding.models import FundingRequest, Snapshot

MOST = 30
type Parties = dict[int, frozenset[Party]]
ABOUT_CHECKS = (
    "proof__award__request__organisation",
    "proof__award__request__office",
    "proof__award__request__submission",
)
ABOUT_MONEY = ("award__request__organisation", "award__request__office", "award__request__submission")


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
