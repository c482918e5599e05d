"""The days of an award as a calendar file."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding.reports.award_days import entries_of
from funding.views.desk_access import award_of
from portal.lib.calendars import MEDIA_TYPE, calendar_file


@login_required
@require_safe
def award_days(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """What is still to be done for the award and until when, for a calendar program."""
    award = award_of(request, slug, public_id)
    file = calendar_file(entries_of(award), name=_("Days of an award"))
    response = HttpResponse(file, content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="award.ics"'
    response["Cache-Control"] = "private, no-store"
    return response
