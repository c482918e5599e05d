"""Concepts of an organisation, what one works with, and the method library of all organisations."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisations.choices.evaluation import Area
from organisations.models import Organisation
from parentwork import rules
from parentwork.forms.desk_concepts import ConceptForm, MaterialForm
from parentwork.models import Concept
from parentwork.services import concepts as services
from parentwork.views.desk_base import planned_organisation, seen_organisation, stored
from portal.accounts.views.signed_in import person
from portal.forms import add_errors, overwriting, restored
from portal.lib.errors import Stale
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing

PER_PAGE = 20


@login_required
@require_safe
def concept_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The concepts of an organisation."""
    organisation = seen_organisation(request, slug)
    rows = organisation.concepts.select_related("format").with_workshops().order_by("title_de", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = _context(request, organisation) | {
        "page_obj": page, "may_read_openings": rules.may_read_openings(person(request), organisation)
    }  # fmt: skip
    return render(request, "parentwork/desk/concepts.html", context)


@login_required
@require_safe
def library(request: HttpRequest, slug: str) -> HttpResponse:
    """What other organisations share, of all quality areas or of one."""
    organisation = seen_organisation(request, slug)
    rows = Concept.objects.shared().exclude(organisation=organisation).order_by("title_de", "pk")
    area = request.GET.get("area", "")
    if area in Area.values:
        rows = rows.filter(area=area)
    rows = rows.select_related("organisation", "format")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "areas": Area.choices, "area": area if area in Area.values else ""}
    return render(request, "parentwork/desk/library.html", _context(request, organisation) | context)


@login_required
@require_safe
def concept(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One concept to read, an own one or one of the library, with what one works with."""
    organisation = seen_organisation(request, slug)
    return _show(request, organisation, _readable(organisation, pk), MaterialForm())


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a concept."""
    organisation = planned_organisation(request, slug)
    form = restored(ConceptForm(request.POST or None), request)
    if request.method == "POST" and form.is_valid():
        row = services.write(organisation, form.values(), by=person(request))
        messages.success(request, _("The concept is saved. Now you can add what you work with."))
        return redirect(row)
    context = _context(request, organisation) | {"form": form}
    return render(request, "parentwork/desk/concept_form.html", context, status=422 if form.errors else 200)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a concept; a stale edit shows what is stored now and keeps what was typed."""
    organisation = planned_organisation(request, slug)
    row = _own(organisation, pk)
    form = restored(ConceptForm(request.POST or None, instance=row), request)
    context = _context(request, organisation) | {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            services.change(row, form.values(), by=person(request), version=version)
        except Stale as error:
            context["rows"] = stored(form, error.current, list(form.values()))
            overwriting(form, error.current.version)
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(row)
    context["concept"] = _own(organisation, pk)
    return render(request, "parentwork/desk/concept_form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def share(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Into the library (`shared`), or out of it."""
    row = _own(planned_organisation(request, slug), pk)
    is_shared = "shared" in request.POST
    try:
        services.share(row, is_shared, by=person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        in_words = _("Shared. Other organisations can read and copy it.")
        messages.success(request, in_words if is_shared else _("It is no longer in the library."))
    return redirect(row)


@login_required
@require_POST
def copy(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A concept of the library as an own one."""
    organisation = planned_organisation(request, slug)
    row = get_object_or_404(Concept.objects.shared(), pk=pk)
    try:
        made = services.copy(row, organisation, by=person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("parentwork:desk_library", slug=slug)
    messages.success(request, _("This is your copy. Change it as it suits you."))
    return redirect(made)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Delete a concept, after a question."""
    organisation = planned_organisation(request, slug)
    row = _own(organisation, pk)
    if request.method != "POST":
        context = _context(request, organisation) | {"concept": row}
        return render(request, "parentwork/desk/concept_delete.html", context)
    try:
        services.delete(row, by=person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(row)
    messages.success(request, _("The concept is deleted."))
    return redirect("parentwork:desk_concepts", slug=slug)


@keeps_typing(page="parentwork:desk_concept")
@require_POST
def add_material(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add a file or a link to an own concept."""
    organisation = planned_organisation(request, slug)
    row = _own(organisation, pk)
    form = MaterialForm(request.POST, SentFiles(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            if said["file"]:
                services.add_file(row, said["name"], said["file"], by=person(request))
            else:
                services.add_link(row, said["name"], said["link"], by=person(request))
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(row)
    return _show(request, organisation, row, form, status=422)


@login_required
@require_safe
def material(request: HttpRequest, slug: str, pk: int, material: int) -> FileResponse:
    """A file to work with, never shown inside a page."""
    row = _readable(seen_organisation(request, slug), pk)
    found = get_object_or_404(row.materials.exclude(file=""), pk=material)
    file = found.file.open("rb")
    return FileResponse(file, as_attachment=True, filename=found.filename, content_type=found.mime)


@login_required
@require_POST
def remove_material(request: HttpRequest, slug: str, pk: int, material: int) -> HttpResponse:
    """Take a material away; a second tap finds it done."""
    row = _own(planned_organisation(request, slug), pk)
    if found := row.materials.filter(pk=material).first():
        services.remove_material(found, by=person(request))
        messages.success(request, _("It is taken away."))
    return redirect(row)


def _own(organisation: Organisation, pk: int) -> Concept:
    rows = organisation.concepts.select_related("organisation", "format")
    return get_object_or_404(rows, pk=pk)


def _readable(organisation: Organisation, pk: int) -> Concept:
    rows = Concept.objects.readable_in(organisation).select_related("organisation", "format")
    return get_object_or_404(rows, pk=pk)


def _context(request: HttpRequest, organisation: Organisation) -> dict[str, Any]:
    user = person(request)
    return {
        "organisation": organisation,
        "may_plan": rules.may_plan(user, organisation),
        "may_run": rules.may_run(user, organisation),
    }


def _show(
    request: HttpRequest, organisation: Organisation, row: Concept, form: MaterialForm, status: int = 200
) -> HttpResponse:
    is_own = row.organisation_id == organisation.pk
    context = _context(request, organisation) | {
        "concept": row,
        "is_own": is_own,
        "materials": row.materials.all(),
        "workshops": row.workshops.all() if is_own else (),
        "form": restored(form, request),
    }
    return render(request, "parentwork/desk/concept.html", context, status=status)
