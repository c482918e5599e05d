"""The papers of a request, and the file of one, for both sides."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding.choices import PaperKind, Task
from funding.forms.desk_requests import PaperForm
from funding.models import AdviceFile, Attachment, HearingPaper, KeptPaper, ProofPicture, Receipt, SignedPaper
from funding.services import kept_papers
from funding.services import papers as service
from funding.views.desk_access import case_of, draft_of, request_of
from funding.views.desk_form import place_of
from funding.views.desk_requests import task_url
from portal.accounts.views.signed_in import person
from portal.forms import restored
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing


@keeps_typing
def papers(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The papers so far, and a form to add one; each is kept as soon as it is there."""
    row = draft_of(request, slug, public_id)
    present = list(row.attachments.filter(removed__isnull=True))
    kinds = {paper.kind for paper in present}
    missing = [kind for kind in row.programme.papers if kind not in kinds]
    first = missing[0] if missing else PaperKind.OTHER
    form = PaperForm(request.POST or None, SentFiles(request) or None, initial={"kind": first})
    form = restored(form, request)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            paper = service.add_paper(row, data["file"], data["kind"], by=person(request))
            messages.success(request, _("“%(name)s” has been added.") % {"name": paper.name})
            return redirect(task_url(row, Task.PAPERS))
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        "row": row, "form": form, "papers": present, "kept": kept_papers.to_take(row),
        "missing": [PaperKind(kind).label for kind in missing], **place_of(row, Task.PAPERS),
    }  # fmt: skip
    return render(request, "funding/desk/papers.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove(request: HttpRequest, slug: str, public_id: Any, paper_id: Any) -> HttpResponse:
    row = draft_of(request, slug, public_id)
    paper = get_object_or_404(row.attachments.filter(removed__isnull=True), public_id=paper_id)
    service.remove_paper(paper, by=person(request))
    messages.success(request, _("“%(name)s” has been removed.") % {"name": paper.name})
    return redirect(task_url(row, Task.PAPERS))


@login_required
def paper(request: HttpRequest, slug: str, public_id: Any, paper_id: Any) -> FileResponse:
    """A paper, for the applicant: one of the form, or one that was sent."""
    row = request_of(request, slug, public_id)
    found = get_object_or_404(row.attachments, public_id=paper_id)
    if found.removed and not row.snapshots.with_paper(paper_id).exists():
        raise Http404
    return served(found)


@login_required
def case_paper(request: HttpRequest, slug: str, public_id: Any, paper_id: Any) -> FileResponse:
    """A paper, for the Office: only one that was submitted."""
    row = case_of(request, slug, public_id)
    if not row.snapshots.with_paper(paper_id).exists():
        raise Http404
    return served(get_object_or_404(row.attachments, public_id=paper_id))


def served(
    file: AdviceFile | Attachment | HearingPaper | KeptPaper | ProofPicture | Receipt | SignedPaper,
) -> FileResponse:
    """The file as an attachment, never shown inside the page."""
    return FileResponse(file.file.open("rb"), as_attachment=True, filename=file.name, content_type=file.mime)
