"""The Office gives the organisation more time."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from funding.choices import Verb
from funding.forms.desk_deadlines import ExtendForm
from funding.models import Award
from funding.services import extensions
from funding.views.desk_access import case_of
from funding.views.desk_cases import case_url, step_page
from portal.accounts.views.signed_in import person
from portal.forms import restored
from portal.lib.kept import keeps_typing


@keeps_typing
def extend(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Put off the day by which the organisation owes an answer or the proof of use."""
    row, by = case_of(request, slug, public_id, Verb.EXTEND), person(request)
    found = extensions.running(row)
    if request.method != "POST" and found is None:
        return redirect(case_url(row))
    form = restored(ExtendForm(request.POST or None, initial={"version": row.version}), request)
    return step_page(
        request,
        row,
        form,
        lambda data: extensions.extend(row, data["day"], data["reason"], by=by, version=data["version"]),
        "funding/desk/extend.html",
        _("More time is given. The organisation gets a mail."),
        found=found,
        is_proof=isinstance(found, Award),
        last_day=extensions.last_day(found) if found else None,
    )
