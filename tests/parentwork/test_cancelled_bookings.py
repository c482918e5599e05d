"""What the worker asks of the database for news of what does not take place."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import translation

from parentwork.choices import ContactWay
from parentwork.services import workshops
from parentwork.services.bookings import book, cancel_booking
from portal.lib.dates import BERLIN
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message
from tests.factories.parentwork import WorkshopDateFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def families(workshop, family):
    """Three families by mail, on two evenings each."""
    for days in (7, 14):
        WorkshopDateFactory(workshop=workshop, starts=NOON + timedelta(days=days, hours=6))
    return [book(workshop, family(way=ContactWay.MAIL, email=f"{n}@example.org")) for n in range(3)]


@pytest.mark.parametrize(("kind", "count"), [("booking_cancelled", 5), ("workshop_cancelled", 4)])
def test_it_takes_no_more_queries_for_more_families(
    cast, workshop, families, kind, count, django_assert_num_queries
):
    if kind == "booking_cancelled":
        for booking in families:
            cancel_booking(booking)
    else:
        workshops.cancel(workshop, by=cast.coordinator, reason="Wasser")
    messages = {it.object_id: it for it in Message.objects.filter(kind=f"parentwork.{kind}")}
    assert len(messages) == 3
    found_kind = kind_of(f"parentwork.{kind}")
    for number in (1, 3):
        ids = list(messages)[:number]
        with django_assert_num_queries(count), translation.override("tr"):
            for pk, booking in found_kind.load_many(ids).items():
                assert found_kind.still_wanted(booking, messages[pk])
                for language in ("tr", "de"):
                    assert found_kind.render(booking, language, messages[pk]).body
