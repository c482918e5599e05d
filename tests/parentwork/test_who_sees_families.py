"""Inside an organisation: who plans sees all families, who helps those of the dates that she agreed to."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from organisations.choices import Role
from parentwork.choices import SignUp
from parentwork.models import Booking, Seat, WorkshopDate
from parentwork.reports import AttendanceListPdf, BookingSlip
from parentwork.services import attendance, door
from parentwork.services.attendance import Came
from parentwork.services.bookings import book
from parentwork.services.excuses import stay_away
from tests.factories.organisations import VerificationFactory
from tests.factories.parentwork import BookingFactory, NeedFactory, SeatFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
OF_A_DATE = [
    "desk_date", "desk_attendance_list", "desk_attendance_pdf", "desk_attendance", "desk_door",
    "desk_feedback", "desk_feedback_sheet",
]  # fmt: skip
OF_A_FAMILY = [
    "desk_booking", "desk_cancel_booking", "desk_numbers", "desk_interpreter", "desk_reach",
]  # fmt: skip


@pytest.fixture
def workshop(workshop):
    workshop.sign_up = SignUp.PER_DATE
    workshop.save()
    return workshop


@pytest.fixture
def evenings(workshop):
    """Two, a week apart."""
    now = timezone.now()
    return [WorkshopDateFactory(workshop=workshop, starts=now + timedelta(days=days)) for days in (5, 12)]


@pytest.fixture
def families(evenings):
    """Of the first evening, of the second, of both."""
    bookings = [
        BookingFactory(workshop=evenings[0].workshop, name=name) for name in ("Ayşe", "Dilan", "Olena")
    ]
    for booking, dates in zip(bookings, (evenings[:1], evenings[1:], evenings), strict=True):
        for date in dates:
            SeatFactory(date=date, booking=booking)
    return bookings


@pytest.fixture
def browser(cast, client, desk):
    """The helper's."""
    client.force_login(cast.helper)
    return desk


@pytest.mark.parametrize("state", [None, "asked", "declined", "released"])
def test_who_has_not_agreed_to_a_date_sees_nobody(cast, browser, evenings, families, helps, state):
    if state:
        helps(evenings[0], state)
    assert not Booking.objects.visible_to(cast.helper).exists()
    assert not Seat.objects.visible_to(cast.helper).exists()
    assert not WorkshopDate.objects.with_families_for(cast.helper).exists()
    for name in OF_A_DATE:
        assert browser.get(name, pk=evenings[0].pk).status_code == 404, name
    for name in OF_A_FAMILY:
        assert browser.get(name, pk=families[0].pk).status_code == 404, name
    page = browser.get("desk_workshop", pk=evenings[0].workshop_id).text
    assert browser.address("desk_date", pk=evenings[0].pk) not in page
    assert "Book for a family" not in page


def test_who_has_agreed_sees_the_families_of_that_date_alone(cast, browser, evenings, families, helps):
    helps(evenings[0])
    page = browser.get("desk_date", pk=evenings[0].pk).text
    assert [it.name in page for it in families] == [True, False, True]
    assert list(Booking.objects.visible_to(cast.helper)) == [families[0], families[2]]
    assert set(Seat.objects.visible_to(cast.helper)) == set(evenings[0].taken.all())
    for name in OF_A_DATE:
        assert browser.get(name, pk=evenings[1].pk).status_code == 404, name
    for name in OF_A_FAMILY:
        assert browser.get(name, pk=families[1].pk).status_code == 404, name
    page = browser.get("desk_workshop", pk=evenings[0].workshop_id).text
    links = [browser.address("desk_date", pk=evening.pk) in page for evening in evenings]
    assert links == [True, False]
    shown = browser.get("desk_booking", pk=families[2].pk).context["seats"]
    assert [seat.date for seat in shown] == [evenings[0]]


def test_of_a_fixed_group_she_sees_the_families_on_her_dates(cast, browser, evenings, families, helps):
    workshop = evenings[0].workshop
    workshop.sign_up = SignUp.SERIES
    workshop.save()
    helps(evenings[0])
    assert list(Booking.objects.visible_to(cast.helper)) == [families[0], families[2]]
    shown = browser.get("desk_booking", pk=families[2].pk).context["seats"]
    assert [seat.date for seat in shown] == [evenings[0]]


def test_files_with_names_follow_the_same_rule(cast, evenings, families, helps):
    helps(evenings[0])
    seen = [AttendanceListPdf().visible_to(cast.helper, {"date": date.pk}) for date in evenings]
    assert seen == [True, False]
    assert [BookingSlip().visible_to(cast.helper, {"booking": it.pk}) for it in families] == [
        True,
        False,
        True,
    ]


def test_who_plans_sees_them_all(cast, evenings, families):
    for person in (cast.coordinator, cast.editor):
        assert set(Booking.objects.visible_to(person)) == set(families)
        assert set(WorkshopDate.objects.with_families_for(person)) == set(evenings)


def test_who_is_put_on_a_date_but_only_reads_there_sees_nobody(cast, evenings, families, helps):
    helps(evenings[0])
    cast.association.memberships.filter(user=cast.helper).update(role=Role.READER)
    assert not Booking.objects.visible_to(cast.helper).exists()


def test_who_has_left_the_organisation_sees_nobody(cast, evenings, families, helps):
    helps(evenings[0])
    cast.association.memberships.filter(user=cast.helper).delete()
    assert not Booking.objects.visible_to(cast.helper).exists()


def test_what_is_done_for_a_date_follows_the_same_rule(cast, evenings, families, helps, workshop):
    over = WorkshopDateFactory(workshop=workshop, starts=timezone.now() - timedelta(days=2))
    helps(evenings[0])
    with pytest.raises(PermissionDenied):
        door.open_door(evenings[1], by=cast.helper)
    with pytest.raises(PermissionDenied):
        attendance.record(over, {}, Came(), by=cast.helper, version=0)
    assert door.open_door(evenings[0], by=cast.helper)


def test_she_books_for_a_family_on_her_dates_alone(cast, browser, evenings, family, helps):
    helps(evenings[0])
    page = browser.get("desk_book", pk=evenings[0].workshop_id)
    assert page.context["dates"] == [evenings[0]]
    with pytest.raises(PermissionDenied):
        book(evenings[0].workshop, family(dates=(evenings[1].pk,)), by=cast.helper)
    booking = book(evenings[0].workshop, family(dates=(evenings[0].pk,)), by=cast.helper)
    assert browser.get("desk_booking", pk=booking.pk).status_code == 200


def test_she_cancels_for_a_family_no_more_than_her_dates(cast, browser, evenings, families, helps):
    helps(evenings[0])
    page = browser.get("desk_cancel_booking", pk=families[2].pk).text
    assert f'value="{evenings[0].pk}"' in page
    assert f'value="{evenings[1].pk}"' not in page
    assert "Cancel all dates" not in page
    assert browser.post("desk_cancel_booking", {"all": "1"}, pk=families[2].pk).status_code == 422
    assert (
        browser.post("desk_cancel_booking", {"dates": evenings[1].pk}, pk=families[2].pk).status_code == 422
    )
    browser.post("desk_cancel_booking", {"dates": evenings[0].pk}, pk=families[2].pk)
    assert dict(families[2].seats.values_list("date", "state")) == {
        evenings[0].pk: "cancelled", evenings[1].pk: "confirmed",
    }  # fmt: skip
    with pytest.raises(PermissionDenied):
        stay_away(families[1], by=cast.helper)


def test_hours_typed_in_lead_back_to_no_page_that_she_may_not_open(browser, workshop, helps):
    over = WorkshopDateFactory(workshop=workshop, starts=timezone.now() - timedelta(days=2))
    said = {"workshop": workshop.pk, "day": f"{over.day}", "hours": "1", "activity": "", "sure": "1"}
    address = f"{browser.address('desk_hours')}?date={over.pk}"
    helper = helps(over, "declined").helper
    assert "after=" in browser.send(address, said | {"helper": helper.pk}).url
    over.assignments.update(state="agreed")
    answer = browser.send(address, said | {"helper": helper.pk, "activity": "x"})
    assert answer.url == browser.address("desk_date", pk=over.pk)


def test_calls_are_made_by_who_plans(cast, browser, evenings, families, helps):
    for evening in evenings:
        helps(evening)
    assert browser.get("desk_calls").status_code == 404
    assert browser.address("desk_calls") not in browser.get("desk_list").text


def test_the_number_of_who_looks_for_something_is_for_who_may_get_in_touch(cast, client, desk):
    VerificationFactory(organisation=cast.association, umbrella=cast.umbrella)
    need = NeedFactory(place=cast.postal_code, way="call", phone="+492319876543", shows_contact=True)
    assert "9876543" in desk.get("desk_need", pk=need.pk).text.replace(" ", "")
    client.force_login(cast.helper)
    page = desk.get("desk_need", pk=need.pk)
    assert page.status_code == 200
    assert "9876543" not in page.text.replace(" ", "")


def test_a_family_reads_who_sees_it_in_the_organisation(client, families):
    page = client.get(f"/en/b/{families[0].secret}/").text
    assert "only those see it who plan the meetings or help at one of yours" in page
