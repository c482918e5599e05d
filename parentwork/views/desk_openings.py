"""Who has opened lists with families' names, for the coordinators."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parentwork import rules
from parentwork.models import ListOpening
from parentwork.views.desk_base import seen_organisation
from portal.accounts.views.signed_in import person

PER_PAGE = 50


@never_cache
@login_required
@require_safe
def openings(request: HttpRequest, slug: str) -> HttpResponse:
    """Each line: who, when, of which date, which list; the newest first."""
    organisation = seen_organisation(request, slug)
    if not rules.may_read_openings(person(request), organisation):
        raise Http404
    rows = ListOpening.objects.visible_to(request.user).filter(organisation=organisation)
    rows = rows.select_related("by", "date__workshop")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"organisation": organisation, "page_obj": page}
    return render(request, "parentwork/desk/openings.html", context)
