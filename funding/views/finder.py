"""Finding the programmes that fit, for everybody: nothing is stored, and no account is needed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from funding.choices import Aid, Applicant
from funding.forms.finder import FinderForm, VisitorsFinderForm
from funding.models import Programme, ProgrammeEntry
from funding.queries.entries import EntryQuerySet
from funding.reports.finder import Profile, in_order
from funding.views.directory import lands_in_order
from portal.lib.dates import today
from portal.lib.limits import rate_limited
from portal.lib.replicas import from_replica
from portal.places.models import Land

MOST_ENTRIES = 10
ASKED = "purpose"


@never_cache
@require_safe
@rate_limited("finder", "300/h", methods=("GET",))
@from_replica
def find(request: HttpRequest) -> HttpResponse:
    """The five questions, and what a profile would say; then the programmes that fit, the best first."""
    asked = ASKED in request.GET
    form = VisitorsFinderForm(request.GET if asked else None, lands_in_order())
    context: dict[str, Any] = {"form": form, "has_entries": ProgrammeEntry.objects.exists()}
    if asked and form.is_valid():
        context["land"] = form.cleaned_data["land"]
        context |= answers(form, form.profile(), context["land"])
    return render(request, "funding/finder.html", context, status=422 if form.errors else 200)


def answers(form: FinderForm, profile: Profile, land: Land | None) -> dict[str, Any]:
    """The programmes in the order in which they fit, and entries of the database with the words asked for."""
    rows = Programme.objects.current().order_by("slug")
    return {
        "found": in_order(rows, profile, form.plan(), today()),
        "entries": _entries(land, form.cleaned_data["words"]),
        "words": form.cleaned_data["words"],
        "carried": urlencode(form.carried),
    }


def _entries(land: Land | None, words: str) -> EntryQuerySet:
    """Entries of the funding database with these words, that an association of this Land may ask for."""
    rows = ProgrammeEntry.objects.for_applicant(Applicant.ASSOCIATION).giving(Aid.GRANT)
    if land:
        rows = rows.for_land(land)
    shown = rows.select_related("land").defer("prose", "terms", "folded", "vector")
    return shown.matching(words)[:MOST_ENTRIES]
