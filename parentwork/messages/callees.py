"""The call list by people: a family is called once, and hears all that is to be said."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    DateTimeField,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from parentwork.choices import AssignmentState, DateState, HelperRole
from parentwork.messages.asking import HelperAsked
from parentwork.messages.kinds import BookingKind, SeatKind, moved_from
from parentwork.messages.needs import NeedKind
from parentwork.messages.offers import offer_ends, runs_out
from parentwork.messages.subjects import Subject, subjects_of
from parentwork.models import Assignment, Booking, Need, Seat
from portal.lib.dates import day_of
from portal.outbox.kinds import kind_of, kinds_about
from portal.outbox.models import Message


@dataclass(frozen=True)
class Call:
    """One thing to say: what it is, what it is about, and when it is too late for it."""

    message: Message
    subject: Subject | None

    @property
    def label(self) -> str:
        return str(kind_of(self.message.kind).label)

    @property
    def was(self) -> datetime | None:
        """When the date of which it tells began before it moved; None where that is no other time."""
        was = moved_from(self.message)
        is_other = self.subject and self.subject.dates and was != self.subject.dates[0].starts
        return was if is_other else None

    @property
    def runs_out(self) -> datetime | None:
        return runs_out(self.message)


@dataclass(frozen=True)
class Callee:
    """Somebody to call or to meet, with all that is still true, the most urgent first.

    `known_to`: who of the organisation sees a family that gave no number.
    """

    calls: list[Call]
    known_to: list[str]

    @property
    def message(self) -> Message:
        """The first one, which bears name, number and language."""
        return self.calls[0].message

    @property
    def booking_id(self) -> int | None:
        return next(
            (it.subject.booking_id for it in self.calls if it.subject and it.subject.booking_id), None
        )


def with_person(calls: QuerySet[Message]) -> QuerySet[Any]:
    """Each with whom it reaches, as `person`: several families may share a number, and one may have several
    bookings under its own. Who gave no number is known by the booking alone.
    """
    of_seat = Seat.objects.filter(pk=OuterRef("object_id")).values("booking")[:1]
    booking = Case(
        When(kind__in=kinds_about(SeatKind), then=Subquery(of_seat)),
        When(kind__in=kinds_about(BookingKind), then=F("object_id")),
        output_field=BigIntegerField(),
    )
    by_booking = Concat(Value("booking "), Cast(booking, CharField()), output_field=CharField())
    by_object = Concat("kind", Value(" "), Cast("object_id", CharField()), output_field=CharField())
    named = Concat("address", Value(" "), "name", output_field=CharField())
    return calls.annotate(
        booking_of=booking,
        person=Case(
            When(address="", booking_of__isnull=False, then=by_booking),
            When(address="", then=by_object),
            default=named,
        ),
    )


def too_late_at() -> Case:
    """Of a call: by when it must be made, since places run out, or there is the first meeting it tells of.

    Also one that does not take place: of that a family must know most. Null where nothing presses.
    """
    now, about = timezone.now(), OuterRef("object_id")
    seats = Seat.objects.filter(pk=about, date__ends__gt=now).values("date__starts")
    booked = Seat.objects.alive().filter(booking=about, date__starts__gt=now).order_by("date__starts")
    offered = Need.objects.filter(
        pk=about, workshop__dates__starts__gt=now, workshop__dates__state=DateState.PLANNED
    ).order_by("workshop__dates__starts")
    helping = Assignment.objects.filter(pk=about, ends__gt=now).values("starts")
    return Case(
        offer_ends(),
        When(kind__in=kinds_about(SeatKind), then=Subquery(seats[:1])),
        When(kind__in=kinds_about(BookingKind), then=Subquery(booked.values("date__starts")[:1])),
        When(kind__in=kinds_about(NeedKind), then=Subquery(offered.values("workshop__dates__starts")[:1])),
        When(kind__in=kinds_about(HelperAsked), then=Subquery(helping[:1])),
        output_field=DateTimeField(),
    )


def most_urgent_first(calls: QuerySet[Any]) -> QuerySet[Any]:
    """The next for which it is too late first, what presses no more or never did last."""
    return calls.order_by(too_late_at().asc(nulls_last=True), "due", "id")


def people_to_call(account: str) -> QuerySet[Any]:
    """Whom somebody of `account` has to call, a row with `person` each, the most urgent first."""
    people = with_person(Message.objects.call_list(account)).order_by().values("person")
    found = people.annotate(until=Min(too_late_at()), first=Min("due"), least=Min("pk"))
    return found.order_by(F("until").asc(nulls_last=True), "first", "least")


def how_many_to_call(account: str) -> tuple[int, int]:
    """How many people somebody of `account` has to tell something, and how many of them gave a number."""
    people = people_to_call(account).annotate(number=Max("address"))
    found = people.aggregate(all=Count("person"), called=Count("person", filter=~Q(number="")))
    return found["all"], found["called"]


def due_by(account: str) -> date | None:
    """The day by which the first call must be made; see `too_late_at`."""
    calls = Message.objects.call_list(account).order_by()
    moment = calls.aggregate(first=Min(too_late_at()))["first"]
    return day_of(moment) if moment else None


def callees(account: str, people: Collection[str]) -> list[Callee]:
    """All that is to be said to these people at this moment, in their order; without those for whom nothing
    is true any more.
    """
    rows = with_person(Message.objects.call_list(account)).filter(person__in=people)
    calls = still_true(most_urgent_first(rows))
    subjects, by_person = subjects_of(calls), defaultdict(list)
    for message in calls:
        by_person[message.person].append(Call(message, subjects.get(message.pk)))
    found = [Callee(by_person[person], []) for person in people if person in by_person]
    return _with_known_to(found)


def person_of(message: Message) -> str:
    """Whom a call reaches."""
    return str(with_person(Message.objects.filter(pk=message.pk)).values_list("person", flat=True).get())


def still_true(rows: Iterable[Any]) -> list[Any]:
    """Those messages, in their order, which say what is so at this moment."""
    by_kind: dict[str, list[Message]] = defaultdict(list)
    calls = list(rows)
    for message in calls:
        by_kind[message.kind].append(message)
    true: set[int] = set()
    for key, same in by_kind.items():
        kind = kind_of(key)
        objects = kind.load_many({message.object_id for message in same})
        found = ((message, objects.get(message.object_id)) for message in same)
        true |= {it.pk for it, obj in found if obj is not None and kind.still_wanted(obj, it)}
    return [message for message in calls if message.pk in true]


def _with_known_to(found: list[Callee]) -> list[Callee]:
    unreached = {it.booking_id for it in found if it.booking_id and not it.message.address}
    known = _known_to(unreached) if unreached else {}
    return [Callee(it.calls, known.get(it.booking_id, [])) for it in found]


def _known_to(bookings: Collection[int]) -> dict[int | None, list[str]]:
    """Who entered each booking, and who leads the next meeting to which the family comes."""
    rows = Booking.objects.filter(pk__in=bookings)
    known = {
        pk: [name] if name else []
        for pk, name in rows.values_list("pk", Coalesce("entered_by__name", Value("")))
    }
    leading = Assignment.objects.filter(
        date__taken__booking__in=bookings, date__starts__gt=timezone.now(), date__state=DateState.PLANNED,
        role=HelperRole.LEAD, state=AssignmentState.AGREED,
    )  # fmt: skip
    led: set[int] = set()
    for pk, name in leading.order_by("date__starts").values_list("date__taken__booking", "helper__name"):
        if pk in known and pk not in led:
            led.add(pk)
            known[pk] = list(dict.fromkeys([*known[pk], name]))
    return dict(known)
