"""The award of a workshop asks for a signed list no more: who read of one reads that none is kept now."""

import pytest

from parentwork.models import Booking
from parentwork.services import workshops
from parentwork.services.bookings import book
from tests.factories.parentwork import WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def asks(cast, workshop):
    """`asks(False)`: the award asks for the list no more."""
    WorkshopDateFactory(workshop=workshop)

    def ask(is_asked: bool) -> None:
        workshop.refresh_from_db()
        workshops.change(workshop, {"signed_list": is_asked}, by=cast.coordinator, version=workshop.version)
        workshop.refresh_from_db()

    return ask


@pytest.fixture
def pages(client):
    def of(booking) -> list[str]:
        own = f"/en/b/{booking.secret}/"
        return [client.get(own).text, client.get(f"{own}data/").text]

    return of


def test_who_read_of_it_reads_that_nobody_signs_any_more(workshop, family, asks, pages):
    asks(True)
    booking = book(workshop, family())
    for page in pages(booking):
        assert "you sign a list on paper" in page
    asks(False)
    for page in pages(booking):
        assert "you sign a list on paper" not in page
        assert "nobody signs a list at this meeting any more" in page
        assert "If you signed a list before, it stays with this organisation" in page
    assert "no immigration office sees it" not in pages(booking)[0], "a list of earlier meetings may be seen"


def test_who_never_read_of_one_reads_nothing_of_it(workshop, family, asks, pages):
    before = book(workshop, family())
    asks(True)
    asks(False)
    after = book(workshop, family())
    for booking in (before, after):
        for page in pages(booking):
            assert "list" not in page.partition("Who sees this?")[2].partition("</div>")[0]
        assert "no immigration office sees it" in pages(booking)[0]


def test_what_it_reads_now_holds_when_the_award_asks_anew(workshop, family, asks, pages):
    asks(True)
    booking = book(workshop, family())
    asks(False)
    asks(True)
    assert not Booking.objects.get(pk=booking.pk).read_of_list, "its name is not printed on the list"
    for page in pages(booking):
        assert "nobody signs a list at this meeting any more" not in page
        assert "you sign a list on paper" not in page
        assert "we put your name on no list to sign" in page
