"""A family on the phone: entered, told, cancelled, called."""

import re
import uuid
from datetime import timedelta

import pytest

from parentwork.choices import ContactWay, HelperRole, SignUp
from parentwork.messages import date_changed
from parentwork.messages.subjects import Subject, subjects_of
from parentwork.models import Assignment, Booking
from parentwork.services import consents, people
from parentwork.services import dates as date_services
from parentwork.services.bookings import book
from portal.lib.dates import moment_words
from portal.outbox.models import Message
from tests.factories.parentwork import ConsentFactory, HelperFactory, SeatFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def dates(workshop):
    """Two evenings, each booked for itself."""
    workshop.sign_up = SignUp.PER_DATE
    workshop.save()
    return WorkshopDateFactory.create_batch(2, workshop=workshop)


def said(**fields) -> dict:
    return {
        "token": str(uuid.uuid4()), "name": "Samira", "adults": "1", "way": "association", "language": "ar"
    } | fields  # fmt: skip


def states(booking) -> dict[int, str]:
    return dict(booking.seats.values_list("date", "state"))


class TestBooking:
    def test_the_form_speaks_to_the_one_who_types(self, desk, workshop, dates):
        workshop.childcare = 4
        workshop.save()
        page = desk.get("desk_book", pk=workshop.pk).text
        assert "First name of the family, or another name" in page
        assert "In which language do you write to the family?" in page
        assert "Only their age counts, not their names." in page
        for words in ("Your first name", "please call me", "write to you", "come with you"):
            assert words not in page

    def test_coming_from_a_date_that_date_is_ticked(self, desk, workshop, dates):
        first, second = dates
        link = desk.address("desk_book", pk=workshop.pk) + f"?date={second.pk}"
        assert f'href="{link}"' in desk.get("desk_date", pk=second.pk).text
        page = desk.follow(link).text
        assert re.findall(r'name="dates" value="(\d+)"[^>]* checked', page) == [str(second.pk)]
        assert first.pk != second.pk

    @pytest.mark.parametrize("date", ["", "x", "0", "99999999999999999999"])
    def test_a_date_that_does_not_exist_ticks_nothing(self, desk, workshop, dates, date):
        page = desk.follow(desk.address("desk_book", pk=workshop.pk) + f"?date={date}")
        assert page.status_code == 200
        assert not re.search(r'name="dates"[^>]* checked', page.text)

    @pytest.mark.parametrize(
        ("reached", "told"),
        [
            ({"way": "association"}, "The family gets no message. Tell it the dates and this code"),
            ({"way": "call", "phone": "0231 1234567"}, "The family gets no message."),
            ({"way": "mail", "email": "samira@mail.example"}, "The family gets a message with this code"),
        ],
        ids=["in person", "by phone", "by mail"],
    )
    def test_what_is_saved_is_confirmed_with_what_the_family_gets(self, desk, workshop, dates, reached, told):
        answer = desk.post("desk_book", said(dates=[dates[0].pk], **reached), pk=workshop.pk)
        page = desk.follow(answer["Location"]).text
        code = Booking.objects.get().code
        assert "The booking is saved" in page
        assert f"{code[:3]} {code[3:]}" in page
        assert told in page
        assert "The booking is saved" not in desk.get("desk_booking", pk=Booking.objects.get().pk).text

    def test_a_missing_address_is_asked_for_without_calling_it_theirs(self, desk, workshop, dates):
        refused = desk.post("desk_book", said(way="mail", dates=[dates[0].pk]), pk=workshop.pk)
        assert "Please write an e-mail address, or choose another way." in refused.text


class TestCancelling:
    @pytest.fixture
    def booking(self, dates):
        first, second = dates
        booking = SeatFactory(date=first, booking__name="Samira").booking
        SeatFactory(date=second, booking=booking)
        return booking

    def test_the_page_of_a_family_cancels_nothing_by_itself(self, desk, booking):
        page = desk.get("desk_booking", pk=booking.pk).text
        assert f'href="{desk.address("desk_cancel_booking", pk=booking.pk)}"' in page
        assert "<button" not in page.partition("<h1>")[2].partition("</main>")[0]

    def test_one_date_is_chosen_asked_about_and_cancelled(self, desk, booking, dates):
        first, second = dates
        address = desk.address("desk_cancel_booking", pk=booking.pk)
        assert desk.follow(address).text.count('name="dates"') == 2
        question = desk.follow(f"{address}?chosen=1&dates={first.pk}").text
        assert "Do you want to cancel?" in question
        assert re.findall(r'type="hidden" name="dates" value="(\d+)"', question) == [str(first.pk)]
        assert set(states(booking).values()) == {"confirmed"}
        desk.post("desk_cancel_booking", {"dates": [first.pk]}, pk=booking.pk)
        assert states(booking) == {first.pk: "cancelled", second.pk: "confirmed"}

    def test_all_dates_are_asked_about_before_anything_is_cancelled(self, desk, booking):
        question = desk.follow(desk.address("desk_cancel_booking", pk=booking.pk) + "?all=1").text
        assert "Do you want to cancel?" in question
        assert 'type="hidden" name="all"' in question
        assert set(states(booking).values()) == {"confirmed"}

    def test_after_it_the_family_can_be_booked_again_or_is_forgotten(self, desk, booking, workshop):
        desk.post("desk_cancel_booking", {"all": "1"}, pk=booking.pk)
        page = desk.get("desk_booking", pk=booking.pk).text
        assert desk.address("desk_book", pk=workshop.pk) in page
        assert "the coming night, since no date of the booking is left" in page
        assert desk.get("desk_cancel_booking", pk=booking.pk).status_code == 302


class TestCalls:
    def test_the_list_says_whom_to_tell_how_and_of_which_meeting(self, desk, workshop, family):
        date = WorkshopDateFactory(workshop=workshop)
        book(workshop, family(name="Oksana", way=ContactWay.CALL, phone="+492311234567"))
        book(workshop, family(name="Amal"))
        called, met = re.findall(r"<tr>(.*?)</tr>", desk.get("desk_calls").text.partition("<tbody>")[2], re.S)
        assert 'href="tel:+492311234567"' in called
        assert "tell in person" in met
        for row in (called, met):
            assert "Welche Schule jetzt?" in row
            assert moment_words(date.starts, "en") in row
            assert "Booking confirmed" in row

    def test_a_helper_or_a_guest_whom_no_sms_reached_stands_beside_what_it_is_about(
        self, desk, cast, workshop, family
    ):
        """Never beside a family that happens to have the same number in another table."""
        date = WorkshopDateFactory(workshop=workshop)
        families = [book(workshop, family()) for _number in range(3)]
        Message.objects.all().delete()
        phone = {"phone": "+4915112345678", "email": ""}
        helper = HelperFactory(organisation=cast.association, **phone)
        people.assign(date, helper, HelperRole.LEAD, by=cast.coordinator)
        asked = Assignment.objects.filter(pk=helper.assignments.get().pk)
        asked.update(id=families[0].pk)
        date_services.cancel(date, by=cast.coordinator, version=date.version)
        guest = ConsentFactory(
            pk=families[1].pk, booking=None, workshop=workshop, name="Oleh", way=ContactWay.SMS, **phone
        )
        other = WorkshopDateFactory(workshop__organisation=cast.association, workshop__title_de="Lesen")
        consents.invite(other.workshop, by=cast.coordinator)
        sms = Message.objects.filter(channel="sms", state="due")
        assert set(sms.values_list("object_id", flat=True)) == {families[0].pk, guest.pk}
        sms.update(channel="call")
        subjects = subjects_of(Message.objects.filter(address=phone["phone"]).order_by("pk"))
        assert list(subjects.values()) == [
            Subject(workshop, [date]), Subject(other.workshop, [other])
        ]  # fmt: skip
        assert "Lesen" in desk.get("desk_calls").text

    def test_a_change_of_one_date_names_that_date_alone(self, desk, workshop, family):
        first = WorkshopDateFactory(workshop=workshop)
        WorkshopDateFactory(workshop=workshop, starts=first.starts + timedelta(days=7))
        book(workshop, family())
        date_changed(first, before=first.starts - timedelta(days=1))
        call = Message.objects.get(kind="parentwork.date_changed")
        page = desk.get("desk_call", pk=call.pk).text
        lead = page.partition(f'id="call-{call.pk}"')[2].partition("What to say")[0]
        assert lead.count('<span class="muted">') == 1
        assert moment_words(first.starts, "en") in lead
