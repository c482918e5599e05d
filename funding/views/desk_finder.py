"""Finding the programmes that fit an organisation, and being told of their deadlines."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding.forms.finder import FinderForm
from funding.models import Programme, ProgrammeEntry, Watch
from funding.reports.finder import Profile
from funding.services import watching
from funding.views.desk_access import organisation_of
from funding.views.finder import ASKED, answers
from organisations.models import Organisation
from portal.accounts.views.signed_in import person


@login_required
@require_safe
def find_for(request: HttpRequest) -> HttpResponse:
    """From the public pages to the finder: the profile is that of an organisation the person belongs to."""
    own = Organisation.objects.funding_open_to(request.user).order_by("name", "pk")
    ways = {row: _address(row) for row in own}
    if len(ways) == 1:
        return redirect(*ways.values())
    return render(request, "funding/desk/ask_for.html", {"title": _("Find money that fits"), "ways": ways})


@login_required
@require_safe
def find(request: HttpRequest, slug: str) -> HttpResponse:
    """Five questions, then the programmes that fit, the best first."""
    organisation = organisation_of(request, slug)
    asked = ASKED in request.GET
    form = FinderForm(request.GET if asked else None)
    context: dict[str, Any] = {"organisation": organisation, "form": form}
    context["has_entries"] = ProgrammeEntry.objects.exists()
    if asked and form.is_valid():
        context |= answers(form, Profile.of(organisation), organisation.land)
        watched = Watch.objects.filter(user=person(request)).values_list("programme", flat=True)
        context["watched"] = set(watched)
    status = 422 if asked and form.errors else 200
    return render(request, "funding/desk/finder.html", context, status=status)


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
