"""A case for the records of its Office, and how the Office wants it packed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding import rules
from funding.forms.desk_records import CaseFilesForm
from funding.services.case_file import StillMadeError, hand_out
from funding.services.record_settings import choose_xdomea
from funding.views.desk_access import case_of, office_of
from funding.views.desk_cases import case_url
from portal.accounts.views.signed_in import person
from portal.documents.models import Document
from portal.forms import carried_out, restored
from portal.lib import polling
from portal.lib.kept import keeps_typing
from portal.lib.text import file_stem

_MADE = "funding_case_file"


@login_required
@require_POST
def case_file(request: HttpRequest, slug: str, public_id: Any) -> HttpResponseBase:
    """The whole case as a ZIP archive, or the page that tells how far its papers are."""
    row = case_of(request, slug, public_id)
    try:
        archive = hand_out(row, by=person(request))
    except StillMadeError as wait:
        request.session[_MADE] = {str(row.public_id): [str(document.pk) for document in wait.documents]}
        return redirect(case_url(row, "case_file_waits"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(case_url(row))
    name = file_stem(row.file_number) or str(row.public_id)
    return FileResponse(archive, as_attachment=True, filename=f"akte-{name}.zip")


@login_required
@require_safe
def case_file_waits(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """How far the papers of the case are that were asked for; then the button that takes it out."""
    row = case_of(request, slug, public_id)
    asked_for = request.session.get(_MADE, {}).get(str(row.public_id))
    if not asked_for:
        return redirect(case_url(row))
    papers = list(Document.objects.filter(pk__in=asked_for))
    is_open = any(paper.is_open for paper in papers)
    progress = sum(100 if paper.is_done else paper.progress for paper in papers) // len(asked_for)
    if is_open and (same := polling.unchanged(request, progress)):
        return same
    context = {
        "row": row,
        "is_open": is_open,
        "is_whole": sum(paper.is_done for paper in papers) == len(asked_for),
        "document": {"pk": row.public_id, "progress": progress},
    }
    template = "funding/desk/case_file.html"
    response = render(request, f"{template}#state" if polling.asks(request) else template, context)
    response["Cache-Control"] = "no-store"
    return response


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
