"""What the coordinator of a network sees of its member organisations: names and states, no families."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organisations import rules
from organisations.models import Affiliation
from organisations.views.access import organisation_of, person
from portal.lib import dates

PAGE = 50


@login_required
@require_safe
def network(request: HttpRequest, slug: str) -> HttpResponse:
    umbrella = organisation_of(request, slug)
    if not rules.may_see_member_organisations(person(request), umbrella):
        raise Http404
    rows = (
        Affiliation.objects.visible_to(request.user)
        .filter(umbrella=umbrella)
        .lasting(dates.today())
        .select_related("member", "member__land")
        .order_by("member__sort_key", "pk")
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"organisation": umbrella, "page_obj": page}
    context["may_manage"] = rules.may_manage_members(person(request), umbrella)
    return render(request, "organisations/desk/network.html", context)
