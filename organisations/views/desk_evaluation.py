"""What an organisation thinks of its own work: read by its people, written by some of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisations import rules, services
from organisations.choices.evaluation import Area
from organisations.forms.desk_evaluation import EvaluationForm
from organisations.models import AreaEvaluation, Organisation
from organisations.reports.evaluation import results
from organisations.services.structure import open_years
from portal.accounts.views.signed_in import person
from portal.forms import add_errors, differences, overwriting, restored
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing


@login_required
@require_safe
def evaluation(request: HttpRequest, slug: str) -> HttpResponse:
    """The areas year by year, as chart and table, and what was planned."""
    organisation = _private(request, slug)
    may_answer = rules.may_answer_yearly(person(request), organisation)
    rows = list(organisation.evaluations.select_related("owner__user"))
    context: dict[str, Any] = {"organisation": organisation, "results": results(rows)}
    context["measures"] = [
        (row, may_answer or row.is_looked_after_by(request.user)) for row in rows if row.measure
    ]
    if may_answer:
        context["years"] = open_years()
        context["open_years"] = [(year, _tasks(organisation, rows, year)) for year in context["years"]]
    return render(request, "organisations/desk/evaluation.html", context)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def evaluation_area(request: HttpRequest, slug: str, year: int, area: str) -> HttpResponse:
    organisation = _private(request, slug)
    if area not in Area.values or year not in open_years():
        raise Http404
    if not rules.may_answer_yearly(person(request), organisation):
        raise Http404
    kept = _kept(organisation, year, area)
    form = restored(EvaluationForm(request.POST or None, evaluation=kept), request)
    context: dict[str, Any] = {"organisation": organisation, "year": year, "area": kept.kind}
    if request.method == "POST":
        if _saved(request, kept, form):
            return redirect("organisations:evaluation", slug)
        if stale := form.stale:
            context["stored"] = differences(form, EvaluationForm(evaluation=stale))
            form = overwriting(form, stale.version)
    status = 422 if form.errors else 200
    return render(request, "organisations/desk/evaluation_area.html", context | {"form": form}, status=status)


@require_POST
@login_required
def measure_done(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What was planned is done: said by whoever looks after it, or writes the evaluation."""
    found = get_object_or_404(_private(request, slug).evaluations, pk=pk)
    if not rules.may_finish_measure(person(request), found):
        raise Http404
    try:
        services.finish_measure(found, by=person(request))
        messages.success(request, _("Done. Well done!"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("organisations:evaluation", slug)


def _private(request: HttpRequest, slug: str) -> Organisation:
    """The organisation if this person reads its yearly answers; 404 for everybody else, portal staff too."""
    organisation: Organisation = get_object_or_404(
        Organisation.objects.yearly_open_to(request.user), slug=slug
    )
    return organisation


def _kept(organisation: Organisation, year: int, area: str) -> AreaEvaluation:
    """The evaluation as it is kept, or an empty one: each year is thought about anew."""
    kept = organisation.evaluations.filter(year=year, area=area).select_related("organisation").first()
    return kept or AreaEvaluation(organisation=organisation, year=year, area=area)


def _tasks(organisation: Organisation, rows: list[AreaEvaluation], year: int) -> list[dict[str, Any]]:
    """The areas of a year, and which of them have been looked at."""
    done = {row.area for row in rows if row.year == year}
    return [
        {
            "title": area.label,
            "hint": area.goal,
            "url": reverse("organisations:evaluation_area", args=[organisation.slug, year, area]),
            "tone": "ok" if area in done else "info",
            "state_label": _("done") if area in done else _("not begun"),
        }
        for area in Area
    ]


def _saved(request: HttpRequest, kept: AreaEvaluation, form: EvaluationForm) -> bool:
    if not form.is_valid():
        return False
    try:
        services.save_evaluation(
            kept.organisation, kept.year, kept.kind, form.answers(),
            version=form.cleaned_data["version"], by=person(request),
        )  # fmt: skip
    except ValidationError as error:
        add_errors(form, error)
        form.stale = error.current if isinstance(error, Stale) else None
        return False
    messages.success(request, _("Saved."))
    return True
