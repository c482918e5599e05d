"""What an auditor may read."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from funding.duties.shared import ABOUT_MONEY, MOST, named
from funding.models import AuditAccess
from portal.accounts.models import User
from portal.lib.duties import Duty


def of_auditor(user: User) -> Iterator[Duty]:
    """Awards that `user` may read as an auditor, until when."""
    rows = named(AuditAccess.objects.open_to(user), ABOUT_MONEY, "until")
    for access in rows.order_by("until", "pk")[:MOST]:
        request = access.award.request
        title = request.submission.title if request.submission else request.title
        yield Duty(
            _("Read the award for “%(title)s”") % {"title": title},
            reverse("funding:audit", args=[access.pk]),
            about=request.office.name,
            until=access.until,
        )
