"""Networks, who belongs to them, and to whom they belong: a list and a picture of the same."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from organisations.models import Organisation
from organisations.reports.networks import trees_of
from portal.lib.dates import today
from portal.lib.keyset import page_of
from portal.lib.replicas import from_replica

PAGE = 10
# Members that the page of one network names; the list of organisations has them all.
MOST_NAMES = 60


@from_replica
@require_safe
def networks(request: HttpRequest) -> HttpResponse:
    """All networks, from the topmost down."""
    rows, asked = Organisation.objects.topmost(today()), request.GET
    page = page_of(rows, after=asked.get("after", ""), before=asked.get("before", ""), size=PAGE)
    context = {"page_obj": page, "networks": trees_of(page.object_list)}
    return render(request, "organisations/networks.html", context)


@from_replica
@require_safe
def one_network(request: HttpRequest, slug: str) -> HttpResponse:
    """A network with all below it, and the networks above it."""
    organisation = get_object_or_404(Organisation.objects.networks(), slug=slug)
    context = {
        "organisation": organisation,
        "network": trees_of([organisation], names=MOST_NAMES)[0],
        "above": Organisation.objects.networks().umbrellas_of(organisation, today()),
    }
    return render(request, "organisations/one_network.html", context)
