"""The hours of one helper in a period: on a page to print and sign, and as a table."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from organisations.models import Organisation
from organisations.views.sheets import sheet
from parentwork import rules
from parentwork.forms.desk_time_sheets import PeriodForm
from parentwork.models import Helper, VolunteerHours
from parentwork.views.desk_base import run_organisation
from portal.accounts.views.signed_in import person
from portal.lib.languages import best_words


@never_cache
@login_required
@require_safe
def time_sheet(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """All recorded hours of the period; which of them are confirmed stands beside them."""
    organisation = run_organisation(request, slug)
    helper = _helper(request, organisation, pk)
    form = PeriodForm.asked(request.GET)
    rows = _rows(request, helper, form) if form.is_valid() else []
    context = {
        "organisation": organisation, "helper": helper, "form": form, "rows": rows,
        "period": form.period if form.is_valid() else None,
        "recorded": _sum(rows), "confirmed": _sum(row for row in rows if row.confirmed),
    }  # fmt: skip
    return render(request, "parentwork/desk/time_sheet.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def file(request: HttpRequest, slug: str, pk: int, kind: str) -> HttpResponse:
    """The same rows as XLSX or CSV; 404 for a period that is none."""
    organisation = run_organisation(request, slug)
    helper = _helper(request, organisation, pk)
    form = PeriodForm.asked(request.GET)
    if not form.is_valid():
        raise Http404
    head = [_("Helper"), _("Day"), _("Workshop"), _("What was done"), _("Hours"), _("State")]
    language = get_language() or "de"
    rows = [
        [
            helper.name, row.day, best_words(row.workshop, "title", language)[0], row.activity, row.hours,
            _("confirmed") if row.confirmed else _("to be confirmed"),
        ]
        for row in _rows(request, helper, form)
    ]  # fmt: skip
    return sheet(kind, [head, *rows], name=f"{_('Time sheet')} {helper.name}")


def _helper(request: HttpRequest, organisation: Organisation, pk: int) -> Helper:
    """Also one who helps no more: the hours stay."""
    rows = Helper.objects.visible_to(request.user).filter(organisation=organisation)
    helper: Helper = get_object_or_404(rows, pk=pk)
    helper.organisation = organisation
    if not rules.may_read_hours_of(person(request), helper):
        raise Http404
    return helper


def _rows(request: HttpRequest, helper: Helper, form: PeriodForm) -> list[Any]:
    rows = VolunteerHours.objects.visible_to(request.user).filter(helper=helper)
    return list(rows.between(*form.period).select_related("workshop"))


def _sum(rows: Iterable[VolunteerHours]) -> Decimal:
    return sum((row.hours for row in rows), Decimal(0))
