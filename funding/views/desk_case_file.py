"""A case for the records of its Office."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from funding.services.case_file import hand_out
from funding.views.desk_access import case_of
from funding.views.desk_cases import case_url
from portal.accounts.views.signed_in import person
from portal.lib.text import file_stem


@login_required
@require_POST
def case_file(request: HttpRequest, slug: str, public_id: Any) -> HttpResponseBase:
    """The whole case as a ZIP archive."""
    row = case_of(request, slug, public_id)
    try:
        archive = hand_out(row, by=person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(case_url(row))
    name = file_stem(row.file_number) or str(row.public_id)
    return FileResponse(archive, as_attachment=True, filename=f"akte-{name}.zip")
