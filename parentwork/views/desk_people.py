"""The unpaid hours that a coordinator confirms."""

import re
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, Model, QuerySet, Sum, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from organisations.models import Organisation
from parentwork import rules
from parentwork.choices import WorkshopState
from parentwork.forms.desk_people import HoursForm, ReviewForm, TickedForm
from parentwork.models import VolunteerHours, WorkshopDate
from parentwork.queries.workshops import WorkshopDateQuerySet
from parentwork.services import people
from parentwork.views.desk_base import (
    SURE,
    asks_first,
    own_date,
    run_organisation,
)
from portal.accounts.models import User
from portal.accounts.views.signed_in import person
from portal.forms import restored
from portal.lib.dates import today
from portal.lib.kept import keeps_typing
from portal.templatetags.house import number

PER_PAGE = 30


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest, slug: str) -> HttpResponse:
    """Unpaid hours: type in, and see what is confirmed and what is not."""
    organisation = run_organisation(request, slug)
    form = restored(_hours_form(request, organisation, request.POST or None), request)
    if question := _question(request, form):
        return _hours_page(request, organisation, form, TickedForm(), question=question)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            row, is_new = people.record_hours(
                said["workshop"], said["helper"], day=said["day"], hours=said["hours"],
                activity=said["activity"], by=person(request),
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if is_new:
                messages.success(request, _who_confirms(request, row))
            elif row.confirmed:
                messages.info(request, _("These hours are confirmed already. Nothing has changed."))
            else:
                messages.info(request, _("These hours are recorded already. Nothing has changed."))
            return _back(request, organisation, row)
    return _hours_page(request, organisation, form, TickedForm())


@login_required
@require_POST
def record_whole(request: HttpRequest, slug: str, pk: int, assignment: int) -> HttpResponse:
    """A volunteer helped as long as the date took, with one tap; a second one finds it recorded."""
    row = own_date(request, run_organisation(request, slug), pk)
    if found := row.assignments.filter(pk=assignment).select_related("helper").first():
        found.date = row
        if not rules.may_record_hours_of(person(request), found.helper):
            raise Http404
        try:
            recorded = people.record_whole(found, by=person(request))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            if recorded:
                messages.success(request, _who_confirms(request, recorded))
    return redirect("parentwork:desk_date", slug=slug, pk=pk)


def _hours_form(request: HttpRequest, organisation: Organisation, data: Any = None) -> HoursForm:
    return HoursForm(organisation, data, initial=_expected(request, organisation), by=person(request))


def _question(request: HttpRequest, form: HoursForm) -> str:
    """What is asked before hours are recorded, which may be right all the same; empty where nothing is.

    Without a date it is mostly a wrong workshop or day; more hours than it took are mostly the same twice.
    """
    if not asks_first(request, form) or form.cleaned_data["day"] > today():
        return ""
    said = form.cleaned_data
    date = people.date_on(said["workshop"], said["day"])
    if date is None:
        return _("This workshop has no date on this day. Record the hours all the same?")
    in_all = people.hours_at(date, said["helper"], hours=said["hours"], activity=said["activity"])
    if in_all <= date.most_hours:
        return ""
    stored = _stored(form)
    if stored and (stored.confirmed or stored.stand_for(said["hours"])):
        return ""
    text = _(
        "With these hours “%(name)s” has %(in_all)s at the time of this date, which took %(length)s."
        " Are some of them recorded twice? Record these all the same?"
    )
    numbers = {"in_all": number(in_all), "length": number(date.length)}
    return text % {"name": said["helper"].name, **numbers}


def _stored(form: HoursForm) -> VolunteerHours | None:
    """The hours for which those of the form would stand."""
    said = form.cleaned_data
    on = people.date_on(said["workshop"], said["day"])
    return people.recorded(
        said["workshop"], said["helper"], day=said["day"], activity=said["activity"], on=on
    )


def _who_confirms(request: HttpRequest, row: VolunteerHours) -> str:
    user = person(request)
    if not rules.may_confirm_hours(user, row.workshop.organisation):
        return _("The hours are saved. A coordinator confirms them.")
    if VolunteerHours.objects.confirmable_by(user).filter(pk=row.pk).exists():
        return _("The hours are saved. You can confirm them under “Volunteer hours”.")
    return _("The hours are saved. They are your own, so another coordinator confirms them.")


def _back(request: HttpRequest, organisation: Organisation, row: VolunteerHours) -> HttpResponse:
    """To the page of the date from which one came; else the form stays at this workshop and day."""
    if date := _named(request, "date", _dates(organisation).with_families_for(request.user)):
        return redirect("parentwork:desk_date", slug=organisation.slug, pk=date.pk)
    address = reverse("parentwork:desk_hours", args=[organisation.slug])
    return redirect(f"{address}?after={row.pk}")


def _expected(request: HttpRequest, organisation: Organisation) -> dict[str, Any]:
    """One's own name; workshop and day of the date one comes from, of the hours that were just saved, or of
    the last date that took place.
    """
    own = organisation.helpers.filter(user=person(request)).first()
    recorded = VolunteerHours.objects.filter(workshop__organisation=organisation)
    held = _dates(organisation).held().exclude(workshop__state=WorkshopState.DRAFT)
    like = (
        _named(request, "date", _dates(organisation))
        or _named(request, "after", recorded)
        or held.order_by("-starts", "-pk").first()
    )
    helper = {"helper": own.pk} if own else {}
    return helper | ({"workshop": like.workshop_id, "day": like.day} if like else {})


def _dates(organisation: Organisation) -> WorkshopDateQuerySet:
    return WorkshopDate.objects.filter(workshop__organisation=organisation)


def _named[Row: Model](request: HttpRequest, name: str, rows: QuerySet[Row]) -> Row | None:
    pk = request.GET.get(name, "")
    return rows.filter(pk=int(pk)).first() if re.fullmatch(r"[0-9]{1,18}", pk) else None


def _hours_page(
    request: HttpRequest,
    organisation: Organisation,
    form: HoursForm,
    ticked: TickedForm,
    *,
    question: str = "",
    doubtful: Sequence[VolunteerHours] = (),
) -> HttpResponse:
    user = person(request)
    rows = VolunteerHours.objects.visible_to(user).filter(workshop__organisation=organisation)
    rows = rows.select_related("helper", "workshop", "date").prefetch_related("reviews").with_sum_at_date()
    undecided = Case(When(confirmed=None, refused=None, then=0), default=1)
    ordered = rows.order_by(undecided, "-day", "-id")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    shown = [row.pk for row in page.object_list]
    refused = _stored(form) if form.has_error("hours", "confirmed") else None
    decided = VolunteerHours.objects.decided_by(user).filter(pk__in=[*shown, refused and refused.pk])
    decidable = set(decided.values_list("pk", flat=True))
    may_plan = rules.may_plan(user, organisation)
    context = {
        "organisation": organisation,
        "form": form,
        "question": question,
        "refused": refused,
        "doubtful": doubtful,
        "ticked": ticked,
        "page_obj": page,
        "total": rows.confirmed().order_by().aggregate(sum=Sum("hours"))["sum"] or 0,
        "date": _named(request, "date", _dates(organisation)),
        "decidable": decidable,
        "confirmable": [row.pk for row in page.object_list if row.pk in decidable and row.is_open],
        "may_confirm": rules.may_confirm_hours(user, organisation),
        "may_plan": may_plan,
        "records": may_plan or organisation.helpers.recordable_by(user).exists(),
    }
    status = 422 if form.errors or ticked.errors else 200
    return render(request, "parentwork/desk/hours.html", context, status=status)


@login_required
@require_POST
def confirm_hours(request: HttpRequest, slug: str) -> HttpResponse:
    """Confirm the ticked hours, or all that the page showed."""
    organisation = run_organisation(request, slug)
    if not rules.may_confirm_hours(person(request), organisation):
        raise Http404
    form = TickedForm({"hours": request.POST.getlist("shown" if "all" in request.POST else "hours")})
    if not form.is_valid():
        return _hours_page(request, organisation, _hours_form(request, organisation), form)
    doubtful = [] if SURE in request.POST else _doubtful(organisation, form, by=person(request))
    if doubtful:
        recording = _hours_form(request, organisation)
        return _hours_page(request, organisation, recording, form, doubtful=doubtful)
    count = people.confirm_hours(organisation, form.cleaned_data["hours"], by=person(request))
    text = ngettext("%(count)d entry is confirmed.", "%(count)d entries are confirmed.", count)
    messages.success(request, text % {"count": count})
    return redirect("parentwork:desk_hours", slug=slug)


def _doubtful(organisation: Organisation, form: TickedForm, *, by: User) -> list[VolunteerHours]:
    """Those of the ticked hours that are more than their date took: named before they become evidence."""
    rows = VolunteerHours.objects.confirmable_by(by).filter(workshop__organisation=organisation)
    ticked = rows.filter(pk__in=form.cleaned_data["hours"]).with_sum_at_date()
    return [row for row in ticked.select_related("helper", "date") if row.exceeds_date]


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def review_hours(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Correct or refuse recorded hours, with a word to the helper."""
    organisation = run_organisation(request, slug)
    if not rules.may_confirm_hours(person(request), organisation):
        raise Http404
    rows = VolunteerHours.objects.decided_by(person(request)).select_related(
        "helper", "workshop__organisation"
    )
    row = get_object_or_404(rows, workshop__organisation=organisation, pk=pk)
    form = restored(ReviewForm(request.POST or None, initial={"hours": floatformat(row.hours, -2)}), request)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _decide(request, row, form.cleaned_data))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("parentwork:desk_hours", slug=slug)
    reviews = row.reviews.select_related("by")
    context = {"organisation": organisation, "row": row, "form": form, "reviews": reviews}
    return render(request, "parentwork/desk/hours_review.html", context, status=422 if form.errors else 200)


def _decide(request: HttpRequest, row: VolunteerHours, said: dict[str, Any]) -> str:
    if "refuse" in request.POST:
        people.refuse_hours(row, word=said["word"], by=person(request))
        return _("The hours are refused. They count nowhere.")
    people.correct_hours(row, hours=said["hours"], word=said["word"], by=person(request))
    return _("The hours are corrected and confirmed.")
