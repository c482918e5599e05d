"""Every odd string that people are known to type or paste, in every text field: an answer, never a fault.

All strings go through all forms and services; each twentieth goes the whole way through the pages.
"""

import uuid
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse

from parentwork.forms.booking import BookingForm, LookupForm
from parentwork.forms.desk_attendance import AttendanceForm
from parentwork.forms.desk_dates import CancelForm, DateForm
from parentwork.forms.desk_needs import AnswerForm, NeedFilters
from parentwork.forms.desk_people import HelperForm, HoursForm, VenueForm
from parentwork.forms.desk_workshops import EditForm
from parentwork.forms.needs import FindForm, WishForm
from parentwork.forms.search import WorkshopFilters
from parentwork.models import Booking, Need, WorkshopDate
from parentwork.services import dates, needs, team, venues, workshops
from parentwork.services.bookings import book
from tests.factories.parentwork import (
    FormatFactory,
    HelperFactory,
    VenueFactory,
    WorkshopDateFactory,
    WorkshopFactory,
)
from tests.realdata import naughty_strings

pytestmark = pytest.mark.django_db
ANSWERS = {200, 302, 422}


@pytest.fixture(scope="module")
def strings() -> list[str]:
    return naughty_strings()


def said(**fields) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def forms(cast, odd: str, date: WorkshopDate) -> Iterator[tuple[object, Callable]]:
    """Each form filled with the odd string wherever text can stand, and what saving it would do."""
    workshop, organisation, by = date.workshop, cast.association, cast.coordinator
    family = {"token": str(uuid.uuid4()), "adults": "1", "language": "de"}
    booked = BookingForm(workshop, [date], said(name=odd, way="association", **family))
    yield booked, lambda: book(workshop, booked.family())
    yield BookingForm(workshop, [date], said(name="S", way="sms", phone=odd, email=odd, **family)), None
    yield BookingForm(workshop, [date], said(**dict.fromkeys((*family, "name", "way"), odd))), None
    yield LookupForm(said(code=odd, contact=odd)), None
    asked = {"token": str(uuid.uuid4()), "asker": "parents", "spoken": "uk", "families": "1", "near": "44137"}
    wish = WishForm(said(name=odd, words=odd, **asked))
    yield wish, lambda: needs.post(wish.wish())
    everywhere = (*asked, "name", "words", "topic", "times", "way", "email", "phone")
    yield WishForm(said(**dict.fromkeys(everywhere, odd))), None
    yield FindForm(said(code=odd, contact=odd)), None
    yield AnswerForm(organisation, said(workshop=odd)), None
    near = NeedFilters(said(km=odd, language=odd, topic=odd))
    yield near, lambda: list(near.apply(Need.objects.near(organisation)))
    place = VenueForm(said(kind="online", name=odd, street=odd, directions_de=odd, link=odd, postal_code=odd))
    yield place, lambda: venues.add(organisation, place.values(), by=by)
    bare = VenueForm(said(kind="online", name=odd, street=odd, directions_de=odd))
    yield bare, lambda: venues.add(organisation, bare.values(), by=by)
    helper = HelperForm(organisation, said(name=odd))
    yield helper, lambda: team.add_helper(organisation, helper.cleaned_data, by=by)
    yield HelperForm(organisation, said(name=odd, phone=odd, email=odd, languages=[odd], user=odd)), None
    hours = said(helper=odd, workshop=odd, day=odd, hours=odd, activity=odd)
    yield HoursForm(organisation, hours, by=by), None
    reason = CancelForm(said(reason=odd))
    yield reason, lambda: dates.cancel(date, by=by, version=1, reason=reason.cleaned_data["reason"])
    yield DateForm(organisation, said(**dict.fromkeys(("starts", "begins", "ends", "venue"), odd))), None
    yield AttendanceForm(date, [], {}, said(version=odd, walk_adults=odd)), None
    filters = WorkshopFilters.of(said(near=odd, km=odd, language=odd, when=odd, childcare=odd))
    yield filters, lambda: list(filters.apply(WorkshopDate.objects.upcoming()))


def description(cast, odd: str, date: WorkshopDate) -> Iterator[tuple[object, Callable]]:
    """The largest form: slow to build, so every fifth string has to be enough for it."""
    workshop, organisation, by = date.workshop, cast.association, cast.coordinator
    words = dict.fromkeys(
        ["title_de", "text_de", "school_text", *(f"title_{code}" for code in ("ar", "en", "tr"))], odd
    )
    edit = EditForm(
        organisation,
        said(
            version="1", format=str(workshop.format_id), languages=["de"], audience="all",
            venue=str(workshop.venue_id), sign_up="series", seats="9", childcare="0", cost="0",
            childcare_from_age="0", childcare_to_age="9", **words,
        ),
        instance=workshop,
    )  # fmt: skip
    yield edit, lambda: workshops.change(workshop, edit.values(), by=by, version=1)


def test_every_string_in_every_field(cast, strings):
    date = WorkshopDateFactory(workshop=WorkshopFactory(organisation=cast.association, seats=500), seats=500)
    for number, odd in enumerate(strings):
        more = description(cast, odd, date) if number % 5 == 0 else ()
        for form, save in [*forms(cast, odd, date), *more]:
            valid = form.is_valid()
            assert valid or form.errors, odd
            if valid and save:
                with transaction.atomic():
                    save()
                    transaction.set_rollback(True)
                date.refresh_from_db()
                date.workshop.refresh_from_db()


def test_the_way_through_the_public_pages(client, strings):
    workshop = WorkshopDateFactory(seats=500, workshop__seats=500).workshop
    address = reverse("parentwork:book", args=[workshop.pk, workshop.slug])
    for odd in strings[::20]:
        cache.clear()
        form = {
            "token": str(uuid.uuid4()),
            "name": odd,
            "adults": "1",
            "way": "association",
            "language": "de",
        }
        response = client.post(address, form)
        assert response.status_code in ANSWERS, odd
        if response.status_code == 302:
            assert client.get(response["Location"]).status_code == 200, odd
            assert Booking.objects.latest("pk").name == odd.strip()
        assert client.get("/de/workshops/", {"near": odd, "page": odd}).status_code in ANSWERS, odd
        assert client.post("/de/b/", {"code": odd, "contact": odd}).status_code == 422, odd
        assert client.post("/de/needs/", dict.fromkeys(form, odd) | {"near": odd}).status_code == 422, odd
        assert client.post("/de/needs/find/", {"code": odd, "contact": odd}).status_code == 422, odd
        assert client.get("/de/needs/", {"near": odd, "topic": odd, "language": odd}).status_code == 200, odd


def test_the_way_through_the_desk(client, cast, strings):
    client.force_login(cast.coordinator)
    date = WorkshopDateFactory(workshop=WorkshopFactory(organisation=cast.association))
    VenueFactory(organisation=cast.association)
    HelperFactory(organisation=cast.association)
    base = f"/de/desk/organisations/{cast.association.slug}/workshops/"
    for odd in strings[::20]:
        for path, names in {
            "plan/": ("title_de", "text_de", "school_text", "token", "first", "weekdays"),
            "places/": ("name", "street", "postal_code"),
            "helpers/": ("name", "phone", "email"),
            "hours/": ("day", "hours", "activity"),
            "hours/confirm/": ("hours",),
            f"dates/{date.pk}/edit/": ("version", "starts", "begins"),
            f"dates/{date.pk}/attendance/": ("version", "walk_adults"),
        }.items():
            form = {"format": FormatFactory().pk, "kind": "room"} | dict.fromkeys(names, odd)
            assert client.post(base + path, form).status_code in ANSWERS, (path, odd)
        query = {"need": odd, "format": odd, "km": odd, "language": odd, "topic": odd, "page": odd}
        assert client.get(base + "plan/", query).status_code == 200, odd
        assert client.get(base + "needs/", query).status_code in ANSWERS, odd
