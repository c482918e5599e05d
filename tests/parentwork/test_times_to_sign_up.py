"""From when on families sign up, and until when they say that their children come along."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from parentwork.choices import SignUp
from parentwork.services.bookings import book
from parentwork.services.numbers import Numbers, change_numbers
from portal.lib.dates import BERLIN
from tests.factories.parentwork import HelperFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def evening(cast):
    return WorkshopDateFactory(
        workshop__organisation=cast.association, workshop__seats=10, workshop__childcare=4, childcare=4,
        starts=timezone.now().replace(hour=16) + timedelta(days=10),
    )  # fmt: skip


@pytest.fixture
def workshop(evening):
    return evening.workshop


@pytest.fixture
def helper(cast):
    return HelperFactory(organisation=cast.association)


@pytest.fixture
def stranger():
    return HelperFactory()


@pytest.fixture
def edit_form():
    """What the form to change a workshop sends when nothing is changed."""

    def filled(workshop) -> dict:
        return {
            "version": workshop.version, "format": workshop.format_id, "title_de": workshop.title_de,
            "languages": workshop.languages, "audience": "all", "venue": workshop.venue_id,
            "sign_up": workshop.sign_up, "seats": workshop.seats, "childcare": workshop.childcare,
            "childcare_from_age": "0", "childcare_to_age": "12", "cost": "0",
        }  # fmt: skip

    return filled


def opens(workshop, moment) -> None:
    workshop.sign_up_from = moment
    workshop.save()


class TestBeforeItBegins:
    def test_families_read_from_when_on_they_can_sign_up(self, client, workshop, family):
        opens(workshop, timezone.now() + timedelta(days=2))
        page = client.get(workshop.get_absolute_url()).text
        assert "You can sign up from" in page
        assert "Book places" not in page
        address = f"{workshop.get_absolute_url()}book/"
        assert client.get(address).status_code == 302
        with pytest.raises(ValidationError, match="You can sign up from"):
            book(workshop, family())

    def test_the_organisation_books_before(self, cast, workshop, family):
        opens(workshop, timezone.now() + timedelta(days=2))
        assert book(workshop, family(), by=cast.coordinator).seats.count() == 1

    def test_from_then_on_families_book(self, client, workshop, family):
        opens(workshop, timezone.now() - timedelta(minutes=1))
        assert "Book places" in client.get(workshop.get_absolute_url()).text
        assert book(workshop, family()).seats.count() == 1

    def test_it_cannot_end_before_it_begins(self, desk, workshop, edit_form):
        begin = (timezone.now() + timedelta(days=3)).astimezone(BERLIN)
        form = edit_form(workshop) | {
            "sign_up_from": f"{begin:%Y-%m-%dT%H:%M}",
            "sign_up_until": f"{begin - timedelta(hours=1):%Y-%m-%dT%H:%M}",
        }
        response = desk.post("desk_edit", form, pk=workshop.pk)
        assert response.status_code == 422
        assert "must be later than the beginning" in response.text


class TestChildcare:
    def closes(self, workshop, days: int) -> None:
        workshop.childcare_days = days
        workshop.save()

    def test_the_day_set_for_it_counts_in_full(self, workshop, evening, family):
        self.closes(workshop, 3)
        last = evening.starts.astimezone(BERLIN).replace(hour=23, minute=30) - timedelta(days=3)
        with time_machine.travel(last):
            assert book(workshop, family(children={"children_3_5": 1})).childcare == 1
        with time_machine.travel(last + timedelta(hours=1)):
            with pytest.raises(ValidationError) as refused:
                book(workshop, family(children={"children_6_9": 1}))
            assert list(refused.value.message_dict) == ["children_6_9"]
            assert book(workshop, family(name="Alone")).childcare == 0

    def test_the_organisation_books_it_later_too(self, cast, workshop, family):
        self.closes(workshop, 30)
        booking = book(workshop, family(children={"children_3_5": 1}), by=cast.coordinator)
        assert booking.childcare == 1

    def test_more_children_cannot_be_added_but_fewer_can_come(self, workshop, family):
        booking = book(workshop, family(children={"children_3_5": 2}))
        self.closes(workshop, 30)
        with pytest.raises(ValidationError, match="can no longer be booked"):
            change_numbers(booking, Numbers(1, {"children_3_5": 3}))
        change_numbers(booking, Numbers(2, {"children_3_5": 1}))
        booking.refresh_from_db()
        assert (booking.adults, booking.childcare) == (2, 1)

    def test_a_series_is_asked_at_its_next_date_and_single_dates_each(self, workshop, evening, family):
        far = WorkshopDateFactory(workshop=workshop, childcare=4, starts=evening.starts + timedelta(days=30))
        self.closes(workshop, 20)
        with pytest.raises(ValidationError):
            book(workshop, family(children={"children_3_5": 1}))
        workshop.sign_up = SignUp.PER_DATE
        workshop.save()
        assert book(workshop, family(children={"children_3_5": 1}, dates=(far.pk,))).childcare == 1
        with pytest.raises(ValidationError):
            book(workshop, family(children={"children_3_5": 1}, dates=(far.pk, evening.pk)))

    def test_the_form_says_so_and_loses_nothing_that_was_typed_in_time(self, client, workshop):
        self.closes(workshop, 30)
        address = f"{workshop.get_absolute_url()}book/"
        page = client.get(address).text
        assert "Childcare can no longer be booked here" in page
        assert "children_3_5" not in page
        sent = client.post(address, {
            "token": "0d2f6a0e-6a39-4a19-9d8b-1c3a6ac6a001", "name": "Samira", "adults": "2",
            "children_3_5": "1", "way": "association", "language": "en",
        })  # fmt: skip
        assert sent.status_code == 422
        assert "can no longer be booked here" in sent.text
        assert 'name="children_3_5" value="1"' in sent.text

    def test_the_page_says_until_when(self, client, workshop):
        self.closes(workshop, 2)
        assert "at least 2 days before" in client.get(workshop.get_absolute_url()).text


class TestWhoLooksAfterTheChildren:
    def test_it_is_somebody_of_the_organisation(self, desk, workshop, edit_form, stranger):
        response = desk.post("desk_edit", edit_form(workshop) | {"child_carer": stranger.pk}, pk=workshop.pk)
        assert response.status_code == 422

    def test_the_date_says_what_is_missing(self, desk, workshop, evening, helper):
        address = desk.address("desk_date", pk=evening.pk)
        assert "Nobody is responsible for the childcare yet" in desk.follow(address).text
        workshop.child_carer = helper
        workshop.save()
        assert "certificate of conduct not seen yet" in desk.follow(address).text
        helper.certificate_seen = timezone.now().date()
        helper.save()
        assert "certificate of conduct seen on" in desk.follow(address).text

    def test_how_many_more_are_needed_follows_from_the_ratio(self, desk, workshop, evening, helper):
        workshop.children_per_carer = 2
        workshop.save()
        page = desk.get("desk_workshop", pk=workshop.pk).text
        assert "nobody looks after the children yet" in page
        evening.assignments.create(
            helper=helper, role="childcare", state="agreed", starts=evening.starts, ends=evening.ends
        )
        assert "1 more for the children is needed" in desk.get("desk_workshop", pk=workshop.pk).text
        workshop.children_per_carer = 4
        workshop.save()
        assert "for the children is needed" not in desk.get("desk_workshop", pk=workshop.pk).text
