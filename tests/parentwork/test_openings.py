"""Whoever opens a list with names stands in a log that nobody can change, and that forgets by itself."""

from datetime import timedelta

import pytest
import time_machine
from django.db import ProgrammingError, transaction
from django.utils import timezone

from organisations.services.merging import merge
from parentwork.choices import ContactWay
from parentwork.models import ListOpening
from parentwork.models.openings import NameList
from parentwork.services import needs, openings
from parentwork.services.bookings import book
from portal.lib.dates import today
from portal.outbox.models import Message
from tests.factories.organisations import OrganisationFactory, VerificationFactory
from tests.factories.parentwork import NeedFactory, SeatFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def date(workshop):
    return SeatFactory(date=WorkshopDateFactory(workshop=workshop)).date


def lines() -> list[tuple[str, str]]:
    return list(ListOpening.objects.order_by("pk").values_list("kind", "by__email"))


@pytest.mark.parametrize(
    ("way", "name", "kind"),
    [
        ("get", "desk_date", NameList.DATE),
        ("get", "desk_attendance_list", NameList.PRINT),
        ("post", "desk_attendance_pdf", NameList.FILE),
        ("get", "desk_attendance", NameList.TYPING),
        ("post", "desk_door", NameList.DOOR),
    ],
)
def test_each_way_to_the_names_leaves_a_line(way, name, kind, cast, desk, date):
    getattr(desk, way)(name, pk=date.pk)
    assert lines() == [(kind, cast.coordinator.email)]
    line = ListOpening.objects.get()
    assert (line.date, line.delete_on) == (date, today() + timedelta(days=365))


@pytest.mark.parametrize("name", ["desk_calls", "desk_call"])
def test_whoever_reads_the_call_list_leaves_a_line_too(name, cast, desk, workshop, family):
    date = WorkshopDateFactory(workshop=workshop)
    for who in ("Samira", "Oksana"):
        book(workshop, family(name=who, way=ContactWay.CALL, phone="+492311234567"))
    call = Message.objects.filter(channel="call").first()
    for _twice in range(2):
        desk.get(name, **({"pk": call.pk} if name == "desk_call" else {}))
    assert lines() == [(NameList.CALLS, cast.coordinator.email)]
    assert ListOpening.objects.get().date == date
    assert "call list" in desk.get("desk_openings").text


def test_whoever_reads_a_call_about_no_date_leaves_a_line_too(cast, desk, workshop):
    WorkshopDateFactory(workshop=workshop)
    VerificationFactory(organisation=cast.association, umbrella=cast.umbrella)
    need = NeedFactory(place=cast.postal_code, way=ContactWay.CALL, phone="+49231123456")
    needs.answer_with(need, workshop, by=cast.coordinator)
    workshop.dates.all().delete()
    for _twice in range(2):
        assert "Olena" in desk.get("desk_call", pk=Message.objects.get(channel="call").pk).text
    line = ListOpening.objects.get()
    assert (line.kind, line.date, line.organisation) == (NameList.CALLS, None, cast.association)
    assert "call list" in desk.get("desk_openings").text
    assert not ListOpening.objects.visible_to(cast.foreign_coordinator).exists()


def test_a_line_goes_along_to_the_entry_with_which_its_own_is_merged(cast):
    entry, into = OrganisationFactory(), cast.association
    openings.note_openings([None], NameList.CALLS, of=entry, by=cast.coordinator)
    merge(entry, into, version=entry.version, into_version=into.version, by=cast.portal_staff)
    assert ListOpening.objects.get().organisation == into


def test_an_empty_call_list_leaves_no_line(desk):
    desk.get("desk_calls")
    assert lines() == []


def test_whoever_takes_along_the_link_that_somebody_made_leaves_a_line_too(cast, client, desk, date, helps):
    helps(date)
    address = desk.address("desk_door", pk=date.pk)
    client.get(address)
    assert lines() == []  # no link yet, and no name
    client.post(address)
    client.force_login(cast.helper)
    assert "/door/" in client.get(address).text
    assert lines() == [(NameList.DOOR, who.email) for who in (cast.coordinator, cast.helper)]


def test_whoever_reads_on_has_opened_it_once_and_after_an_hour_again(cast, desk, date):
    for _ in range(3):
        desk.get("desk_date", pk=date.pk)
    assert len(lines()) == 1
    openings.note_opening(date, NameList.DATE, by=cast.helper)
    assert len(lines()) == 2
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        openings.note_opening(date, NameList.DATE, by=cast.helper)
    assert len(lines()) == 3


def test_a_stranger_opens_nothing_and_leaves_no_line(cast, client, desk, date):
    address = desk.address("desk_date", pk=date.pk)
    client.force_login(cast.foreign_coordinator)
    assert client.get(address).status_code == 404
    assert lines() == []


@pytest.mark.parametrize("name", ["desk_date", "desk_attendance_list", "desk_attendance"])
def test_without_a_second_factor_nobody_opens_a_list(name, cast, desk, date):
    cast.coordinator.authenticator_set.all().delete()
    answer = desk.get(name, pk=date.pk)
    assert answer.status_code == 302
    assert "2fa" in answer["Location"]
    assert lines() == []


def test_the_coordinator_reads_who_it_was_and_the_helper_does_not(cast, client, desk, date):
    openings.note_opening(date, NameList.PRINT, by=cast.helper)
    page = desk.get("desk_openings").text
    assert str(cast.helper) in page
    assert "list to print" in page
    for name in ("desk_list", "desk_concepts"):
        assert "Opened lists of names" in desk.get(name).text
    client.force_login(cast.helper)
    assert desk.get("desk_openings").status_code == 404


def test_nobody_can_change_a_line(cast, date):
    openings.note_opening(date, NameList.PRINT, by=cast.helper)
    for change in ({"kind": NameList.DATE}, {"by": cast.coordinator}, {"delete_on": today()}):
        with pytest.raises(ProgrammingError), transaction.atomic():
            ListOpening.objects.update(**change)
    ListOpening.objects.update(by=None)
    assert lines() == [(NameList.PRINT, None)]


def test_lines_are_deleted_on_their_day(cast, date):
    openings.note_opening(date, NameList.PRINT, by=cast.helper)
    assert openings.purge() == {"opened lists of names": 0}
    with time_machine.travel(timezone.now() + timedelta(days=366), tick=False):
        assert openings.purge() == {"opened lists of names": 1}


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_as_often_for_three_lines(number, cast, desk, workshop, django_assert_num_queries):
    for _ in range(number):
        openings.note_opening(WorkshopDateFactory(workshop=workshop), NameList.DATE, by=cast.helper)
    with django_assert_num_queries(11):
        desk.get("desk_openings")
