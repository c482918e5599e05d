"""A family on the public pages: finds, books, comes back, cancels."""

import re
import uuid
from datetime import timedelta
from typing import ClassVar

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from parentwork.choices import DateState, SeatState, SignUp, VenueKind, WorkshopState
from parentwork.models import Booking, Workshop, WorkshopDate
from parentwork.services.bookings import book, cancel_booking
from portal.lib.dates import today
from portal.outbox.models import Message
from tests.factories.parentwork import (
    NeedFactory,
    SeatFactory,
    VenueFactory,
    WorkshopDateFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening():
    return WorkshopDateFactory(workshop__seats=4, workshop__childcare=2)


@pytest.fixture
def workshop(evening):
    return evening.workshop


def address(name: str, workshop, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"parentwork:{name}", args=[workshop.pk, workshop.slug])


def said(**fields) -> dict:
    return {
        "token": str(uuid.uuid4()), "name": "Samira", "adults": "2", "children_3_5": "1",
        "way": "call", "phone": "0231 1234567", "language": "ar",
    } | fields  # fmt: skip


def test_books_and_sees_the_code_and_cancels(client, workshop):
    response = client.post(address("book", workshop), said())
    booking = Booking.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"/en/b/{booking.secret}/?booked"
    assert (str(booking.phone.as_e164), booking.language) == ("+492311234567", "ar")

    page = client.get(response["Location"])
    text = page.content.decode()
    assert f"{booking.code[:3]} {booking.code[3:]}" in text
    assert "Your places are reserved" in text
    assert "<svg" in text
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    call = Message.objects.call_list(f"organisation:{workshop.organisation_id}").get()
    assert (call.address, call.name, call.language) == ("+492311234567", "Samira", "ar")

    cancelled = client.post(f"/en/b/{booking.secret}/cancel/")
    assert cancelled.status_code == 302
    assert booking.seats.get().state == "cancelled"
    assert "cancelled" in client.get(cancelled["Location"]).content.decode()
    assert client.post(f"/en/b/{booking.secret}/cancel/").status_code == 302


def test_the_only_date_is_ticked_already(client, workshop):
    workshop.sign_up = SignUp.PER_DATE
    workshop.save()
    date = workshop.dates.get()
    page = client.get(address("book", workshop))
    assert page.context["form"]["dates"].value() == [date.pk]


def test_no_number_of_adults_is_an_error_and_gives_no_place_away(client, workshop):
    booking = SeatFactory(date=workshop.dates.get(), state="confirmed", adults=2, booking__adults=2).booking
    answer = client.post(f"/en/b/{booking.secret}/numbers/", {"adults": ""})
    assert answer.status_code == 422
    assert answer.context["form"].has_error("adults", "required")
    assert booking.seats.get().adults == 2
    answer = client.post(address("book", workshop), said(adults=""))
    assert answer.context["form"].has_error("adults", "required")


def test_cancelling_is_asked_once_and_then_the_places_are_free(client, workshop):
    booking = SeatFactory(date=workshop.dates.get(), state="confirmed").booking
    page = client.get(f"/en/b/{booking.secret}/").content.decode()
    assert f'href="/en/b/{booking.secret}/cancel/"' in page
    question = client.get(f"/en/b/{booking.secret}/cancel/")
    assert "Do you want to cancel?" in question.content.decode()
    assert question["X-Robots-Tag"] == "noindex, nofollow"
    assert booking.seats.get().state == "confirmed"
    after = client.post(f"/en/b/{booking.secret}/cancel/", follow=True).content.decode()
    assert "Your booking is cancelled" in after
    assert f'href="{address("book", workshop)}?again={booking.secret}"' in after
    assert "You have cancelled this booking." in client.get(f"/en/b/{booking.secret}/").content.decode()
    assert client.get(f"/en/b/{booking.secret}/cancel/").status_code == 302


def test_when_the_time_to_sign_up_is_over_nobody_is_sent_to_the_form(client, workshop):
    booking = SeatFactory(date=workshop.dates.get(), state="confirmed").booking
    workshop.sign_up_until = timezone.now() - timedelta(hours=1)
    workshop.save()
    page = client.get(address("detail", workshop)).content.decode()
    assert "The time to sign up is over. Please ask the association." in page
    assert address("book", workshop) not in page
    after = client.post(f"/en/b/{booking.secret}/cancel/", follow=True).content.decode()
    assert "Book again" not in after
    for answer in (client.get(address("book", workshop)), client.post(address("book", workshop), said())):
        assert (answer.status_code, answer["Location"]) == (302, address("detail", workshop))
    assert Booking.objects.get() == booking


def test_what_is_over_is_not_called_cancelled(client):
    over = WorkshopDateFactory(starts=timezone.now() - timedelta(days=2))
    booking = SeatFactory(date=over, state="confirmed").booking
    page = client.get(f"/en/b/{booking.secret}/").content.decode()
    assert "This booking is over." in page
    assert "Book again" not in page


def test_what_the_association_cancelled_is_neither_over_nor_cancelled_by_the_family(client):
    seat = SeatFactory(state="confirmed", date__state=DateState.CANCELLED, date__reason="Krankheit")
    page = client.get(f"/en/b/{seat.booking.secret}/").content.decode()
    assert "This meeting does not take place." in page
    assert "This booking is over." not in page
    assert "You have cancelled this booking." not in page
    SeatFactory(
        booking=seat.booking, date__workshop=seat.booking.workshop, date__starts=timezone.now() - timedelta(2)
    )
    assert "This booking is over." in client.get(f"/en/b/{seat.booking.secret}/").content.decode()


@pytest.fixture
def two_dates(workshop):
    """A family on two evenings, each booked for itself, and another that waits for the first."""
    workshop.sign_up = SignUp.PER_DATE
    workshop.save()
    first = workshop.dates.get()
    second = WorkshopDateFactory(workshop=workshop, starts=first.starts + timedelta(days=7))
    booking = SeatFactory(date=first, state="confirmed", adults=4).booking
    SeatFactory(date=second, booking=booking, state="confirmed", adults=4)
    waiting = SeatFactory(date=first, state="waiting", queue=1, adults=1).booking
    return booking, first, second, waiting


def test_a_family_gives_up_one_date_of_two(client, two_dates):
    booking, first, second, waiting = two_dates
    question = client.get(f"/en/b/{booking.secret}/cancel/").content.decode()
    assert question.count('name="dates"') == 2
    nothing = client.post(f"/en/b/{booking.secret}/cancel/")
    assert nothing.status_code == 422
    assert nothing.context["form"].errors == {"dates": ["Please choose at least one date."]}
    after = client.post(f"/en/b/{booking.secret}/cancel/", {"dates": [first.pk]}, follow=True)
    assert "You still come on the other dates." in after.content.decode()
    states = dict(booking.seats.values_list("date", "state"))
    assert states == {first.pk: "cancelled", second.pk: "confirmed"}
    assert waiting.seats.get().state == "confirmed"
    assert not Message.objects.filter(kind="parentwork.booking_cancelled").exists()


def test_a_second_tap_gives_up_no_other_date(client, two_dates):
    booking, first, second, _waiting = two_dates
    for _tap in range(2):
        answer = client.post(f"/en/b/{booking.secret}/cancel/", {"dates": [first.pk]})
        assert answer["Location"] == f"/en/b/{booking.secret}/?cancelled"
    assert dict(booking.seats.values_list("date", "state")) == {first.pk: "cancelled", second.pk: "confirmed"}


def test_a_family_gives_up_all_dates_at_once(client, two_dates):
    booking, _first, _second, _waiting = two_dates
    client.post(f"/en/b/{booking.secret}/cancel/", {"all": "1"})
    assert {seat.state for seat in booking.seats.all()} == {"cancelled"}


def test_nothing_is_cancelled_before_the_chosen_dates_were_asked_about(client, two_dates):
    booking, first, second, _waiting = two_dates
    page = client.get(f"/en/b/{booking.secret}/").text
    assert "Cancel one date or all" in page
    choice = client.get(f"/en/b/{booking.secret}/cancel/").text
    assert '<form method="get"' in choice
    assert '<form method="post"' not in choice.partition("<h1>")[2].partition("</main>")[0]
    for query, asked in (
        (f"chosen=1&dates={first.pk}", [first]), ("all=1", [first, second]), (f"dates={second.pk}", [second])
    ):  # fmt: skip
        question = client.get(f"/en/b/{booking.secret}/cancel/?{query}")
        assert "Do you want to cancel?" in question.text
        assert [seat.date for seat in question.context["form"].given_up] == asked
    assert client.get(f"/en/b/{booking.secret}/cancel/?chosen=1").status_code == 422
    assert {seat.state for seat in booking.seats.all()} == {"confirmed"}


def test_who_gave_up_one_date_of_two_can_book_it_again(client, two_dates, workshop):
    booking, first, _second, _waiting = two_dates
    assert "Book again" not in client.get(f"/en/b/{booking.secret}/").text
    after = client.post(f"/en/b/{booking.secret}/cancel/", {"dates": [first.pk]}, follow=True)
    assert f'href="{address("book", workshop)}?again={booking.secret}"' in after.text


def test_where_dates_are_chosen_the_heading_names_none_of_them(client, workshop, evening):
    first = WorkshopDateFactory(workshop=workshop)
    assert "You choose the dates that suit you." not in client.get(address("book", workshop)).text
    workshop.sign_up = SignUp.PER_DATE
    workshop.save()
    lead = re.search(r'<p class="lead">(.*?)</p>', client.get(address("book", workshop)).text)[1]
    assert lead.endswith("You choose the dates that suit you.")
    assert first != evening


def test_a_foreign_date_is_no_choice(client, two_dates):
    booking, *_ = two_dates
    foreign = WorkshopDateFactory()
    answer = client.post(f"/en/b/{booking.secret}/cancel/", {"dates": [foreign.pk]})
    assert answer.status_code == 422
    assert {seat.state for seat in booking.seats.all()} == {"confirmed"}


def test_the_form_says_who_will_see_it(client, workshop):
    text = client.get(address("book", workshop)).content.decode()
    assert "No school, no office of the Land, no job centre and no immigration office sees it." in text
    assert text.index("Who sees this?") < text.index("Next you get a code")


@pytest.mark.parametrize(
    ("youngest", "oldest", "asked"),
    [
        (0, 17, ["0 to 2 years", "3 to 5 years", "6 to 9 years", "10 years and older"]),
        (0, 12, ["0 to 2 years", "3 to 5 years", "6 to 9 years", "10 to 12 years"]),
        (4, 10, ["4 to 5 years", "6 to 9 years", "10 years"]),
        (3, 9, ["3 to 5 years", "6 to 9 years"]),
    ],
)
def test_ages_are_asked_for_as_far_as_the_childcare_takes_them(client, workshop, youngest, oldest, asked):
    workshop.childcare_from_age, workshop.childcare_to_age = youngest, oldest
    workshop.save()
    form = client.get(address("book", workshop)).context["form"]
    assert [str(field.label) for field in form.band_fields()] == asked


def test_the_language_of_the_page_is_preset(client, workshop):
    text = client.get(address("book", workshop, "ar")).content.decode()
    assert re.search(r'<option value="ar"[^>]* selected', text)
    assert 'dir="rtl"' in text


def test_public_pages_set_no_cookie(client, workshop):
    for page in (reverse("parentwork:list"), address("detail", workshop), address("ics", workshop)):
        response = client.get(page)
        assert response.status_code == 200
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


def test_a_double_tap_makes_one_booking(client, workshop):
    form = said()
    first, second = (client.post(address("book", workshop), form) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"phone": "0231 12"}, "This number is too short."),
        ({"phone": "Samira"}, "This is not a phone number."),
        ({"phone": ""}, "Please write a phone number, or choose another way."),
        ({"way": "mail"}, "Please write an e-mail address, or choose another way."),
        ({"way": "sms"}, "This number cannot receive an SMS."),
        ({"way": "pigeon"}, "Please choose one of the answers offered here."),
        ({"name": "   "}, "Please write a name."),
        ({"way": "", "phone": ""}, "Please choose how we can reach you."),
        ({"way": "", "email": "amal@mail.example"}, "Please choose how we can reach you."),
        ({"adults": "0"}, "Please write 1 or more."),
        ({"adults": "-1"}, "Please write 1 or more."),
        ({"adults": "99"}, "Please write 10 or less."),
        ({"adults": "many"}, "Enter a whole number."),
        ({"language": "xx"}, "Please choose one of the answers offered here."),
        ({"token": "no token"}, "token"),
        ({"children_3_5": "3"}, "There are only 2 childcare places in all."),
    ],
)
def test_bad_input_is_named_and_keeps_what_was_typed(client, workshop, change, error):
    if "children_3_5" in change:
        change |= {"accepts_waiting": "on"}
    response = client.post(address("book", workshop), said(**change))
    assert response.status_code == 422
    text = response.content.decode()
    assert "error-summary" in text
    if error not in ("token",):
        assert error in text
    if "name" not in change:
        assert 'value="Samira"' in text
    assert not Booking.objects.exists()


def test_a_full_evening_offers_the_waiting_list(client, workshop):
    client.post(address("book", workshop), said(adults="4", children_3_5="0", way="association"))
    assert "Go on the waiting list" in client.get(address("detail", workshop)).content.decode()
    response = client.post(address("book", workshop), said(name="Oksana", children_3_5="0"))
    assert response.status_code == 422
    assert "All seats are taken." in response.content.decode()
    form = said(name="Oksana", children_3_5="0", accepts_waiting="on")
    response = client.post(address("book", workshop), form)
    assert "You are on the waiting list" in client.get(response["Location"]).content.decode()


def test_fewer_places_are_offered(client, workshop):
    client.post(address("book", workshop), said(adults="3", way="association"))
    text = client.post(address("book", workshop), said(adults="2")).content.decode()
    assert "Only 1 seat is left." in text
    assert "Take fewer places, or tick here to go on the waiting list." in text


def test_where_all_is_full_the_waiting_list_is_not_asked_for_twice(client, workshop):
    assert 'name="accepts_waiting"' not in client.get(address("book", workshop)).content.decode()
    for date in workshop.dates.all():
        SeatFactory(date=date, booking__workshop=workshop, adults=date.seats)
    page = client.get(address("book", workshop)).content.decode()
    assert re.search(r'name="accepts_waiting"[^>]* checked', page)


def test_nobody_learns_here_whether_a_number_has_booked(workshop):
    for browser in (Client(), Client()):
        answer = browser.post(address("book", workshop), said(adults="1", children_3_5="0"))
        assert answer.status_code == 302
        page = browser.get(answer["Location"]).content.decode()
    assert Booking.objects.count() == 2
    assert Booking.objects.earliest("pk").code not in page


class TestTheSamePhoneAgain:
    ALONE: ClassVar = {"adults": "1", "children_3_5": "0"}

    def book(self, client, workshop, **fields):
        return client.post(address("book", workshop), said(**self.ALONE | fields))

    def test_who_books_the_same_again_is_asked_and_led_to_the_first_booking(self, client, workshop):
        self.book(client, workshop)
        again = self.book(client, workshop)
        assert again.status_code == 422
        assert "There is already a booking with this contact. Is this for another family?" in again.text
        first = Booking.objects.get()
        assert f'<a href="/en/b/{first.secret}/">See your first booking</a>' in again.text
        assert self.book(client, workshop, is_another_family="on").status_code == 302
        assert Booking.objects.count() == 2

    def test_another_contact_or_name_is_another_family(self, client, workshop):
        self.book(client, workshop)
        assert self.book(client, workshop, phone="0231 7654321").status_code == 302
        in_person = {"way": "association", "phone": ""}
        assert self.book(client, workshop, **in_person).status_code == 302
        assert self.book(client, workshop, name="samira", **in_person).status_code == 422
        assert self.book(client, workshop, name="Oksana", **in_person).status_code == 302

    def test_who_gave_up_the_first_is_not_asked(self, client, workshop):
        self.book(client, workshop)
        client.post(f"/en/b/{Booking.objects.get().secret}/cancel/")
        assert self.book(client, workshop).status_code == 302

    def test_another_date_is_no_second_booking(self, client, workshop, evening):
        workshop.sign_up = SignUp.PER_DATE
        workshop.save()
        later = WorkshopDateFactory(workshop=workshop)
        for dates, status in (([evening.pk], 302), ([later.pk], 302), ([later.pk], 422)):
            assert self.book(client, workshop, dates=dates).status_code == status

    def test_only_the_form_of_this_workshop_learns_of_it_and_for_a_day(self, client, workshop, time_machine):
        time_machine.move_to(timezone.now())
        kept = self.book(client, workshop).cookies["booked"]
        assert (kept["path"], kept["httponly"], kept["max-age"]) == (address("book", workshop), True, "")
        assert str(Booking.objects.get().number) not in kept.value
        time_machine.shift(timedelta(days=1, minutes=1))
        assert self.book(client, workshop).status_code == 302

    @pytest.mark.parametrize("forged", ["1", "1:x", "1.2:abc:def", "x"])
    def test_a_forged_cookie_asks_nothing(self, client, workshop, forged):
        self.book(Client(), workshop)
        client.cookies["booked"] = forged
        assert self.book(client, workshop).status_code == 302


def test_all_that_is_missing_is_said_at_once(client, workshop):
    answer = client.post(address("book", workshop), said(name="", phone="", adults="0"))
    assert set(answer.context["form"].errors) == {"name", "adults", "phone"}
    no_way = client.post(address("book", workshop), said(name="", phone="", way=""))
    assert set(no_way.context["form"].errors) == {"name", "way"}
    wrong = client.post(address("book", workshop), said(phone="0231 12"))
    assert wrong.context["form"].errors == {"phone": ["This number is too short."]}


def test_dates_are_chosen_where_each_date_stands_for_itself(client, workshop, evening):
    workshop.sign_up = SignUp.PER_DATE
    workshop.save()
    later = WorkshopDateFactory(workshop=workshop)
    foreign = WorkshopDateFactory()
    assert client.post(address("book", workshop), said()).status_code == 422
    assert client.post(address("book", workshop), said(dates=[foreign.pk])).status_code == 422
    assert client.post(address("book", workshop), said(dates=[later.pk])).status_code == 302
    assert [seat.date for seat in Booking.objects.get().seats.all()] == [later]


@pytest.mark.parametrize(
    "change", [{"state": WorkshopState.CANCELLED}, {"sign_up": SignUp.OPEN}], ids=["cancelled", "open"]
)
def test_what_cannot_be_booked_leads_back(client, workshop, change):
    for name, value in change.items():
        setattr(workshop, name, value)
    workshop.save()
    for response in (client.get(address("book", workshop)), client.post(address("book", workshop), said())):
        assert response.status_code == 302
    assert not Booking.objects.exists()


def test_drafts_and_unlisted_organisations_are_not_found(client, workshop):
    workshop.state = WorkshopState.DRAFT
    workshop.save()
    for name in ("detail", "book", "ics"):
        assert client.get(address(name, workshop)).status_code == 404


def test_an_old_title_in_the_address_leads_to_the_new_one(client, workshop):
    response = client.get(f"/en/workshops/{workshop.pk}-old-title/")
    assert (response.status_code, response["Location"]) == (301, address("detail", workshop))


@pytest.mark.parametrize("pk", [0, 999_999, 10**30])
def test_unknown_workshops_are_not_found(client, pk):
    assert client.get(f"/en/workshops/{pk}-x/").status_code == 404


class TestLookup:
    @pytest.fixture
    def booking(self):
        return SeatFactory(booking__phone="+492311234567", booking__name="Samira").booking

    def ask(self, client, code, contact):
        return client.post("/en/b/", {"code": code, "contact": contact})

    def test_code_and_phone_open_the_booking(self, client, booking):
        typed = f" {booking.code[:3].lower()}-{booking.code[3:]}"
        response = self.ask(client, typed, "0231 / 123 45 67")
        assert response["Location"] == f"/en/b/{booking.secret}/?by-code"

    def test_a_number_of_another_country_opens_it_as_the_page_writes_it(self, client):
        booking = SeatFactory(booking__phone="+380671234567", booking__name="Olha").booking
        assert "+380 67 123 4567" in client.get(f"/en/b/{booking.secret}/").text
        response = self.ask(client, booking.code, "+380 67 123 4567")
        assert response["Location"] == f"/en/b/{booking.secret}/?by-code"

    def test_wrong_code_and_wrong_contact_are_answered_alike(self, client, booking):
        answers = [
            re.sub(r'(value|csrf)="[^"]*"', "", self.ask(client, code, contact).content.decode())
            for code, contact in [(booking.code, "0231 7654321"), ("222222", "0231 1234567")]
        ]
        assert "We found no booking with this code and contact." in answers[0]
        assert answers[0] == answers[1]

    def test_the_code_of_what_somebody_looks_for_leads_there(self, client, booking):
        need = NeedFactory(way="call", phone="+492311234567")
        answer = self.ask(client, need.code, "0231 1234567")
        assert answer["Location"].partition("?")[0] == f"/en/needs/{need.secret}/"
        assert self.ask(client, need.code, "0231 7654321").status_code == 422

    def test_a_code_of_a_need_is_tried_as_seldom_on_both_pages_together(self, client, time_machine):
        time_machine.move_to(timezone.now(), tick=False)
        need = NeedFactory(way="call", phone="+492311234567")
        tries = [
            client.post(page, {"code": need.code, "contact": str(number)}, REMOTE_ADDR=f"192.0.2.{number}")
            for number, page in enumerate(["/en/b/", "/en/needs/find/"] * 11)
        ]
        assert [answer.status_code for answer in tries] == [422] * 20 + [429] * 2

    def test_the_name_opens_only_a_booking_without_contact(self, client, booking):
        assert self.ask(client, booking.code, "Samira").status_code == 422
        bare = SeatFactory(booking__way="association", booking__phone="", booking__name="Oksana Ü").booking
        assert self.ask(client, bare.code, "oksana ü").status_code == 302

    def test_guessing_is_slowed_down(self, client, booking, time_machine):
        time_machine.move_to(timezone.now(), tick=False)  # all within one window of the limit
        answers = [self.ask(client, "222222", "1").status_code for _ in range(32)]
        assert answers[0] == 422
        assert answers[-1] == 429


def test_the_address_of_a_private_home_is_told_after_booking_only(client):
    home = VenueFactory(kind=VenueKind.HOME, is_public=False, name="Bei Amira", street="Gartenweg 7")
    workshop = WorkshopFactory(organisation=home.organisation, venue=home)
    date = WorkshopDateFactory(workshop=workshop)
    for page in (address("detail", workshop), address("ics", workshop), reverse("parentwork:list")):
        text = client.get(page).content.decode()
        assert "Gartenweg" not in text
        assert "Amira" not in text
    booking = SeatFactory(date=date).booking
    assert "Gartenweg 7" in client.get(booking.get_absolute_url()).content.decode()


def test_without_a_gateway_no_sms_is_offered(client, workshop, settings):
    address = reverse("parentwork:book", args=[workshop.pk, workshop.slug])
    assert 'value="sms"' in client.get(address).content.decode()
    settings.SMS_POSSIBLE = False
    page = client.get(address).content.decode()
    assert 'value="sms"' not in page
    assert 'value="call"' in page


def test_nobody_tries_names_on_a_code_from_many_addresses(client, workshop):
    booking = SeatFactory(booking__workshop=workshop, date__workshop=workshop).booking
    answers = [
        client.post(
            "/en/b/", {"code": booking.code, "contact": f"name {number}"}, REMOTE_ADDR=f"192.0.2.{number}"
        )
        for number in range(22)
    ]
    assert [answer.status_code for answer in answers] == [422] * 20 + [429] * 2


@pytest.mark.parametrize(
    ("contact", "way"),
    [({"phone": "0231 1234567"}, "call"), ({"phone": "", "email": "amal@mail.example"}, "mail")],
)
def test_a_contact_without_a_way_says_the_way(client, workshop, contact, way):
    assert client.post(address("book", workshop), said(way="") | contact).status_code == 302
    assert Booking.objects.get().way == way


def test_only_the_number_is_wrong_where_no_way_is_chosen(client, workshop):
    answer = client.post(address("book", workshop), said(way="", phone="12"))
    assert list(answer.context["form"].errors) == ["phone"]


def given_up(client, workshop) -> Booking:
    client.post(address("book", workshop), said(adults="3", children_3_5="1"))
    booking = Booking.objects.get()
    client.post(f"/en/b/{booking.secret}/cancel/", {"all": "1"})
    return booking


def test_whoever_books_again_need_not_say_everything_again(client, workshop):
    page = client.get(f"/en/b/{given_up(client, workshop).secret}/").text
    link = re.search(r'href="([^"]*/book/[^"]*)"', page)[1]
    first = client.get(link).context["form"].initial
    kept = {name: first[name] for name in ("name", "adults", "children_3_5", "way", "phone")}
    assert kept == {
        "name": "Samira", "adults": 3, "children_3_5": 1, "way": "call", "phone": "+492311234567"
    }  # fmt: skip


@pytest.mark.parametrize("again", ["", "x", "%00", "9" * 300])
def test_an_earlier_booking_that_is_not_there_fills_in_nothing(client, workshop, again):
    given_up(client, workshop)
    page = client.get(address("book", workshop) + f"?again={again}")
    assert (page.status_code, page.context["form"].initial) == (200, {})


def test_the_booking_of_another_workshop_fills_in_nothing(client, workshop):
    booking, other = given_up(client, workshop), WorkshopDateFactory().workshop
    page = client.get(address("book", other) + f"?again={booking.secret}")
    assert page.context["form"].initial == {}


@pytest.mark.usefixtures("in_english")
def test_who_leaves_the_waiting_list_reads_one_day_of_deletion_and_no_word_of_cancelling(
    client, workshop, family
):
    WorkshopDate.objects.filter(workshop=workshop).update(seats=1)
    book(workshop, family(name="Amira"))
    waits = book(workshop, family(accepts_waiting=True))
    assert waits.seats.get().state == SeatState.WAITING
    cancel_booking(waits)
    page = client.get(f"/en/b/{waits.secret}/").text
    assert '<span class="tag">no longer booked</span>' in page
    assert "You are no longer on the waiting list." in page
    assert "You have cancelled" not in page
    assert date_format(today() + timedelta(days=1), "DATE_FORMAT") in page
    assert "after the last meeting" not in page


def test_dates_that_the_family_gave_up_say_so(client, workshop):
    page = client.get(f"/en/b/{given_up(client, workshop).secret}/").text
    assert '<span class="tag">no longer booked</span>' in page


def test_who_had_places_on_one_date_and_waited_for_another_has_cancelled(client, workshop, family):
    full = WorkshopDateFactory(workshop=workshop, seats=1, starts=timezone.now() + timedelta(days=9))
    Workshop.objects.filter(pk=workshop.pk).update(sign_up=SignUp.PER_DATE)
    workshop.refresh_from_db()
    both = tuple(workshop.dates.values_list("pk", flat=True))
    book(workshop, family(name="Amira", dates=(full.pk,)))
    booking = book(workshop, family(accepts_waiting=True, dates=both))
    assert {seat.state for seat in booking.seats.all()} == {SeatState.CONFIRMED, SeatState.WAITING}
    cancel_booking(booking)
    assert "You have cancelled this booking." in client.get(f"/en/b/{booking.secret}/").text
