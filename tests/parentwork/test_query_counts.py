"""Each page asks the database as often with three rows as with one."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from parentwork.models import Booking, Need
from tests.factories.guides import TopicFactory
from tests.factories.parentwork import (
    AssignmentFactory,
    FormatFactory,
    HelperFactory,
    NeedFactory,
    SeatFactory,
    VenueFactory,
    WorkshopDateFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[1, 3])
def rows(request, cast, workshop) -> int:
    """As many dates, families on each, workshops, places and helpers."""
    booked = [
        SeatFactory(date__workshop=workshop, booking__workshop=workshop).booking for _ in range(request.param)
    ]
    for number in range(request.param):
        date = WorkshopDateFactory(workshop=workshop)
        for booking in booked:
            SeatFactory(date=date, booking=booking)
        WorkshopDateFactory(workshop=WorkshopFactory(organisation=cast.association))
        VenueFactory(organisation=cast.association)
        helper = HelperFactory(organisation=cast.association)
        AssignmentFactory(date=date, helper=helper, state="asked", asked=timezone.now(), secret=f"s{number}")
        FormatFactory(code=f"format-{number}")
        NeedFactory(place=cast.association.postal_code, topic=TopicFactory(slug=f"topic-{number}"))
    return request.param


@pytest.mark.parametrize(
    ("name", "count"),
    [("desk_list", 13), ("desk_plan", 12), ("desk_venues", 10), ("desk_helpers", 14)],
)
def test_of_the_lists_of_the_desk(name, count, desk, rows, django_assert_num_queries):
    with django_assert_num_queries(count):
        assert desk.get(name).status_code == 200


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("desk_workshop", 15),
        ("desk_preview", 11),
        ("desk_edit", 19),
        ("desk_book", 12),  # on which of the dates the person sees families
        ("desk_cancel", 12),
        ("desk_add_date", 12),
    ],
)
def test_of_the_pages_of_a_workshop(name, count, desk, workshop, rows, django_assert_num_queries):
    with django_assert_num_queries(count):
        assert desk.get(name, pk=workshop.pk).status_code == 200


@pytest.mark.parametrize(("name", "count"), [("desk_edit_date", 13), ("desk_cancel_date", 13)])
def test_of_the_pages_of_a_date(name, count, desk, workshop, rows, django_assert_num_queries):
    with django_assert_num_queries(count):
        assert desk.get(name, pk=workshop.dates.first().pk).status_code == 200


def test_of_the_page_of_a_family_at_the_desk(desk, rows, django_assert_num_queries):
    with django_assert_num_queries(13):
        assert desk.get("desk_booking", pk=Booking.objects.first().pk).status_code == 200


def test_of_the_page_of_a_helper(cast, desk, rows, django_assert_num_queries):
    with django_assert_num_queries(17):
        assert desk.get("desk_helper", pk=cast.association.helpers.first().pk).status_code == 200


def test_of_the_pages_of_a_family(client, workshop, rows, django_assert_num_queries):
    with translation.override("en"):
        booking = Booking.objects.first()
        pages = {
            reverse("parentwork:book", args=[workshop.pk, workshop.slug]): 2,
            reverse("parentwork:booking", args=[booking.secret]): 3,
            reverse("parentwork:cancel", args=[booking.secret]): 2,
            reverse("parentwork:lookup"): 0,
        }
    for address, count in pages.items():
        with django_assert_num_queries(count):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize(("name", "count"), [("desk_needs", 15), ("desk_unmet", 14)])
def test_of_what_is_looked_for_near(name, count, desk, rows, django_assert_num_queries):
    with django_assert_num_queries(count):
        assert desk.get(name).status_code == 200


def test_of_the_page_of_a_need_at_the_desk(desk, rows, django_assert_num_queries):
    with django_assert_num_queries(16):
        assert desk.get("desk_need", pk=Need.objects.first().pk).status_code == 200


def test_of_the_pages_of_a_need(client, rows, django_assert_num_queries):
    with translation.override("en"):
        need = Need.objects.first()
        pages = {
            reverse("parentwork:need_post"): 1,
            reverse("parentwork:need", args=[need.secret]): 1,
            reverse("parentwork:need_change", args=[need.secret]): 2,
            reverse("parentwork:need_take_back", args=[need.secret]): 1,
            reverse("parentwork:need_find"): 0,
        }
    for address, count in pages.items():
        with django_assert_num_queries(count):
            assert client.get(address).status_code == 200
