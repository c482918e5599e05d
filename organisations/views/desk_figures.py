"""Figures of the members of a network: the member agrees that they count, the network reads sums."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisations import rules, services
from organisations.forms.desk_figures import ConsentForm
from organisations.models import Consent, NetworkSums, Organisation
from organisations.reports.figures import beside, sums_of, table_of
from organisations.reports.networks_today import today_of
from organisations.reports.structure import questions_of
from organisations.views.access import managed, permitted
from organisations.views.sheets import KINDS, sheet
from portal.accounts.views.signed_in import person
from portal.forms import add_errors, restored
from portal.lib import dates
from portal.lib.kept import keeps_typing
from portal.lib.suppression import SMALLEST

PAPERS = ("pdf", "xlsx")


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the figures of an organisation count, and a form to choose it."""
    organisation = managed(request, slug)
    form = restored(ConsentForm(request.POST or None, organisation=organisation), request)
    if request.method == "POST" and form.is_valid():
        try:
            services.agree_to_sums(organisation, **form.cleaned_data, by=person(request))
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Your figures count from the next sums on."))
            return redirect("organisations:consent", slug)
    running = _consents(request, organisation).running(dates.today()).select_related("umbrella")
    context = {"organisation": organisation, "form": form, "consent": running.first(), "smallest": SMALLEST}
    context["networks"] = form.fields["umbrella"].queryset  # type: ignore[attr-defined]
    status = 422 if form.errors else 200
    return render(request, "organisations/desk/consent.html", context, status=status)


@login_required
@require_POST
def consent_withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    given = get_object_or_404(_consents(request, managed(request, slug)), pk=pk)
    services.withdraw_consent(given, by=person(request))
    messages.success(request, _("Withdrawn. Your figures are in no further sums."))
    return redirect("organisations:consent", slug)


@login_required
@require_safe
def figures(request: HttpRequest, slug: str) -> HttpResponse:
    """The sums of one closed year, and how many members have agreed by now."""
    umbrella, years, sums = _asked(request, slug)
    context: dict[str, Any] = {"organisation": umbrella, "years": years, "sums": sums, "smallest": SMALLEST}
    context["today"] = today_of(umbrella, for_user=person(request))
    if sums:
        questions = questions_of(sums, years)
        context["beside"] = beside(sums, years)
        context["told"] = [it for it in questions if it.is_told]
        context["untold"] = [it.words for it in questions if not it.is_told]
    context |= {"kinds": list(KINDS), "papers": PAPERS}
    return render(request, "organisations/desk/figures.html", context)


@login_required
@require_safe
def figures_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The same as a table."""
    _umbrella, _years, sums = _asked(request, slug)
    if sums is None:
        raise Http404
    return sheet(kind, table_of(sums), name=f"{_('Figures')} {slug} {sums.year}")


@login_required
@require_POST
def figures_report(request: HttpRequest, slug: str) -> HttpResponse:
    """The report on the year in the address, which a job makes; the page of the document waits for it."""
    _umbrella, _years, sums = _asked(request, slug)
    form = request.POST.get("as", "")
    if sums is None or form not in PAPERS:
        raise Http404
    language = get_language() or "de"
    return redirect(services.annual_report(sums, form, by=person(request), language=language))


def _consents(request: HttpRequest, organisation: Organisation) -> Any:
    return Consent.objects.visible_to(request.user).filter(member=organisation)


def _asked(request: HttpRequest, slug: str) -> tuple[Organisation, list[NetworkSums], NetworkSums | None]:
    """The network, all its years, and the one in the address or the newest; None while there is none."""
    umbrella = permitted(request, slug, rules.may_read_sums)
    years = sums_of(umbrella)
    asked = request.GET.get("year", "")
    sums = next((it for it in years if asked in ("", str(it.year))), None)
    if asked and sums is None:
        raise Http404
    return umbrella, years, sums
