"""Interpreters on request: what families wish, from how many on somebody comes, and who it is."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from parentwork.queries.interpreting import put_wishes_on
from parentwork.services.bookings import book, cancel_booking
from parentwork.services.own_data import kept_of
from parentwork.services.team import retire_helper
from parentwork.services.wishes import change_wish
from portal.lib.dates import today
from tests.factories.parentwork import HelperFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def evening(cast):
    return WorkshopDateFactory(
        workshop__organisation=cast.association, workshop__seats=20, workshop__interpreting=["ti", "ar"],
        workshop__interpreting_from=2,
    )  # fmt: skip


@pytest.fixture
def workshop(evening):
    return evening.workshop


def wishes(evening):
    put_wishes_on([evening])
    return [(wish.language, wish.families, wish.women, wish.men, wish.is_open) for wish in evening.wishes]


def test_a_family_says_at_booking_what_it_needs(client, workshop):
    page = client.get(workshop.get_absolute_url()).text
    assert "If at least 2 families need one." in page
    address = f"{workshop.get_absolute_url()}book/"
    assert "Do you need an interpreter?" in client.get(address).text
    sent = client.post(address, {
        "token": "0d2f6a0e-6a39-4a19-9d8b-1c3a6ac6a002", "name": "Selam", "adults": "1", "way": "association",
        "language": "en", "interpreter": "ti", "interpreter_wish": "woman",
    })  # fmt: skip
    booking = workshop.bookings.get()
    assert (booking.interpreter, booking.interpreter_wish) == ("ti", "woman")
    own = client.get(sent["Location"]).text
    assert "Tigrinya" in own
    assert "a woman" in own
    assert kept_of(booking)["interpreter"] == "ti"


def test_where_nobody_interprets_nothing_is_asked(client, workshop, family):
    workshop.interpreting = []
    workshop.save()
    assert "interpreter" not in client.get(f"{workshop.get_absolute_url()}book/").text
    with pytest.raises(ValidationError, match="Nobody interprets into this language"):
        book(workshop, family(interpreter="ti"))


def test_a_wish_for_a_person_without_a_language_is_not_kept(workshop, family):
    assert book(workshop, family(interpreter_wish="man")).interpreter_wish == ""


def test_the_demand_is_counted_by_language_and_grows_with_the_families(workshop, evening, family):
    first = book(workshop, family(interpreter="ti", interpreter_wish="woman"))
    assert wishes(evening) == [("ti", 1, 1, 0, False)]
    book(workshop, family(interpreter="ti", interpreter_wish="man"))
    book(workshop, family(interpreter="ar"))
    book(workshop, family())
    assert wishes(evening) == [("ti", 2, 1, 1, True), ("ar", 1, 0, 0, False)]
    cancel_booking(first)
    assert wishes(evening) == [("ar", 1, 0, 0, False), ("ti", 1, 0, 1, False)]


def test_a_family_wishes_another_one_after_booking_and_the_demand_follows(client, workshop, evening, family):
    booking = book(workshop, family(interpreter="ar"))
    book(workshop, family(interpreter="ti"))
    address = f"/en/b/{booking.secret}/interpreter/"
    assert f'href="{address}"' in client.get(f"/en/b/{booking.secret}/").text
    form = client.get(address).context["form"]
    assert (form["interpreter"].value(), form["interpreter_wish"].value()) == ("ar", "")
    own = client.post(address, {"interpreter": "ti", "interpreter_wish": "man"}, follow=True).text
    assert "Saved." in own
    assert "Tigrinya" in own
    assert wishes(evening) == [("ti", 2, 0, 1, True)]
    client.post(address, {"interpreter": "", "interpreter_wish": "man"})
    booking.refresh_from_db()
    assert (booking.interpreter, booking.interpreter_wish) == ("", "")
    assert wishes(evening) == [("ti", 1, 0, 0, False)]


def test_a_family_that_waits_wishes_too_and_is_counted_once_it_comes(workshop, evening, family):
    first = book(workshop, family(adults=20))
    waiting = book(workshop, family(accepts_waiting=True))
    change_wish(waiting, "ti", "")
    assert wishes(evening) == []
    cancel_booking(first)
    assert wishes(evening) == [("ti", 1, 0, 0, False)]


def test_another_language_is_refused_and_changes_nothing(client, workshop, family):
    booking = book(workshop, family(interpreter="ar"))
    answer = client.post(f"/en/b/{booking.secret}/interpreter/", {"interpreter": "pl"})
    assert answer.status_code == 422
    assert "Please choose one of the answers offered here." in answer.text
    with pytest.raises(ValidationError, match="Nobody interprets into this language"):
        change_wish(booking, "pl", "")
    booking.refresh_from_db()
    assert booking.interpreter == "ar"


def test_a_language_that_is_no_longer_offered_can_be_kept_or_taken_back(client, workshop, family):
    booking, other = book(workshop, family(interpreter="ar")), book(workshop, family())
    workshop.interpreting = []
    workshop.save()
    address = f"/en/b/{booking.secret}/interpreter/"
    client.post(address, {"interpreter": "ar", "interpreter_wish": "woman"})
    booking.refresh_from_db()
    assert (booking.interpreter, booking.interpreter_wish) == ("ar", "woman")
    client.post(address, {"interpreter": ""})
    page = client.get(f"/en/b/{booking.secret}/").text
    assert address not in page
    assert client.get(f"/en/b/{other.secret}/interpreter/")["Location"] == f"/en/b/{other.secret}/"


def test_a_get_changes_nothing_and_what_is_over_leads_back(client, workshop, family):
    booking = book(workshop, family())
    address = f"/en/b/{booking.secret}/interpreter/"
    client.get(f"{address}?interpreter=ti")
    booking.refresh_from_db()
    assert booking.interpreter == ""
    cancel_booking(booking)
    assert client.get(address)["Location"] == f"/en/b/{booking.secret}/"
    with pytest.raises(ValidationError, match="still to come"):
        change_wish(booking, "ti", "")


def test_the_association_changes_it_for_a_family_that_calls(desk, cast, workshop, family):
    booking = book(workshop, family())
    address = desk.address("desk_interpreter", pk=booking.pk)
    assert address in desk.get("desk_booking", pk=booking.pk).text
    assert "Does the family need an interpreter?" in desk.follow(address).text
    assert desk.post("desk_interpreter", {"interpreter": "pl"}, pk=booking.pk).status_code == 422
    sent = desk.post("desk_interpreter", {"interpreter": "ti", "interpreter_wish": "woman"}, pk=booking.pk)
    assert sent["Location"] == desk.address("desk_booking", pk=booking.pk)
    booking.refresh_from_db()
    assert (booking.interpreter, booking.interpreter_wish) == ("ti", "woman")
    for stranger in (cast.reader, cast.foreign_coordinator, cast.portal_staff):
        with pytest.raises(PermissionDenied):
            change_wish(booking, "", "", by=stranger)


def test_who_speaks_it_and_has_agreed_closes_the_gap(desk, cast, workshop, evening, family):
    for _family in range(2):
        book(workshop, family(interpreter="ti"))
    assert "no interpreter yet: Tigrinya" in desk.get("desk_workshop", pk=workshop.pk).text
    speaks_other = HelperFactory(organisation=cast.association, languages=["ar"])
    speaks = HelperFactory(organisation=cast.association, name="Selam", languages=["ti"])
    said = {"role": "interpreter", "starts": evening.starts, "ends": evening.ends}
    evening.assignments.create(helper=speaks_other, state="agreed", **said)
    asked = evening.assignments.create(helper=speaks, state="asked", **said)
    assert "no interpreter yet: Tigrinya" in desk.get("desk_workshop", pk=workshop.pk).text
    asked.state = "agreed"
    asked.save()
    assert "no interpreter yet" not in desk.get("desk_workshop", pk=workshop.pk).text
    page = desk.get("desk_date", pk=evening.pk).text
    assert "has not promised to keep silent yet" in page
    speaks.secrecy_agreed = today()
    speaks.save()
    assert "has not promised to keep silent" not in desk.get("desk_date", pk=evening.pk).text


def test_what_was_promised_is_forgotten_with_the_helper(cast):
    helper = HelperFactory(
        organisation=cast.association, certificate_seen=today(), secrecy_agreed=today(), languages=["ti"]
    )
    retire_helper(helper, by=cast.coordinator)
    helper.refresh_from_db()
    assert (helper.certificate_seen, helper.secrecy_agreed) == (None, None)


@pytest.mark.parametrize("count", [1, 3])
def test_the_wishes_of_all_dates_cost_two_queries(django_assert_num_queries, workshop, family, count):
    dates = [WorkshopDateFactory(workshop=workshop) for _number in range(count)]
    book(workshop, family(interpreter="ti"))
    with django_assert_num_queries(2):
        put_wishes_on(dates)
