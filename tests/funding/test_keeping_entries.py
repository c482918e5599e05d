"""Contact points kept by officers: who may, what they write, and the word that an entry is old."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from funding.choices import OfficeLevel, OfficeRole, Sureness
from funding.clock import remind
from funding.imports import load_reference
from funding.messages import EntryDue
from funding.models import Office, OfficeMember
from funding.services import directory
from portal.lib import duties
from portal.lib.dates import BERLIN, today
from portal.outbox.models import Message
from portal.places.imports import load_reference as load_places
from portal.places.models import Land, PostalCode
from tests.cast import Cast
from tests.factories.funding import OfficeFactory, OfficeMemberFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def address(office: Office) -> str:
    return reverse("funding:keep_entry", args=[office.slug])


def filled(office: Office, **more: Any) -> dict[str, Any]:
    """The form as it is shown, with some answers changed."""
    office.refresh_from_db()
    said = {"name": office.name, "version": office.updated.isoformat(), "sureness": office.sureness}
    return said | {"helps_with_de": office.helps_with_de, "spoken": office.languages} | more


@pytest.fixture
def editor(cast: Cast, client: Client) -> Client:
    client.force_login(cast.directory_editor)
    return client


# -- who keeps what -------------------------------------------------------------------------------------


def test_an_editor_keeps_the_own_entry_and_those_of_the_land_that_nobody_keeps(cast: Cast) -> None:
    town = OfficeFactory(name="Stadt", land=cast.land, level=OfficeLevel.MUNICIPAL)
    kept = Office.objects.kept_by(cast.directory_editor)
    assert set(kept) == {cast.office, cast.foreign_office, town}
    own = OfficeMemberFactory(office=town, role=OfficeRole.DIRECTORY_EDITOR).user
    assert set(Office.objects.kept_by(own)) == {town}
    assert set(kept.all()) == {cast.office, cast.foreign_office}
    assert not Office.objects.kept_by(cast.caseworker).exists()


def test_entries_of_nobody_are_left_to_portal_staff(cast: Cast) -> None:
    federal = OfficeFactory(name="Bund", land=None, level=OfficeLevel.FEDERAL)
    assert set(Office.objects.kept_by_nobody()) == {cast.berlin_office, federal}


def test_others_write_nothing(cast: Cast) -> None:
    for person in (cast.caseworker, cast.coordinator, cast.berlin_caseworker):
        with pytest.raises(PermissionDenied):
            directory.keep_entry(
                cast.office, {"name": "x"}, version=cast.office.updated, is_checked=True, by=person
            )


# -- writing --------------------------------------------------------------------------------------------


def test_what_an_editor_writes_stands_on_the_public_page(cast: Cast, editor: Client) -> None:
    said = filled(
        cast.office, email="anlaufstelle@amt.example", phone="0231 123456", hours="Mo bis Fr 9–12 Uhr",
        spoken=["de", "uk"], helps_with_de="Berät Vereine zum Antrag.", helps_with_uk="Радить.",
        doubt="intern", valid_until="2027-06-30", is_checked="on",
    )  # fmt: skip
    assert editor.post(address(cast.office), said).status_code == 302
    page = Client().get(cast.office.get_absolute_url()).text
    for words in ("anlaufstelle@amt.example", "0231 123456", "Mo bis Fr 9–12 Uhr", "Ukrainian", "30/06/2027"):
        assert words in page, words
    assert "intern" not in page
    cast.office.refresh_from_db()
    assert (cast.office.last_checked, cast.office.helps_with_uk) == (today(), "Радить.")
    assert cast.office.reviews_here  # what is not on the form stays as it is


def test_saving_alone_is_no_check(cast: Cast, editor: Client) -> None:
    editor.post(address(cast.office), filled(cast.office, hours="Mo 9–12 Uhr"))
    cast.office.refresh_from_db()
    assert (cast.office.hours, cast.office.last_checked) == ("Mo 9–12 Uhr", date(2026, 11, 1))


def test_a_mistake_keeps_what_was_typed_and_changes_nothing(cast: Cast, editor: Client) -> None:
    answer = editor.post(address(cast.office), filled(cast.office, email="kein at", hours="Mo 9–12 Uhr"))
    assert answer.status_code == 422
    assert 'value="Mo 9–12 Uhr"' in answer.text
    cast.office.refresh_from_db()
    assert not cast.office.hours


def test_who_was_slower_sees_both_versions_and_means_it(cast: Cast, editor: Client) -> None:
    old = filled(cast.office, hours="Di 9–12 Uhr")
    editor.post(address(cast.office), filled(cast.office, hours="Mo 9–12 Uhr"))
    answer = editor.post(address(cast.office), old)
    assert answer.status_code == 422
    assert "Mo 9–12 Uhr" in answer.text
    assert 'value="Di 9–12 Uhr"' in answer.text
    version = answer.context["form"]["version"].value()
    assert editor.post(address(cast.office), old | {"version": version}).status_code == 302
    cast.office.refresh_from_db()
    assert cast.office.hours == "Di 9–12 Uhr"


@pytest.mark.parametrize("times", [1, 3])
def test_queries_of_the_list(cast: Cast, editor: Client, django_assert_num_queries: Any, times: int) -> None:
    OfficeFactory.create_batch(times, land=cast.land, level=OfficeLevel.MUNICIPAL)
    editor.get(reverse("funding:kept_entries"))
    with django_assert_num_queries(9):
        assert editor.get(reverse("funding:kept_entries")).status_code == 200


# -- old entries ----------------------------------------------------------------------------------------


def entries_due() -> list[Message]:
    return list(Message.objects.filter(kind=EntryDue.key))


def test_an_entry_of_half_a_year_is_told_to_its_editor_once(cast: Cast) -> None:
    Office.objects.exclude(pk=cast.office.pk).delete()
    last = cast.office.last_checked
    for days, number in ((183, 0), (184, 1), (185, 1)):
        with time_machine.travel(datetime.combine(last + timedelta(days), datetime.min.time(), BERLIN)):
            remind()
            assert len(entries_due()) == number
    message = entries_due()[0]
    assert message.address == cast.directory_editor.email
    with time_machine.travel(datetime.combine(last + timedelta(185), datetime.min.time(), BERLIN)):
        assert EntryDue().still_wanted(cast.office, message)
        text = EntryDue().render(cast.office, "en", message)
        assert cast.office.name in text.subject
        assert address(cast.office) in text.body
        directory.keep_entry(
            cast.office, {}, version=cast.office.updated, is_checked=True, by=cast.directory_editor
        )
        cast.office.refresh_from_db()
        assert not EntryDue().still_wanted(cast.office, message)


def test_an_entry_whose_time_is_over_waits_on_the_desk(cast: Cast) -> None:
    def titles(person: Any) -> list[str]:
        return [
            duty.about for duty in duties.of(person) if duty.title == "Check the entry of the contact point"
        ]

    Office.objects.update(last_checked=today())
    assert titles(cast.directory_editor) == []
    Office.objects.filter(pk=cast.office.pk).update(valid_until=today() - timedelta(1))
    assert titles(cast.directory_editor) == [cast.office.name]
    assert titles(cast.caseworker) == []


def test_portal_staff_are_told_of_what_no_officer_keeps(cast: Cast) -> None:
    OfficeMember.objects.filter(role=OfficeRole.DIRECTORY_EDITOR).delete()
    Office.objects.update(last_checked=None)
    assert "3 contact points are to be checked" in [duty.title for duty in duties.of(cast.portal_staff)]


# -- the directory as it ships --------------------------------------------------------------------------


def test_a_postal_code_of_each_land_leads_to_its_contact_point() -> None:
    load_places()
    load_reference()
    for land in Land.objects.all():
        place = PostalCode.objects.filter(district__land=land).order_by("code")[0]
        context = Client().get(f"/de/funding/?near={place.code}").context
        assert (context["land"], bool(context["here"])) == (land, True), land
        assert {office.land for office in context["here"]} == {land}
        assert [office.slug for office in context["federal"]] == ["bund-bamf"]


def test_entries_that_are_not_certain_say_so_on_their_page() -> None:
    load_places()
    load_reference()
    for office in Office.objects.exclude(sureness=Sureness.CHECKED):
        assert "This entry is not certain" in Client().get(office.get_absolute_url()).text, office
