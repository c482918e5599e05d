"""Meetings to try the house with: what was, what is coming, a full evening with a family that waits."""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from organisations.models import Organisation
from organisations.models.structure import newest_closed_year
from organisations.services import freeze_network_sums
from parentwork.choices import ContactWay, HelperRole, SeatState, VenueKind
from parentwork.demo import last_year, needs, schools
from parentwork.demo.offers import AFTER_PRIMARY, BERLIN, BERLIN_PAST, CAFE, FULL_EVENING, PAST, Offer
from parentwork.models import Booking, Format, Helper, Seat, Venue, Workshop, WorkshopDate
from parentwork.services import attendance, people, venues, workshops
from parentwork.services.attendance import Came
from parentwork.services.bookings import book
from parentwork.services.deletion import day_of
from parentwork.services.families import Family
from parentwork.services.lands import freeze_land_sums
from parentwork.services.series import Rule, propose
from parentwork.services.team import add_helper
from portal.accounts.models import User
from portal.lib.dates import at_berlin, today
from portal.places.models import PostalCode

_HOUSE = uuid.UUID("6f0b1f2e-6a4e-4c0a-9f0e-0d6f5a3a7c11")
_PLACES = {
    "verein@demo.example": (
        "Haus der Vielfalt", "Beuthstraße 21", "44147", (PAST, AFTER_PRIMARY, FULL_EVENING, CAFE)
    ),
    "verein-be@demo.example": ("Nachbarschaftshaus", "Karlsgartenstraße 6", "12049", (BERLIN_PAST, BERLIN)),
}  # fmt: skip


def load() -> dict[str, int]:
    """Make the demo's meetings; what is there already stays, and a new round is planned when all is over."""
    made, named = 0, 0
    if User.objects.filter(email__in=_PLACES).exists():
        named = schools.load()
    for email, (place, street, code, offers) in _PLACES.items():
        coordinator = User.objects.filter(email=email).first()
        organisation = coordinator and Organisation.objects.of(coordinator).order_by("pk").first()
        if coordinator and organisation:
            made += _load(
                organisation, coordinator, _venue(organisation, coordinator, place, street, code), offers
            )
    made += last_year.load()
    asked = needs.load()
    freeze_network_sums()  # of what the organisations said of themselves, and of the meetings
    for year in (newest_closed_year() - 1, newest_closed_year()):
        freeze_land_sums(year)
    return {"workshops": made, "needs": asked, "schools": named}


@transaction.atomic
def _load(organisation: Organisation, by: User, venue: Venue, offers: tuple[Offer, ...]) -> int:
    helpers = _helpers(organisation, by)
    made = 0
    for offer in offers:
        if _is_there(organisation, offer):
            continue
        workshop = _plan(organisation, venue, offer, by)
        made += 1
        if offer.starts_in < 0:
            _was(workshop, offer, helpers, by)
        else:
            _comes(workshop, offer, helpers, by)
    return made


def _token(organisation: Organisation, offer: Offer, round_: int) -> uuid.UUID:
    return uuid.uuid5(_HOUSE, f"{organisation.pk}:{offer.key}:{round_}")


def _is_there(organisation: Organisation, offer: Offer) -> bool:
    """Of what is over one round is enough; of what comes there must be one whose dates are not all over."""
    rounds = _rounds(organisation, offer)
    return bool(rounds) and (offer.starts_in < 0 or rounds[-1].dates.upcoming().exists())


def _rounds(organisation: Organisation, offer: Offer) -> list[Workshop]:
    found: list[Workshop] = []
    while row := Workshop.objects.filter(public_id=_token(organisation, offer, len(found))).first():
        found.append(row)
    return found


def _venue(organisation: Organisation, by: User, name: str, street: str, code: str) -> Venue:
    found = organisation.venues.filter(name=name).first()
    fields = {
        "kind": VenueKind.ROOM, "name": name, "street": street, "step_free": True, "is_public": True,
        "postal_code": PostalCode.objects.filter(pk=code).first() or organisation.postal_code,
        "directions_de": "Eingang im Hof, erste Tür links",
        "directions_en": "Door in the yard, first on the left",
    }  # fmt: skip
    return found or venues.add(organisation, fields, by=by)


def _helpers(organisation: Organisation, by: User) -> list[Helper]:
    """Two volunteers; the demo's helper with an account is one of them where there is one."""
    account = User.objects.filter(email="helfer@demo.example", memberships__organisation=organisation).first()
    wanted = [("Samir Haddad" if account else "Iryna Melnyk", account), ("Fatma Yıldız", None)]
    return [
        organisation.helpers.filter(name=name).first()
        or add_helper(organisation, {"name": name, "user": user, "languages": ["de"]}, by=by)
        for name, user in wanted
    ]


def _first_day(offer: Offer) -> date:
    """The weekday of the offer in the week that lies `starts_in` weeks from this one."""
    monday = today() - timedelta(days=today().weekday())
    return monday + timedelta(weeks=offer.starts_in, days=offer.weekday)


def _dates(organisation: Organisation, offer: Offer) -> list[tuple[datetime, datetime]]:
    if offer.starts_in < 0:
        days = [_first_day(offer) + timedelta(weeks=week) for week in range(offer.dates)]
        return [(at_berlin(day, offer.begins), at_berlin(day, offer.ends)) for day in days]
    rule = Rule(_first_day(offer), (offer.weekday,), offer.dates, offer.begins, offer.ends)
    proposals = propose(rule, organisation.land_id or "DE-NW")
    return [(each.starts, each.ends) for each in proposals if not each.skipped]


def _plan(organisation: Organisation, venue: Venue, offer: Offer, by: User) -> Workshop:
    format_ = Format.objects.get(code=offer.format)
    fields: dict[str, Any] = {
        "format": format_, "venue": venue, "languages": list(offer.languages), "seats": offer.seats,
        "childcare": offer.childcare, "sign_up": format_.sign_up,
        **{f"title_{language}": title for language, title in offer.titles.items()},
        **{f"text_{language}": text for language, text in offer.texts.items()},
        **offer.more,
    }  # fmt: skip
    token = _token(organisation, offer, len(_rounds(organisation, offer)))
    return workshops.plan(organisation, fields, _dates(organisation, offer), by=by, token=token)


def _comes(workshop: Workshop, offer: Offer, helpers: list[Helper], by: User) -> None:
    workshops.publish(workshop, by=by)
    workshop.refresh_from_db()
    for name, adults, children in offer.families:
        book(workshop, Family(name, ContactWay.ASSOCIATION, adults, _bands(children), accepts_waiting=True))
    for day in workshop.dates.all():
        people.assign(day, helpers[0], HelperRole.LEAD, by=by)


def _bands(children: int) -> dict[str, int]:
    return {"children_3_5": min(children, 1), "children_6_9": max(0, children - 1)}


def _was(workshop: Workshop, offer: Offer, helpers: list[Helper], by: User) -> None:
    """A series that is over: services refuse to book the past, so seats are written as they were then."""
    Workshop.objects.filter(pk=workshop.pk).update(state="published")
    dates = list(workshop.dates.order_by("starts"))
    bookings = [
        Booking.objects.create(
            workshop=workshop, name=name, way=ContactWay.ASSOCIATION, adults=adults, childcare=children,
            delete_on=day_of(workshop), **_bands(children),
        )
        for name, adults, children in offer.families
    ]  # fmt: skip
    for number, day in enumerate(dates):
        seats = [_sat(booking, day) for booking in bookings]
        if number + 1 == len(dates):
            return  # the last evening is still to be typed in
        came = {
            seat.pk: Came(seat.adults, seat.childcare, seat.childcare)
            for index, seat in enumerate(seats) if (index + number) % 4
        }  # fmt: skip
        attendance.record(day, came, Came(adults=number), by=by, version=day.attendance_version)
        _hours(workshop, day, helpers, by)


def _sat(booking: Booking, day: WorkshopDate) -> Seat:
    return Seat.objects.create(
        booking=booking, date=day, state=SeatState.CONFIRMED, adults=booking.adults,
        childcare=booking.childcare, since=timezone.now(),
    )  # fmt: skip


def _hours(workshop: Workshop, day: WorkshopDate, helpers: list[Helper], by: User) -> None:
    rows = [
        people.record_hours(
            workshop, helper, day=day.day, hours=Decimal("2.50"), activity=activity, by=by, on=day
        )[0]
        for helper, activity in zip(helpers, ("Leitung", "Kinderbetreuung"), strict=True)
    ]
    people.confirm_hours(workshop.organisation, [rows[0].pk], by=by)
