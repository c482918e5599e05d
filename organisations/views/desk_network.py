"""What the coordinator of a network sees of its member organisations: names and states, no families."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organisations import rules
from organisations.choices.surveys import ASKED_AT
from organisations.forms.desk_board import BoardForm
from organisations.models import Organisation, Verification
from organisations.reports.board import board_of, counts
from organisations.views.access import permitted
from portal.accounts.views.signed_in import person
from portal.lib import dates

PAGE = 50


@login_required
@require_safe
def network(request: HttpRequest, slug: str) -> HttpResponse:
    """The board: how far each member is, and how many are."""
    umbrella = network_of(request, slug)
    rows = board_of(umbrella)
    form = BoardForm(request.GET)
    numbers = counts(rows)
    page = Paginator(form.narrowed(rows), PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": umbrella,
        "umbrella": umbrella,
        "form": form,
        "counts": numbers,
        "total": sum(numbers.values()),
        "page_obj": page,
        "checked": Verification.objects.shown(dates.today()).of([row.member for row in page]),
        "may_be_asked": form.data.get("step", "") in ("", *ASKED_AT),
        "may_act": rules.may_act_as_network(person(request), umbrella),
    }
    status = 422 if form.errors else 200
    return render(request, "organisations/desk/network.html", context, status=status)


def network_of(request: HttpRequest, slug: str) -> Organisation:
    """The network if this person coordinates it, or is portal staff; 404 for everybody else."""
    return permitted(request, slug, rules.may_see_member_organisations)
