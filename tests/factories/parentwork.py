from datetime import timedelta

import factory
from django.utils import timezone

from parentwork.choices import ContactWay, SeatState, WorkshopState
from parentwork.models import (
    Assignment,
    Booking,
    Concept,
    Consent,
    Format,
    Helper,
    LandSums,
    Need,
    Partnership,
    School,
    Seat,
    Venue,
    Workshop,
    WorkshopDate,
)
from portal.lib.dates import today
from portal.lib.text import fold
from tests.factories.organisations import OrganisationFactory
from tests.factories.places import LandFactory, PostalCodeFactory


class FormatFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Format
        django_get_or_create = ("code",)

    code = "seminar"
    name_de = "Elternseminar"
    name_en = "Seminar for parents"


class ConceptFactory(factory.django.DjangoModelFactory):
    """A concept that nobody else sees."""

    class Meta:
        model = Concept

    organisation = factory.SubFactory(OrganisationFactory)
    title_de = "Schule verstehen"
    goal_de = "Eltern kennen die Wege nach der Grundschule."


class VenueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Venue

    organisation = factory.SubFactory(OrganisationFactory)
    name = "Haus der Vielfalt"
    street = "Beuthstraße 21"
    postal_code = factory.SubFactory(PostalCodeFactory)
    latitude = factory.LazyAttribute(lambda it: it.postal_code.latitude if it.postal_code else None)
    longitude = factory.LazyAttribute(lambda it: it.postal_code.longitude if it.postal_code else None)


class WorkshopFactory(factory.django.DjangoModelFactory):
    """A published series of the organisation, without dates."""

    class Meta:
        model = Workshop

    organisation = factory.SubFactory(OrganisationFactory)
    state = WorkshopState.PUBLISHED
    format = factory.SubFactory(FormatFactory)
    title_de = "Welche Schule jetzt?"
    text_de = "Wir sprechen über die Schulen nach der Grundschule."
    languages = ["ar", "de"]
    venue = factory.SubFactory(VenueFactory, organisation=factory.SelfAttribute("..organisation"))
    seats = 12
    childcare = 4
    # Who moves up has its places at once; what is different when families are asked first is in test_offers.
    offers_places = False


class WorkshopDateFactory(factory.django.DjangoModelFactory):
    """A date at noon of the day after tomorrow, each a second later than the one before."""

    class Meta:
        model = WorkshopDate

    workshop = factory.SubFactory(WorkshopFactory)
    starts = factory.Sequence(
        lambda n: (
            timezone.now().replace(hour=11, minute=0, second=0, microsecond=0) + timedelta(days=2, seconds=n)
        )
    )
    ends = factory.LazyAttribute(lambda it: it.starts + timedelta(hours=2))
    venue = factory.SelfAttribute("workshop.venue")
    seats = factory.SelfAttribute("workshop.seats")
    childcare = factory.SelfAttribute("workshop.childcare")


class BookingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Booking

    workshop = factory.SubFactory(WorkshopFactory)
    name = factory.Sequence(lambda n: f"Familie {n}")
    way = ContactWay.SMS
    phone = factory.Sequence(lambda n: f"+49231{1000000 + n}")
    adults = 1
    delete_on = factory.LazyFunction(lambda: (timezone.now() + timedelta(days=120)).date())


class SeatFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Seat

    date = factory.SubFactory(WorkshopDateFactory)
    booking = factory.SubFactory(BookingFactory, workshop=factory.SelfAttribute("..date.workshop"))
    state = SeatState.CONFIRMED
    adults = factory.SelfAttribute("booking.adults")
    childcare = factory.SelfAttribute("booking.childcare")
    since = factory.LazyFunction(timezone.now)


class ConsentFactory(factory.django.DjangoModelFactory):
    """A family that may be invited by mail."""

    class Meta:
        model = Consent

    booking = factory.SubFactory(BookingFactory)
    workshop = factory.SelfAttribute("booking.workshop")
    purpose = "invitations"
    version = 1
    name = factory.SelfAttribute("booking.name")
    language = "de"
    way = ContactWay.MAIL
    email = factory.Sequence(lambda n: f"familie{n}@example.org")
    delete_on = factory.LazyFunction(lambda: today() + timedelta(days=700))


class HelperFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Helper

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Helferin {n}")


class AssignmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Assignment

    date = factory.SubFactory(WorkshopDateFactory)
    helper = factory.SubFactory(HelperFactory)
    starts = factory.SelfAttribute("date.starts")
    ends = factory.SelfAttribute("date.ends")


class NeedFactory(factory.django.DjangoModelFactory):
    """A mother in Dortmund who looks for something in Ukrainian and wants no message."""

    class Meta:
        model = Need

    name = "Olena"
    language = "uk"
    place = factory.SubFactory(PostalCodeFactory)
    words = "Як працює школа?"
    spoken = "uk"
    delete_on = factory.LazyFunction(lambda: (timezone.now() + timedelta(days=120)).date())


class SchoolFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = School

    land = factory.SubFactory(LandFactory)
    number = factory.Sequence(lambda n: f"{100000 + n}")
    name = factory.Sequence(lambda n: f"Grundschule {n}")
    search_text = factory.LazyAttribute(lambda it: fold(f"{it.name} {it.place}"))
    place = ""


class PartnershipFactory(factory.django.DjangoModelFactory):
    """Noted by the organisation; the school was not asked."""

    class Meta:
        model = Partnership

    organisation = factory.SubFactory(OrganisationFactory)
    school = factory.SubFactory(SchoolFactory)


class LandSumsFactory(factory.django.DjangoModelFactory):
    """A year without any offer."""

    class Meta:
        model = LandSums
        django_get_or_create = ("land", "year")

    land = factory.SubFactory(LandFactory)
    year = 2024
    figures = factory.LazyFunction(
        lambda: {
            "offers": 0,
            "organisations": 0,
            "meetings": 0,
            "schools": 0,
            "by": {by: [] for by in ("format", "topic", "language", "district")},
            "amounts": {
                name: {"whole": None, "districts": {}} for name in ("participations", "families", "hours")
            },
            "white": [],
            "unmet": {"total": None, "by": {by: [] for by in ("district", "language", "topic")}},
        }
    )
