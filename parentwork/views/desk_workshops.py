"""The calendar of an organisation: list, changing, publishing, cancelling."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parentwork import rules
from parentwork.choices import DateState, WorkshopState
from parentwork.forms.desk_dates import CancelForm
from parentwork.forms.desk_workshops import EditForm
from parentwork.models import Workshop, WorkshopDate
from parentwork.queries.interpreting import put_wishes_on
from parentwork.services import workshops as services
from parentwork.views.desk_base import (
    SURE,
    asks_first,
    done_words,
    helpers_told,
    own_workshop,
    planned_organisation,
    seen_organisation,
    stored,
    told_of,
)
from parentwork.views.desk_warnings import (
    missing_before_publishing,
    put_feasts_on,
    put_gaps_on,
    warn_of_gaps,
)
from parentwork.views.public import shown_of
from portal.accounts.views.signed_in import person
from portal.forms import overwriting, restored
from portal.lib import languages
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing

PER_PAGE = 20


@login_required
@require_safe
def workshop_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The workshops of an organisation, those with the next date first."""
    organisation = seen_organisation(request, slug)
    coming = Q(dates__starts__gt=timezone.now(), dates__state=DateState.PLANNED)
    rows = (
        organisation.workshops.select_related("format")
        .annotate(next_date=Min("dates__starts", filter=coming), dates_in_all=Count("dates"))
        .order_by("next_date", "-id")
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    user = person(request)
    context = {
        "organisation": organisation,
        "page_obj": page,
        "may_plan": rules.may_plan(user, organisation),
        "may_run": rules.may_run(user, organisation),
        "may_read_openings": rules.may_read_openings(user, organisation),
    }
    return render(request, "parentwork/desk/list.html", context)


@login_required
@require_safe
def workshop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One workshop with its dates and how full they are: sums, no names."""
    organisation = seen_organisation(request, slug)
    row = own_workshop(organisation, pk)
    shown = row.dates.select_related("venue__postal_code__district").with_places().with_helpers()
    shown = shown.with_who_came()
    dates = list(shown.order_by("starts", "pk"))
    coming = [date for date in dates if not date.is_cancelled and date.starts > timezone.now()]
    for date in coming:
        date.workshop = row
    if row.interpreting:
        put_wishes_on(coming)
    put_feasts_on(coming, organisation)
    lacking = put_gaps_on(dates, coming)
    user = person(request)
    # Who only helps opens no date but her own.
    seen = set(row.dates.with_families_for(user).values_list("pk", flat=True))
    context = {
        "organisation": organisation,
        "workshop": row,
        "dates": dates,
        "seen": seen,
        "may_book": row.takes_bookings and any(date.pk in seen for date in coming),
        "poster_languages": languages.PUBLIC,
        "coming": coming,
        "missing": _missing(row, coming) or lacking,
        "missed": sum(date.lacks_responsible_carer for date in coming),
        "may_plan": rules.may_plan(user, organisation),
    }
    return render(request, "parentwork/desk/workshop.html", context)


def _missing(row: Workshop, coming: Iterable[WorkshopDate]) -> list[str]:
    return missing_before_publishing(row, list(coming)) if row.state == WorkshopState.DRAFT else []


@login_required
@require_safe
def preview(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The workshop as families see it, in a language in which something is written."""
    organisation = seen_organisation(request, slug)
    row = own_workshop(organisation, pk)
    written = row.written_languages
    asked = request.GET.get("words")
    context = shown_of(row) | {
        "organisation": organisation,
        "written": written,
        "words": asked if asked in written else written[0],
        "is_preview": True,
        "missing": _missing(row, row.dates.upcoming().with_helpers().select_related("workshop")),
        "may_publish": row.state == WorkshopState.DRAFT and rules.may_plan(person(request), organisation),
    }
    return render(request, "parentwork/desk/preview.html", context)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change what a workshop says; a stale edit shows what is stored now and keeps what was typed."""
    organisation = planned_organisation(request, slug)
    row = own_workshop(organisation, pk)
    form = restored(EditForm(organisation, request.POST or None, instance=row), request)
    context: dict[str, Any] = {"organisation": organisation, "form": form}
    dearer_for = _dearer_for(request, row, form)
    if request.method == "POST" and not dearer_for and form.is_valid():
        try:
            services.change(row, form.values(), by=person(request), version=form.cleaned_data["version"])
        except Stale as error:
            context["rows"] = stored(form, error.current, [*form.columns(), "languages"])
            overwriting(form, error.current.version)
            form.add_error(None, error)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("parentwork:desk_workshop", slug=slug, pk=pk)
    context |= {"workshop": own_workshop(organisation, pk), "dearer_for": dearer_for}
    return render(request, "parentwork/desk/edit.html", context, status=422 if form.errors else 200)


def _dearer_for(request: HttpRequest, row: Workshop, form: EditForm) -> int:
    """How many families have booked for less than they are to pay now; asked about once, since no message
    tells them.
    """
    if not asks_first(request, form):
        return 0
    before = own_workshop(row.organisation, row.pk).cost  # the form has written into `row`
    return told_of(date__workshop=row).number if form.cleaned_data["cost"] > before else 0


@login_required
@require_POST
def publish(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = planned_organisation(request, slug)
    row = own_workshop(organisation, pk)
    try:
        services.publish(row, by=person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Published. Families can see it now."))
        warn_of_gaps(request, own_workshop(organisation, pk))
    return redirect("parentwork:desk_workshop", slug=slug, pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Throw a draft away, after a question."""
    organisation = planned_organisation(request, slug)
    row = own_workshop(organisation, pk)
    if request.method != "POST":
        context = {"organisation": organisation, "workshop": row, "dates": row.dates.count()}
        return render(request, "parentwork/desk/discard.html", context)
    try:
        services.discard(row, by=person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("parentwork:desk_workshop", slug=slug, pk=pk)
    messages.success(request, _("The draft is thrown away."))
    return redirect("parentwork:desk_list", slug=slug)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Cancel a whole workshop, after a question that says how many families are told."""
    organisation = planned_organisation(request, slug)
    row = own_workshop(organisation, pk)
    form = restored(CancelForm(request.POST or None), request)
    told = told_of(date__workshop=row)
    if SURE in request.POST and form.is_valid():
        services.cancel(row, by=person(request), reason=form.cleaned_data["reason"])
        messages.success(request, done_words(_("Cancelled."), told))
        return redirect("parentwork:desk_workshop", slug=slug, pk=pk)
    context = {
        "organisation": organisation,
        "workshop": row,
        "form": form,
        "told": told,
        "helpers": helpers_told(date__workshop=row),
        "asks": asks_first(request, form),
        "over": row.state == WorkshopState.CANCELLED,
    }
    return render(request, "parentwork/desk/cancel.html", context, status=422 if form.errors else 200)
