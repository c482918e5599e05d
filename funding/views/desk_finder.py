"""Finding the programmes that fit an organisation, and being told of their deadlines."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding.choices import Aid, Applicant
from funding.forms.desk_finder import FinderForm
from funding.models import Programme, ProgrammeEntry, Watch
from funding.queries.entries import EntryQuerySet
from funding.reports.finder import Profile, in_order
from funding.services import watching
from funding.views.desk_access import organisation_of
from organisations.models import Organisation
from portal.accounts.views.signed_in import person
from portal.lib.dates import today

MOST_ENTRIES = 10


@login_required
@require_safe
def find(request: HttpRequest, slug: str) -> HttpResponse:
    """Five questions, then the programmes that fit, the best first."""
    organisation = organisation_of(request, slug)
    asked = "purpose" in request.GET
    form = FinderForm(request.GET if asked else None)
    context: dict[str, Any] = {"organisation": organisation, "form": form}
    if asked and form.is_valid():
        rows = Programme.objects.current().order_by("slug")
        context["found"] = in_order(rows, Profile.of(organisation), form.plan(), today())
        context["entries"] = _entries(organisation, form.cleaned_data["words"])
        watched = Watch.objects.filter(user=person(request)).values_list("programme", flat=True)
        context["watched"] = set(watched)
    status = 422 if asked and form.errors else 200
    return render(request, "funding/desk/finder.html", context, status=status)


def _entries(organisation: Organisation, words: str) -> EntryQuerySet:
    """Entries of the funding database with these words, that an association of this Land may ask for."""
    rows = ProgrammeEntry.objects.for_applicant(Applicant.ASSOCIATION).giving(Aid.GRANT)
    if organisation.land:
        rows = rows.for_land(organisation.land)
    shown = rows.select_related("land").defer("prose", "terms", "folded", "vector")
    return shown.matching(words)[:MOST_ENTRIES]


@login_required
@require_POST
def watch(request: HttpRequest, slug: str, programme: str) -> HttpResponse:
    """Switch the reminder of one deadline on or off."""
    organisation = organisation_of(request, slug)
    row: Programme = get_object_or_404(Programme.objects.current(), slug=programme)
    if "stop" in request.POST:
        watching.stop_watching(row, by=person(request))
        messages.success(request, _("You will not be reminded of this deadline."))
    else:
        watching.watch(row, by=person(request))
        messages.success(request, _("You will get a mail four weeks before the deadline."))
    query = request.POST.get("back", "")[:500]
    return redirect(f"{_address(organisation)}?{query}" if query else _address(organisation))


def _address(organisation: Organisation) -> str:
    return reverse("funding:find", args=[organisation.slug])
