"""The schools with which an organisation works, and the search for one."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisations.models import Organisation
from parentwork import rules
from parentwork.forms.desk_schools import PaperForm, PartnershipForm, SchoolSearch
from parentwork.models import Partnership, PartnershipPaper, School
from parentwork.services import partnership_papers, partnerships
from parentwork.views.desk_base import planned_organisation
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing

MOST = 20


@login_required
@require_safe
def schools(request: HttpRequest, slug: str) -> HttpResponse:
    """Partner schools first; below, the search, which begins around the organisation's own place."""
    organisation = planned_organisation(request, slug)
    home = organisation.postal_code_id or ""
    form = SchoolSearch(request.GET or {"near": home, "km": "10"})
    form.is_valid()
    own = list(organisation.partnerships.select_related("school"))
    found = list(form.results()[: MOST + 1]) if request.GET or home else []
    context = {
        "organisation": organisation,
        "form": form,
        "partnerships": own,
        "partners": {row.school_id for row in own},
        "schools": found[:MOST],
        "too_many": len(found) > MOST,
        "asked": bool(request.GET or home),
        "has_directory": bool(found) or School.objects.exists(),
    }
    return render(request, "parentwork/desk/schools.html", context, status=422 if form.errors else 200)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def school(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What is noted of the work with a school."""
    organisation = planned_organisation(request, slug)
    row = get_object_or_404(School, pk=pk)
    noted = Partnership.objects.filter(organisation=organisation, school=row).first()
    form = restored(PartnershipForm(request.POST or None, instance=noted), request)
    if request.method == "POST" and carried_out(
        form,
        lambda data: partnerships.save(
            organisation, row, form.values(), by=person(request), version=data["version"] or 0
        ),
    ):
        messages.success(request, _("Saved."))
        return redirect("parentwork:desk_school", slug=slug, pk=pk)
    return _show(request, organisation, row, form)


def _show(
    request: HttpRequest,
    organisation: Organisation,
    row: School,
    form: PartnershipForm,
    paper_form: PaperForm | None = None,
) -> HttpResponse:
    noted = Partnership.objects.select_related("school", "paper").filter(
        organisation=organisation, school=row
    )
    context = {
        "organisation": organisation,
        "school": row,
        "partnership": noted.first(),
        "form": form,
        "paper_form": paper_form or PaperForm(),
        "may_ask": rules.may_ask_schools(person(request), organisation),
        "kept_days": settings.PARTNERSHIP_CONTACTS_DAYS,
    }
    refused = form.errors or (paper_form and paper_form.errors)
    return render(request, "parentwork/desk/school.html", context, status=422 if refused else 200)


@keeps_typing(page="parentwork:desk_school")
@require_POST
def add_paper(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Keep the agreement as a file, in place of the one before."""
    organisation = planned_organisation(request, slug)
    row = _own(organisation, pk)
    form = PaperForm(request.POST, SentFiles(request))
    if carried_out(form, lambda said: partnership_papers.keep(row, said["file"], by=person(request))):
        messages.success(request, _("Saved."))
        return redirect("parentwork:desk_school", slug=slug, pk=pk)
    return _show(request, organisation, row.school, PartnershipForm(instance=row), form)


@never_cache
@login_required
@require_safe
def paper(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """The agreement, never shown inside a page."""
    rows = PartnershipPaper.objects.select_related("partnership__school")
    found = get_object_or_404(
        rows, partnership__organisation=planned_organisation(request, slug), partnership__school=pk
    )
    file = found.file.open("rb")
    return FileResponse(file, as_attachment=True, filename=found.filename, content_type=found.mime)


@login_required
@require_POST
def remove_paper(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take the agreement away; a second tap finds it done."""
    partnership_papers.take_away(_own(planned_organisation(request, slug), pk), by=person(request))
    messages.success(request, _("It is taken away."))
    return redirect("parentwork:desk_school", slug=slug, pk=pk)


@login_required
@require_POST
def ask(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask the school to confirm."""
    organisation = planned_organisation(request, slug)
    row = _own(organisation, pk)
    try:
        partnerships.ask(row, by=person(request))
        messages.success(request, _("The school gets a mail with a link. It needs no account."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("parentwork:desk_school", slug=slug, pk=pk)


@login_required
@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The school was noted by mistake."""
    organisation = planned_organisation(request, slug)
    partnerships.delete(_own(organisation, pk), by=person(request))
    messages.success(request, _("The school is taken off the list."))
    return redirect("parentwork:desk_schools", slug=slug)


def _own(organisation: Organisation, school: int) -> Any:
    rows = Partnership.objects.select_related("school", "organisation")
    return get_object_or_404(rows, organisation=organisation, school=school)
