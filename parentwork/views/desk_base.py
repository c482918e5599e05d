"""How desk pages fetch what they are about: always from what the person may see."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import ngettext

from organisations.models import Organisation
from parentwork import rules
from parentwork.choices import DESK_WAYS, EXPECTED, ContactWay
from parentwork.messages import helper_recipient
from parentwork.messages.posting import reached_by
from parentwork.models import Assignment, Booking, Helper, Seat, Workshop, WorkshopDate
from parentwork.queries.bookings import SeatQuerySet
from parentwork.services.dates import Day
from portal.accounts.models import User
from portal.accounts.views.signed_in import person

# The buttons below a question: to carry it out, and to choose again.
SURE, BACK = "sure", "back"


def seen_organisation(request: HttpRequest, slug: str) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)


def planned_organisation(request: HttpRequest, slug: str) -> Organisation:
    """The organisation, for those who plan its workshops; 404 for everybody else."""
    organisation = seen_organisation(request, slug)
    if not rules.may_plan(person(request), organisation):
        raise Http404
    return organisation


def run_organisation(request: HttpRequest, slug: str) -> Organisation:
    """The organisation, for those who plan its workshops or help there; 404 for everybody else."""
    organisation = seen_organisation(request, slug)
    if not rules.may_run(person(request), organisation):
        raise Http404
    return organisation


def own_workshop(organisation: Organisation, pk: int) -> Workshop:
    rows = Workshop.objects.select_related(
        "organisation__land", "format", "concept", "venue__postal_code", "school", "child_carer"
    )
    return get_object_or_404(rows, organisation=organisation, pk=pk)


def own_date(request: HttpRequest, organisation: Organisation, pk: int) -> WorkshopDate:
    """One of its dates, for who may see the families of it; 404 for everybody else."""
    rows = (
        WorkshopDate.objects.with_families_for(request.user)
        .with_places()
        .with_helpers()
        .select_related(
            "workshop__organisation", "workshop__venue", "workshop__child_carer", "venue__postal_code", "door"
        )
    )
    return get_object_or_404(rows, workshop__organisation=organisation, pk=pk)


def asks_first(request: HttpRequest, form: BaseForm) -> bool:
    """What was chosen is asked about, before it is carried out with the button `SURE`."""
    return request.method == "POST" and not {SURE, BACK} & request.POST.keys() and form.is_valid()


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


@dataclass(frozen=True)
class Told:
    """Families that are told: how many by which way and in which languages, the most frequent first.

    `waiting`: so many of them wait for a place.
    """

    ways: list[dict[str, Any]]
    waiting: int

    @property
    def number(self) -> int:
        return sum(each["count"] for each in self.ways)


def told_of(**of_date: Any) -> Told:
    """Who is told that dates do not take place: each family once, as it is really reached.

    `of_date`: which dates, in the words of what stands on them.
    """
    return _of_seats(Seat.objects.coming().filter(**of_date))


def told_of_cancelling(row: WorkshopDate) -> Told:
    """The same of one date until it is over, also while it should be under way."""
    is_told = not (row.is_over or row.is_cancelled)
    return _of_seats(Seat.objects.alive().filter(date=row) if is_told else Seat.objects.none())


def told_of_move(row: WorkshopDate, day: Day) -> Told:
    """Who is told that a date moves to `day`: each family once; nobody of what is set right after it was."""
    if day.starts <= timezone.now():
        return Told([], 0)
    return _of_seats(Seat.objects.alive().filter(date=row))


def _of_seats(seats: SeatQuerySet) -> Told:
    seats = seats.order_by()
    told = Booking.objects.filter(pk__in=seats.values("booking")).order_by()
    waits = Count("pk", filter=Q(pk__in=seats.waiting().order_by().values("booking")))
    counts = list(told.values("way", "language").annotate(count=Count("pk"), waiting=waits))
    return Told(_by_way(counts), sum(each["waiting"] for each in counts))


def done_words(done: str, told: Told) -> str:
    """What was done, and how many families hear of it, where there are any."""
    if not told.number:
        return done
    text = ngettext("%(number)d family is told.", "%(number)d families are told.", told.number)
    return f"{done} {text % {'number': told.number}}"


@dataclass(frozen=True)
class ToldHelpers:
    """The names of helpers whom a message reaches, and of those who have to be told in person.

    `are_asked`: not only told, but asked anew whether they help. `elsewhere`: who helps on another date then
    and is not.
    """

    told: list[str]
    to_be_told: list[str]
    are_asked: bool = False
    elsewhere: tuple[str, ...] = ()

    @property
    def anybody(self) -> bool:
        return bool(self.told or self.to_be_told or self.elsewhere)


def helpers_told(**of_date: Any) -> ToldHelpers:
    """Who helps or was asked to help, as `told_of`: each helper once."""
    return _by_reach(Assignment.objects.expected().filter(starts__gt=timezone.now(), **of_date))


def helpers_told_of_cancelling(row: WorkshopDate) -> ToldHelpers:
    """The same of one date until it is over."""
    return _by_reach(Assignment.objects.expected().filter(date=row))


def helpers_told_of_move(row: WorkshopDate, day: Day, *, by: User) -> ToldHelpers:
    """Who hears that a date moves to `day`: at another time who has said no, too, but not who moves it."""
    if day.starts <= timezone.now():
        return ToldHelpers([], [])
    if day.starts == row.starts:
        return helpers_told(date=row)
    anew = Assignment.objects.asked_anew(row, by=by)
    busy = anew.needed_elsewhere(day, but=row)
    names = busy.filter(state__in=EXPECTED).order_by("helper__name").values_list("helper__name", flat=True)
    told = _by_reach(anew.exclude(pk__in=busy.order_by().values("pk")))
    return replace(told, are_asked=True, elsewhere=tuple(names))


def _by_reach(assignments: QuerySet[Assignment]) -> ToldHelpers:
    rows = Helper.objects.filter(pk__in=assignments.order_by().values("helper")).select_related("user")
    names: dict[bool, list[str]] = {True: [], False: []}
    for row in rows:
        names[helper_recipient(row) is not None].append(row.name)
    return ToldHelpers(told=names[True], to_be_told=names[False])


def _by_way(counts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    ways: dict[ContactWay, Counter[str]] = {}
    for each in counts:
        ways.setdefault(reached_by(each["way"]), Counter())[each["language"]] += each["count"]
    return [
        {
            "way": DESK_WAYS[way],
            "count": languages.total(),
            "languages": sorted(languages.items(), key=lambda item: (-item[1], item[0])),
        }
        for way, languages in sorted(ways.items())
    ]
