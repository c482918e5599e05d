"""A case for the records of its Office, and how the Office wants it packed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding import rules
from funding.forms.desk_records import CaseFilesForm
from funding.services.case_file import hand_out
from funding.services.record_settings import choose_xdomea
from funding.views.desk_access import case_of, office_of
from funding.views.desk_cases import case_url
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.kept import keeps_typing
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


@keeps_typing
def case_files(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether case files come as a package for a records system."""
    office, by = office_of(request, slug), person(request)
    if not rules.may_keep_texts(by, office):
        raise Http404
    form = restored(CaseFilesForm(initial={"xdomea": office.xdomea}), request)
    if request.method == "POST":
        form = CaseFilesForm(request.POST)  # an empty box leaves nothing behind
        if carried_out(form, lambda said: choose_xdomea(office, said["xdomea"], by=by)):
            messages.success(request, _("Saved."))
            return redirect("funding:case_files", slug)
    context = {"office": office, "form": form}
    return render(request, "funding/desk/case_files.html", context, status=422 if form.errors else 200)
