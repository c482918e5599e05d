"""A closed case is taken into the records and offered to the archive."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding import rules
from funding.choices import Party, Verb
from funding.services import records
from funding.views.desk_access import case_of
from funding.views.desk_cases import case_url
from portal.accounts.views.signed_in import person


@login_required
@require_POST
def mark(request: HttpRequest, slug: str, public_id: Any, verb: str) -> HttpResponse:
    row, by = case_of(request, slug, public_id), person(request)
    if verb not in records.MARKS or Party.CASEWORKER not in rules.parties(by, row):
        raise Http404
    try:
        records.mark(row, Verb(verb), by=by)
        messages.success(request, _("It is recorded."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(f"{case_url(row)}#file")
