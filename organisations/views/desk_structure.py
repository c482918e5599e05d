"""How an organisation stands, year by year: read by its people, answered by some of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organisations import rules, services
from organisations.forms.desk_structure import StructureForm
from organisations.models import Organisation, StructureProfile
from organisations.models.structure import ANSWERS
from organisations.services.structure import open_years, structure_to_fill
from portal.accounts.views.signed_in import person
from portal.forms import differences, overwriting, restored
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing
from portal.lib.suppression import SMALLEST

# Years beside each other in the table; more do not fit a page.
SHOWN = 5


@login_required
@require_safe
def structure(request: HttpRequest, slug: str) -> HttpResponse:
    """The answers of the last years beside each other."""
    organisation = _private(request, slug)
    own = StructureProfile.objects.visible_to(request.user).filter(organisation=organisation)
    profiles = list(own[:SHOWN])
    context = {
        "organisation": organisation,
        "profiles": profiles,
        "rows": _rows(profiles),
        "smallest": SMALLEST,
    }
    if rules.may_answer_yearly(person(request), organisation):
        context["open_years"] = open_years()
    return render(request, "organisations/desk/structure.html", context)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def structure_year(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    organisation = _private(request, slug)
    if not rules.may_answer_yearly(person(request), organisation) or year not in open_years():
        raise Http404
    profile = structure_to_fill(organisation, year)
    context: dict[str, Any] = {"organisation": organisation, "year": year, "profile": profile}
    context["smallest"] = SMALLEST
    form = restored(StructureForm(request.POST or None, profile=profile), request)
    if request.method == "POST":
        if _saved(request, organisation, year, form):
            return redirect("organisations:structure", slug)
        if stale := form.stale:
            context["stored"] = differences(form, StructureForm(profile=stale))
            form = overwriting(form, stale.version)
    status = 422 if form.errors else 200
    return render(request, "organisations/desk/structure_year.html", context | {"form": form}, status=status)


def _private(request: HttpRequest, slug: str) -> Organisation:
    """The organisation if this person reads its yearly answers; 404 for everybody else, portal staff too."""
    organisation: Organisation = get_object_or_404(
        Organisation.objects.yearly_open_to(request.user), slug=slug
    )
    return organisation


def _saved(request: HttpRequest, organisation: Organisation, year: int, form: StructureForm) -> bool:
    if not form.is_valid():
        return False
    version = form.cleaned_data["version"]
    try:
        services.save_structure(organisation, year, form.answers(), version=version, by=person(request))
    except ValidationError as error:
        form.add_error(None, error)
        form.stale = error.current if isinstance(error, Stale) else None
        return False
    messages.success(request, _("Saved."))
    return True


def _rows(profiles: list[StructureProfile]) -> list[dict[str, Any]]:
    """Each question with year and answer, the newest year first."""
    return [
        {
            "label": StructureProfile.question(name),
            "answers": [(profile.year, profile.in_words(name)) for profile in profiles],
        }
        for name in ANSWERS
    ]
