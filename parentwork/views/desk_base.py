"""How desk pages fetch what they are about: always from what the person may see."""

from typing import Any, cast

from django.db.models import Count
from django.forms import BaseForm
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import localize

from organisations.models import Organisation
from parentwork import rules
from parentwork.choices import DESK_WAYS, ContactWay, SeatState
from parentwork.models import Workshop, WorkshopDate
from portal.accounts.views.signed_in import person


def seen_organisation(request: HttpRequest, slug: str) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)


def planned_organisation(request: HttpRequest, slug: str) -> Organisation:
    """The organisation, for those who plan its workshops; 404 for everybody else."""
    organisation = seen_organisation(request, slug)
    if not rules.may_plan(person(request), organisation):
        raise Http404
    return organisation


def family_organisation(request: HttpRequest, slug: str) -> Organisation:
    """The organisation, for those who may see its families; 404 for everybody else."""
    organisation = seen_organisation(request, slug)
    if not rules.may_see_families(person(request), organisation):
        raise Http404
    return organisation


def own_workshop(organisation: Organisation, pk: int) -> Workshop:
    rows = Workshop.objects.select_related(
        "organisation__land", "format", "concept", "venue__postal_code", "school"
    )
    return get_object_or_404(rows, organisation=organisation, pk=pk)


def own_date(organisation: Organisation, pk: int) -> WorkshopDate:
    rows = (
        WorkshopDate.objects.with_places()
        .with_helpers()
        .select_related("workshop__organisation", "workshop__venue", "venue__postal_code", "door")
    )
    return get_object_or_404(rows, workshop__organisation=organisation, pk=pk)


def stored(form: BaseForm, current: Any, names: list[str]) -> list[dict[str, Any]]:
    """For the page of a stale edit: what is stored now, where it differs from what was typed."""
    rows = []
    for name in names:
        value = getattr(current, name, None)
        if form.cleaned_data.get(name) != value:
            rows.append({"label": form.fields[name].label, "stored": _shown(value)})
    return rows


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return str(localize(value) if value is not None else "")


def carry_version(form: BaseForm, version: int) -> None:
    """After a stale edit the form knows the stored version, so that saving again means it."""
    data = cast(QueryDict, form.data).copy()
    data["version"] = str(version)
    form.data = data


def told_by_way(row: Workshop, **of_date: Any) -> list[dict[str, Any]]:
    """How many families are told, by the way they chose."""
    alive = row.bookings.filter(
        seats__state__in=[SeatState.CONFIRMED, SeatState.OFFERED, SeatState.WAITING],
        seats__date__starts__gt=timezone.now(),
        **of_date,
    )
    counts = alive.order_by().values("way").annotate(count=Count("pk", distinct=True))
    return [{"way": DESK_WAYS[ContactWay(each["way"])], "count": each["count"]} for each in counts]
